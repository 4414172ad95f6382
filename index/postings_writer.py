"""Terms collected while a segment is written become postings: inversion, with the scores computed.

The files are those that ``index.postings`` maps.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bm25f import Bm25f
from index.columns import Dictionary
from index.stopwords import STOPWORDS


class PostingsWriter:
    """Collects terms while a segment is written, and turns them into postings at its end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._text = array("i")
        self._text_lengths = array("i")
        self._title = array("i")
        self._title_lengths = array("i")

    def add(self, title: Sequence[str], sentences: Sequence[Sequence[str]]) -> None:
        """Append the terms of an article's title and sentences."""
        for terms in sentences:
            self._text.extend(self._number(terms))
            self._text_lengths.append(len(terms))
        self._title.extend(self._number(title))
        self._title_lengths.append(len(title))

    def save(self, folder: Path, first: NDArray[np.int64], scoring: Bm25f | None = None) -> None:
        """Write the files. ``first`` is as :meth:`ColumnsWriter.save` returns it."""
        words = sorted((word.encode(), number) for word, number in self._numbers.items())
        Dictionary.save(folder, [word for word, _ in words])
        rank = np.empty(len(words), np.int64)
        rank[[number for _, number in words]] = np.arange(len(words))
        keys, impacts = _added_up(self._fields(first, rank, scoring or Bm25f()))
        documents = max(int(first[-1]), 1)
        counts = np.bincount(keys // documents, minlength=len(words))
        np.save(folder / "posting-ends.npy", np.cumsum(counts))
        np.save(folder / "posting-documents.npy", (keys % documents).astype(np.int32))
        np.save(folder / "posting-impacts.npy", impacts)

    def _number(self, terms: Sequence[str]) -> list[int]:
        numbers = self._numbers
        return [numbers.setdefault(term, len(numbers)) for term in terms]

    def _fields(
        self, first: NDArray[np.int64], rank: NDArray[np.int64], scoring: Bm25f
    ) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Return the postings of each field as (term * documents + document, impact)."""
        sizes = np.diff(first)
        article = np.repeat(np.arange(len(sizes)), sizes)
        documents = np.arange(len(article))
        text = rank[np.array(self._text, np.int64)]
        holder = np.repeat(documents, np.array(self._text_lengths, np.int64))
        stopwords = rank[[n for word, n in self._numbers.items() if word in STOPWORDS]]
        telling = ~np.isin(text, stopwords)
        before = telling & _same_article(article, holder, -1)
        after = telling & _same_article(article, holder, 1)
        around = np.concatenate([text[before], text[after]])
        around_holder = np.concatenate([holder[before] - 1, holder[after] + 1])
        title_sizes = np.array(self._title_lengths, np.int64)
        title_starts = np.cumsum(title_sizes) - title_sizes
        title = rank[np.array(self._title, np.int64)]
        title = title[_ranges(title_starts[article], title_sizes[article])]
        title_holder = np.repeat(documents, title_sizes[article])
        return [
            _field(scoring, scoring.text, text, holder, len(documents)),
            _field(scoring, scoring.around, around, around_holder, len(documents)),
            _field(scoring, scoring.title, title, title_holder, len(documents)),
        ]


def _field(
    scoring: Bm25f,
    weight: float,
    terms: NDArray[np.int64],
    holders: NDArray[np.int64],
    documents: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Turn the occurrences of terms in one field into its postings."""
    keys, frequency = np.unique(terms * documents + holders, return_counts=True)
    term, document = keys // max(documents, 1), keys % max(documents, 1)
    lengths = np.bincount(holders, minlength=documents)
    holding = np.bincount(term)[term] if len(term) else term
    return keys, scoring.impact(weight, frequency, holding, lengths[document], lengths)


def _added_up(
    fields: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Add the impacts of equal keys; return the keys ascending."""
    keys = np.concatenate([keys for keys, _ in fields])
    impacts = np.concatenate([impacts for _, impacts in fields])
    order = np.argsort(keys, kind="stable")
    keys, impacts = keys[order], impacts[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(starts):
        return keys, impacts
    return keys[starts], np.add.reduceat(impacts, starts)


def _same_article(
    article: NDArray[np.int64], holder: NDArray[np.int64], step: int
) -> NDArray[np.bool_]:
    """Say of each occurrence whether its document has a neighbour ``step`` away."""
    other = holder + step
    inside = (other >= 0) & (other < len(article))
    same: NDArray[np.bool_] = inside & (
        article[np.where(inside, other, 0)] == article[holder] if len(article) else inside
    )
    return same


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return start, start + 1, ... of each range, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - sizes - starts, sizes)
