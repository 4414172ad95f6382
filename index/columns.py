"""The columns beside a Whoosh segment: where each of its documents stands in the articles.

One row a document, in the order of Whoosh's document numbers, so that finding a sentence and its
neighbours touches no stored field. The file is mapped into memory and shared by all threads.
"""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.articles import Sentence

FILE = "sentences.npy"
_WIDTH = 4


class SentenceColumns:
    """Rows of (revision, number, start, end), int64. Row ``n`` is Whoosh's document ``n``."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self._rows = rows

    @classmethod
    def open(cls, folder: Path) -> SentenceColumns:
        """Map the columns of a generation's folder."""
        path = folder / FILE
        try:
            return cls(np.load(path, mmap_mode="r"))
        except ValueError:
            # A file without rows cannot be mapped.
            return cls(np.load(path))

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, document: int) -> tuple[int, int, int, int]:
        """Return (revision, number, start, end) of a document."""
        revision, number, start, end = self._rows[document].tolist()
        return revision, number, start, end

    def neighbours(self, document: int, article_id: str, reach: int) -> list[Sentence]:
        """Return the sentences from ``reach`` before to ``reach`` after a document's own.

        Those of another article, or past its beginning and end, are left out.
        """
        first, last = max(0, document - reach), min(len(self), document + reach + 1)
        rows = self._rows[first:last]
        same = rows[rows[:, 0] == self._rows[document, 0]]
        return [Sentence(article_id, number, start, end) for _, number, start, end in same.tolist()]

    def revisions(self) -> list[int]:
        """Return the numbers of all revisions that have a sentence here, ascending."""
        found: list[int] = np.unique(self._rows[:, 0]).tolist()
        return found


class ColumnsWriter:
    """Collects rows while a segment is written."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def add(self, revision: int, sentence: Sentence) -> None:
        """Append the row of the next document."""
        self._numbers.extend((revision, sentence.number, sentence.start, sentence.end))

    def save(self, folder: Path) -> int:
        """Write the file and return the number of rows."""
        rows = np.frombuffer(self._numbers, dtype=np.int64).reshape(-1, _WIDTH)
        np.save(folder / FILE, rows)
        return len(rows)
