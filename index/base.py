"""What every engine of the sentence index offers, and the values that pass through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from index.columns import SentenceColumns


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be searched. Dates are inclusive; an empty tuple means no restriction.

    An article without a date of publication passes no date filter.
    """

    published_after: date | None = None
    published_before: date | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that a search found, and its retrieval score.

    ``document`` numbers the sentence within the generation, ``revision`` is the library's number
    for the exact text that was indexed; ``start`` and ``end`` are characters into that text,
    ``number`` counts its sentences from 0.
    """

    document: int
    revision: int
    number: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term adds to a retrieval score."""

    term: str
    score: float


class SentenceIndex(Protocol):
    """An immutable index over sentences. Safe to share between threads."""

    @property
    def columns(self) -> SentenceColumns:
        """Where each sentence stands."""
        ...

    def document_count(self) -> int:
        """Return how many sentences the engine says it holds."""
        ...

    def rank(self, terms: Sequence[str], limit: int, filters: Filters) -> list[Hit]:
        """Return the sentences that match any of the words best, by BM25F, best first."""
        ...

    def ideal(self, words: Sequence[str]) -> float:
        """Return the score that :meth:`rank` would give a sentence that matches all words best."""
        ...

    def search(self, query: str, limit: int, filters: Filters) -> tuple[list[Hit], int]:
        """Return the hits of a query in the engine's query language, and how many match in all.

        Raises:
            QuerySyntaxError: the query cannot be understood.

        """
        ...

    def explain(self, terms: Sequence[str], document: int) -> list[TermScore]:
        """Return what each word added to a document's score in :meth:`rank`, most first."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...
