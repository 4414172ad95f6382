"""Scores of answers: exact match and F1 as SQuAD counts them, and how well margins separate."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower-case, drop punctuation and articles, and collapse white space."""
    return " ".join(ARTICLES.sub(" ", text.lower().translate(PUNCTUATION)).split())


def exact(given: str, references: Sequence[str]) -> float:
    """Return 1 if the answer equals any reference after normalising, else 0."""
    return float(any(normalise(given) == normalise(reference) for reference in references))


def f1(given: str, references: Sequence[str]) -> float:
    """Return the best overlap of words with any reference, as harmonic mean of both shares."""
    words = normalise(given).split()
    best = 0.0
    for reference in references:
        wanted = normalise(reference).split()
        common = sum((Counter(words) & Counter(wanted)).values())
        if common:
            best = max(best, 2 * common / (len(words) + len(wanted)))
    return best


def roc_area(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive's value exceeds a negative's; ties count half."""
    if not positives or not negatives:
        raise ValueError("the area needs both positives and negatives")
    ordered = sorted([(value, 1) for value in positives] + [(value, 0) for value in negatives])
    rank_sum = 0.0
    first = 0
    while first < len(ordered):
        last = first
        while last < len(ordered) and ordered[last][0] == ordered[first][0]:
            last += 1
        middle = (first + 1 + last) / 2
        rank_sum += middle * sum(label for _, label in ordered[first:last])
        first = last
    count = len(positives)
    return (rank_sum - count * (count + 1) / 2) / (count * len(negatives))


def kept_at(positives: Sequence[float], negatives: Sequence[float], keep: float) -> float:
    """Return the share of negatives at or above the threshold that keeps a share of positives."""
    ordered = sorted(positives, reverse=True)
    threshold = ordered[max(0, round(keep * len(ordered)) - 1)]
    return sum(value >= threshold for value in negatives) / len(negatives)
