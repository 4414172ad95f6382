from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import EnglishAnalyzer, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("1,200", "1200"),
        ("Erdoğan", "Erdogan"),
        ("Assad's", "Assad"),
        ("Assad’s", "assad"),
        ("Tromsø", "tromso"),
        ("signed", "signing"),
        ("countries", "country"),
        ("STRASSE", "straße"),
    ],
)
def test_words_that_mean_the_same_meet_in_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_terms_keep_their_order_and_nothing_is_left_out() -> None:
    found = terms("The de-escalation deal of 3.5 million")

    assert found == ["the", "de", "escal", "deal", "of", "3.5", "million"]


@given(st.text())
def test_any_text_has_terms_of_bounded_length(text: str) -> None:
    found = terms(text)

    assert all(0 < len(term) <= 64 for term in found if term)


def test_the_query_parser_sees_the_same_terms_with_their_positions() -> None:
    tokens = [
        (token.text, token.pos) for token in EnglishAnalyzer()("Deals signed", positions=True)
    ]

    assert tokens == [("deal", 0), ("sign", 1)]
