from __future__ import annotations

import pytest

from bench.scores import exact_match, f1, normalise


def test_case_articles_and_punctuation_do_not_count() -> None:
    assert normalise("The  U.S. Senate!") == "us senate"


@pytest.mark.parametrize(
    ("answer", "references", "exact", "overlap"),
    [
        ("September 2018", ["in September 2018", "September 2018"], 1.0, 1.0),
        ("in September 2018", ["September 2018"], 0.0, 0.8),
        ("October", ["September 2018"], 0.0, 0.0),
        ("", ["September 2018"], 0.0, 0.0),
    ],
)
def test_the_best_reference_counts(
    answer: str, references: list[str], exact: float, overlap: float
) -> None:
    assert exact_match(answer, references) == exact
    assert f1(answer, references) == pytest.approx(overlap)
