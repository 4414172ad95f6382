"""Scores agree with hand-made cases."""

from __future__ import annotations

import pytest

from training.scores import exact, f1, kept_at, normalise, roc_area


def test_articles_case_and_punctuation_do_not_count() -> None:
    assert normalise("The  U.S. deal!") == "us deal"
    assert exact("the Deal.", ["a deal", "another"]) == 1.0
    assert exact("deal two", ["deal"]) == 0.0


@pytest.mark.parametrize(
    ("given", "references", "score"),
    [
        ("3 May 2018", ["3 May 2018"], 1.0),
        ("May 2018", ["3 May 2018", "2018"], 0.8),
        ("June", ["May"], 0.0),
        ("", ["May"], 0.0),
    ],
)
def test_f1_is_the_best_over_references(given: str, references: list[str], score: float) -> None:
    assert f1(given, references) == pytest.approx(score)


def test_roc_area_counts_ordered_pairs() -> None:
    assert roc_area([3.0, 2.0], [1.0, 0.0]) == 1.0
    assert roc_area([1.0], [1.0]) == 0.5
    assert roc_area([3.0, 1.0], [2.0, 0.0]) == 0.75


def test_roc_area_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="both"):
        roc_area([1.0], [])


def test_share_of_negatives_kept_at_the_threshold() -> None:
    positives = [float(value) for value in range(1, 11)]

    assert kept_at(positives, [0.0, 1.5, 2.0, 9.0], 0.9) == 0.5
