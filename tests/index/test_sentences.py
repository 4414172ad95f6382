from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.sentences import Case, load_cases
from index.articles import Article, Sentence
from index.sentences import LONGEST_SENTENCE, sentences_of, split_sentences

# A rule for one of these would cost more elsewhere, or be made from a case that is held out.
KNOWN_MISSES = {"city acronym ends", "vitamin ends", "the word no ends", "mixed marks"}


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def assert_invariants(text: str) -> None:
    """Sentences are in order, apart, trimmed, not too long, and leave only white space out."""
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert end - start <= LONGEST_SENTENCE
        position = end
    assert not text[position:].strip()


def params() -> list[object]:
    miss = pytest.mark.xfail(strict=True, reason="known miss")
    return [
        pytest.param(case, id=case.name, marks=[miss] if case.name in KNOWN_MISSES else [])
        for case in load_cases()
    ]


@pytest.mark.parametrize("case", params())
def test_hard_case(case: Case) -> None:
    assert sentences(case.text) == case.sentences
    assert_invariants(case.text)


def test_there_are_enough_cases() -> None:
    cases = load_cases()
    assert len(cases) >= 70
    assert len({case.name for case in cases}) == len(cases)
    assert {case.name for case in cases} >= KNOWN_MISSES
    assert len(cases) / 4 < sum(case.held_out for case in cases) < len(cases) / 2


# Pieces that meet the rules far more often than characters drawn at random do.
WORDS = """Dr. U.S. Feb. 3. It said “ ” " ' ( ) [12] ² … ... . ! ? » === 🎉 é iPhone p.m. Monday"""
BREAKS = [" ", "  ", "\n", "\n\n", "\r\n", "\t", "\u2028", "- ", "1. ", "# "]
ODDITIES = ["e\u0301", "\ud800", "\0", "\x1c", "\u00a0", "\u200b", "word " * 300, "x" * 999]
PIECES = st.sampled_from([*WORDS.split(), *BREAKS, *ODDITIES])


@given(st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(PIECES).map("".join)))
def test_any_text_keeps_the_invariants(text: str) -> None:
    assert_invariants(text)
    assert split_sentences(text) == split_sentences(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n\r\n\t\u00a0\u2003"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", ["\ud800", "\0", "\x07 \x1b[0m", "\udc00. The\0 end"])
def test_odd_characters_are_kept(text: str) -> None:
    assert_invariants(text)
    assert split_sentences(text)


def test_offsets_count_characters() -> None:
    assert split_sentences("  🎉🎉 é.\n Two 🎉.  ") == [(2, 7), (9, 15)]


def test_a_long_sentence_is_cut_between_words() -> None:
    parts = sentences("word " * 1_000)
    assert max(map(len, parts)) <= LONGEST_SENTENCE
    assert {word for part in parts for word in part.split()} == {"word"}


def test_a_long_word_is_cut_anywhere() -> None:
    assert sentences("x" * 2_500) == ["x" * 1_000, "x" * 1_000, "x" * 500]


def test_windows_leave_no_trace() -> None:
    """A text far longer than the splitter sees at once is split as its sentences are alone."""
    wanted = ["Dr. Ito of the U.S. Army left on Feb. 3.", "“Where to?” she asked (twice)."] * 500
    assert sentences(" ".join(wanted)) == wanted


@pytest.mark.parametrize(
    "unit", ["word ", "x", ".", "“", "“a. ", "a. ", "1. ", "! 🎉", " \n", "=", "("]
)
def test_five_million_characters_on_one_line(unit: str) -> None:
    """Quotes and brackets that never close make some splitters take quadratic time."""
    size = 5_000_000 if unit == "word " else 500_000
    assert_invariants(unit * (size // len(unit)))


def test_sentences_of_an_article_are_numbered() -> None:
    article = Article(id="a1", title="Flood", text="Flood\n\nIt rained. It stopped.")
    assert sentences_of(article) == [
        Sentence("a1", 0, 0, 5),
        Sentence("a1", 1, 7, 17),
        Sentence("a1", 2, 18, 29),
    ]


def test_an_empty_article_has_no_sentences() -> None:
    assert sentences_of(Article(id="a1", title="Nothing", text="")) == []
