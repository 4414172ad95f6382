"""Windows are made of whole sentences, hold what they should hold, and keep exact offsets."""

from __future__ import annotations

import random

import pytest

from training.data import Answer, Corpora, Example
from training.mixture import (
    Item,
    Mixture,
    elsewhere,
    near_misses,
    negative,
    one_pass,
    positive,
    windows_elsewhere,
)
from training.windows import MAX_WORDS, Elsewhere, around, clipped, nearest, sentences, windows

TEXT = (
    "Oslo signed the deal on 3 May 2018. Mr. Berg, the mayor, spoke for the city. "
    'He said: "It is a good deal." The U.S. firm will pay $5m. Work starts in June.'
)
SENTENCES = [
    "Oslo signed the deal on 3 May 2018.",
    "Mr. Berg, the mayor, spoke for the city.",
    'He said: "It is a good deal."',
    "The U.S. firm will pay $5m.",
    "Work starts in June.",
]


def example(question: str, *answers: str, text: str = TEXT) -> Example:
    spans = tuple(Answer(text.index(a), text.index(a) + len(a)) for a in answers)
    return Example(question, "news", "news/0", question, text, spans)


def test_sentences_are_slices_of_the_text() -> None:
    assert [TEXT[start:end] for start, end in sentences(TEXT)] == SENTENCES


@pytest.mark.parametrize("text", ["", "  ", "no end", " Two lines\n of text. "])
def test_sentences_cover_all_but_white_space(text: str) -> None:
    found = sentences(text)

    assert "".join("".join(text[s:e].split()) for s, e in found) == "".join(text.split())


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (3, 2), (9, 1)])
def test_windows_cover_every_sentence(size: int, stride: int) -> None:
    joined = [TEXT[start:end] for start, end in windows(TEXT, size, stride)]

    for sentence in SENTENCES:
        assert any(sentence in window for window in joined)
    assert all(sum(s in window for s in SENTENCES) <= size for window in joined)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("answer", ["3 May 2018", "Berg", "$5m", "June", "May 2018. Mr. Berg"])
def test_a_window_around_an_answer_holds_it(answer: str, size: int) -> None:
    wanted = Answer(TEXT.index(answer), TEXT.index(answer) + len(answer))

    for seed in range(20):
        start, end = around(TEXT, wanted, size, random.Random(seed))
        assert answer in TEXT[start:end]


def test_a_long_window_is_cut_about_its_answer() -> None:
    text = "word " * 200 + "the answer " + "word " * 200
    at = text.index("the answer")

    for seed in range(20):
        start, end = clipped(text, (0, len(text)), Answer(at, at + 10), random.Random(seed))
        assert "the answer" in text[start:end]
        assert len(text[start:end].split()) == MAX_WORDS


def test_positive_items_hold_the_answers_inside_the_window() -> None:
    asked = example("When was the deal signed?", "3 May 2018", "May 2018", "June")

    for seed in range(20):
        item = positive(asked, random.Random(seed))
        texts = [item.passage[a.start : a.end] for a in item.answers]
        assert texts
        assert set(texts) <= {"3 May 2018", "May 2018", "June"}


def test_negative_items_do_not_hold_the_answer() -> None:
    asked = example("When was the deal signed?", "3 May 2018")

    for seed in range(20):
        item = negative(asked, [TEXT], random.Random(seed))
        assert item is not None
        assert item.answers == ()
        assert "3 May 2018" not in item.passage


def test_no_negative_where_every_window_holds_the_answer() -> None:
    asked = example("Who?", "Berg", text="Berg spoke.")

    assert negative(asked, [asked.text], random.Random(1)) is None


def test_near_misses_are_windows_of_the_article() -> None:
    asked = example("When will the firm pay?")

    items = near_misses(asked, 2, random.Random(1))

    assert len({item.passage for item in items}) == len(items)
    assert items
    assert all(item.passage in TEXT and not item.answers for item in items)


def test_the_nearest_windows_share_the_rarer_words() -> None:
    assert nearest("Who pays for the deal?", ["a deal", "the city", "they paid a deal"], 1) == [0]
    assert nearest("Which firm pays the city?", SENTENCES, 2) == [1, 3]


def test_windows_elsewhere_share_words_and_are_of_other_articles() -> None:
    others = Elsewhere([("a", "Oslo pays."), ("b", "Bergen pays Oslo."), ("b", "It rains.")])

    assert others.nearest("Who pays Oslo?", "c", 2) == ["Oslo pays.", "Bergen pays Oslo."]
    assert others.nearest("Who pays Oslo?", "a", 1) == ["Bergen pays Oslo."]


def test_an_item_from_elsewhere_does_not_hold_the_answer() -> None:
    asked = example("When was the deal signed?", "3 May 2018")
    others = Elsewhere([("x", "A deal of 3 May 2018."), ("y", "No deal was signed.")])

    for seed in range(10):
        item = elsewhere(asked, others, random.Random(seed))
        assert item == Item(asked.question, "No deal was signed.", ())


def test_nothing_elsewhere_where_all_windows_are_of_the_article() -> None:
    asked = example("When was the deal signed?", "3 May 2018")

    assert elsewhere(asked, Elsewhere([("news/0", "The deal.")]), random.Random(1)) is None


def test_a_pass_is_repeatable() -> None:
    asked = [example("When was the deal signed?", "3 May 2018"), example("Why was it signed?")]
    corpora = Corpora([], asked, [], [], [], [])
    others = windows_elsewhere(corpora)

    first, again = (one_pass(corpora, Mixture(), others, 3) for _ in range(2))

    assert first == again
    assert one_pass(corpora, Mixture(), others, 4) != first
