"""What every reader offers: spans of a passage that may answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.passages import Passage
from qa.question import Question


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of an article that may answer a question.

    ``start`` and ``end`` are characters into the article's text, and ``text`` is that slice.
    ``score`` is the reader's own score for the span, ``no_answer`` its score for the passage
    holding no answer; both are on one scale, so that their difference is the margin.
    """

    start: int
    end: int
    text: str
    score: float
    no_answer: float

    @property
    def margin(self) -> float:
        """How much better the span is than no answer."""
        return self.score - self.no_answer


class Reader(Protocol):
    """Marks the spans of passages that may answer a question. Safe to share between threads."""

    name: str

    def read(self, question: Question, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the spans of each passage, best first; an empty list where there is none."""
        ...
