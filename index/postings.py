"""Postings as arrays: for each term the documents that hold it, and what it adds to their score.

Whoosh decodes and scores postings one at a time in Python. Here all that a question needs is
computed when the segment is written; ranking adds up slices of two mapped arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.columns import Dictionary, map_array


class Postings:
    """The postings of one generation. Safe to share between threads."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._documents = documents
        self._dictionary = Dictionary(folder)
        self._ends: NDArray[np.int64] = map_array(folder / "posting-ends.npy")
        self._documents_of: NDArray[np.int32] = map_array(folder / "posting-documents.npy")
        self._impacts: NDArray[np.float32] = map_array(folder / "posting-impacts.npy")
        self._best = float(self._impacts.max()) if len(self._impacts) else 0.0

    def of(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the documents that hold a term, ascending, and what it adds to their scores."""
        number = self._dictionary.find(term)
        if number is None:
            return self._documents_of[:0], self._impacts[:0]
        start = int(self._ends[number - 1]) if number else 0
        end = int(self._ends[number])
        return self._documents_of[start:end], self._impacts[start:end]

    def ideal(self, terms: Sequence[str]) -> float:
        """Return the score of a document that would hold every term as well as any does.

        A term that no document holds counts as much as the best posting of all.
        """
        total = 0.0
        for term in terms:
            _, impacts = self.of(term)
            total += float(impacts.max()) if len(impacts) else self._best
        return total

    def top(
        self, terms: Sequence[str], limit: int, mask: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        """Return (document, score) of the best documents, best first, equal ones by number.

        Only those that hold a term, and that the mask lets pass, are returned.
        """
        scores = np.zeros(self._documents, np.float32)
        for term in terms:
            documents, impacts = self.of(term)
            scores[documents] += impacts
        if mask is not None:
            scores[~mask] = 0
        if limit < len(scores):
            least = max(float(np.partition(scores, -limit)[-limit]), 0.0)
            found = np.flatnonzero(scores >= least if least else scores > 0)
        else:
            found = np.flatnonzero(scores)
        best = found[np.argsort(-scores[found], kind="stable")][:limit]
        return [(int(document), float(scores[document])) for document in best]
