"""Corpora are read with exact offsets: the slice of the text is the answer."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from training.data import (
    Answer,
    Example,
    join_tokens,
    read_corpora,
    read_qamr,
    read_squad,
    without_copies,
)

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def assert_offsets(example: Example) -> None:
    for answer, text in zip(example.answers, example.answer_texts, strict=True):
        assert 0 <= answer.start < answer.end <= len(example.text)
        assert text == text.strip()


def test_squad_answers_stand_at_their_offsets(tmp_path: Path) -> None:
    context = "The deal was signed in September 2018 in Oslo."
    qas = [
        {
            "id": 7,
            "question": " When was the deal signed? ",
            "answers": [{"text": "September 2018", "answer_start": 23}],
        },
        {"id": "8", "question": "Who signed?", "is_impossible": True, "answers": []},
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": context, "qas": qas}]}]}))

    [[when, who]] = read_squad(path, "news")

    assert when.id == "7"
    assert when.article == who.article == "news/0"
    assert when.question == "When was the deal signed?"
    assert when.answer_texts == ["September 2018"]
    assert who.answers == ()


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("He did n't go , she said .", "He didn't go, she said."),
        ("Obama -LRB- left -RRB- spoke", "Obama (left) spoke"),
        ("`` Yes '' , said Oslo 's mayor", '"Yes", said Oslo\'s mayor'),
        ("It cost $ 5 or 3 % more", "It cost $5 or 3% more"),
    ],
)
def test_tokens_join_into_natural_text(tokens: str, text: str) -> None:
    joined, places = join_tokens(tokens.split())

    assert joined == text
    assert len(places) == len(tokens.split())
    assert all(a.end <= b.start for a, b in pairwise(places))


def test_qamr_keeps_answers_that_are_one_run_of_tokens(tmp_path: Path) -> None:
    (tmp_path / "wiki-sentences.tsv").write_text("s1\tThe Oslo -LRB- Norway -RRB- deal held .\n")
    row = "s1\t1 3\t76\t0\t3\t{}\t{}\t261:{}\t60:{}\n"
    (tmp_path / "dev.tsv").write_text(
        row.format("Where is Oslo?", "3", "2 3 4", "1 3")
        + row.format("What held?", "0 5", "0 1", "0 1")
    )
    (tmp_path / "test.tsv").write_text("")

    [example] = read_qamr(tmp_path)

    assert example.text == "The Oslo (Norway) deal held."
    assert example.answer_texts == ["Norway", "(Norway)"]
    assert example.answers[0] == Answer(10, 16)


def test_copies_of_held_out_texts_are_dropped() -> None:
    words = [f"word{number}" for number in range(60)]
    held_out = Example("1", "news", "news/1", "Why?", " ".join(words), ())
    copied = Example("2", "news", "news/2", "Who?", " ".join(words[:50]).upper() + " end", ())
    shared = Example("3", "news", "news/3", "When?", " ".join(reversed(words)), ())

    assert without_copies([copied, shared], [held_out]) == [shared]


@pytest.mark.skipif(not SHARED.exists(), reason="the corpora are not part of the product")
def test_every_answer_of_the_corpora_stands_at_its_offsets() -> None:
    corpora = read_corpora(SHARED)

    sets = (corpora.squadshifts, corpora.news, corpora.fairytales, corpora.qamr, corpora.news_dev)
    for examples in (*sets, corpora.wiki_dev):
        assert examples
        for example in examples:
            assert_offsets(example)
    trained = {example.text for example in (*corpora.squadshifts, *corpora.news)}
    assert trained.isdisjoint(e.text for e in (*corpora.wiki_dev, *corpora.news_dev))
