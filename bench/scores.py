"""How answers are scored: exact match and F1 as SQuAD defines them.

Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", section 6.1.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case, without punctuation, articles and extra white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(answer: str, references: Iterable[str]) -> float:
    """Return 1 if the answer equals any reference after normalisation, else 0."""
    return float(any(normalise(answer) == normalise(reference) for reference in references))


def f1(answer: str, references: Iterable[str]) -> float:
    """Return the best F1 of shared words between the answer and a reference."""
    return max(
        (_f1(normalise(answer).split(), normalise(r).split()) for r in references), default=0
    )


def _f1(answer: list[str], reference: list[str]) -> float:
    shared = sum((Counter(answer) & Counter(reference)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(answer), shared / len(reference)
    return 2 * precision * recall / (precision + recall)
