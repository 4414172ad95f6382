from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.development import DATA, read_squad, read_trecqa, squadshifts
from bench.generated import articles, questions


def test_offsets_are_into_the_whole_article(tmp_path: Path) -> None:
    paragraphs = [
        {"context": "One is here.", "qas": []},
        {
            "context": "Two was built in 1907.",
            "qas": [
                {"question": " When? ", "answers": [{"text": "1907", "answer_start": 17}] * 2},
                {"question": "Why?", "answers": []},
            ],
        },
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Two_1", "paragraphs": paragraphs}]}))

    collection = read_squad(path, "squad")

    [article] = collection.articles
    when, why = collection.questions
    assert [article.text[start:end] for start, end in when.answers] == ["1907"]
    assert article.text[slice(*when.paragraph)] == "Two was built in 1907."
    assert when.references == ("1907", "1907")
    assert why.answers == ()


@pytest.mark.skipif(not DATA.exists(), reason=f"the development data is not in {DATA}")
def test_what_is_measured_is_not_what_is_fitted() -> None:
    collection, fitted, measured = squadshifts(DATA)

    texts = {article.id: article.text for article in collection}
    assert not {asked.article_id for asked in fitted} & {asked.article_id for asked in measured}
    assert len(measured) > 1000
    for asked in measured:
        found = {texts[asked.article_id][start:end] for start, end in asked.answers}
        assert found == set(asked.references)


def test_candidates_are_read_with_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "trec.xml"
    path.write_text(
        "<QApairs id='1'>\n<question>\nWho\tsang\t?\nWP\tVBD\t.\n</question>\n"
        "<positive>\nMaria\tsang\t.\nNNP\tVBD\t.\n</positive>\n"
        "<negative>\nIt\tdid\tn't\train\t,\tsay\t(\tsome\t)\t.\nPRP\n</negative>\n</QApairs>\n"
    )

    [ranked] = read_trecqa(path)

    assert ranked.question == "Who sang?"
    assert [a.text for a in ranked.candidates] == ["Maria sang.", "It didn't rain, say (some)."]
    assert ranked.right == {"1-0"}


def test_generated_articles_are_the_same_each_time() -> None:
    made = list(articles(100))

    assert made == list(articles(100))
    assert len(made) == 4
    assert len(set(questions(made, 20))) == 20
