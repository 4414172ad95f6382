"""The columns beside a Whoosh segment: where each of its documents stands in the articles.

Row ``n`` belongs to Whoosh's document ``n``. The files are mapped into memory and shared by all
threads and processes, so that the question path touches no stored field and unpickles nothing.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Sentence
from index.base import Filters

_WIDTH = 4
_UNDATED = 0


class SentenceColumns:
    """Rows of (revision, number, start, end), int64, one for each sentence.

    The sentences of an article stand together, in their order.
    """

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self._rows = rows

    @classmethod
    def open(cls, folder: Path) -> SentenceColumns:
        """Map the columns of a generation's folder."""
        return cls(map_array(folder / "sentences.npy"))

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


class ArticleColumns:
    """What filters look at: id, date and source of each article, and which documents are its."""

    def __init__(
        self,
        first: NDArray[np.int64],
        published: NDArray[np.int32],
        source: NDArray[np.int32],
        ids: Sequence[str],
        sources: Sequence[str],
    ) -> None:
        """Take the columns.

        ``first`` holds the first document of each article, and at the end the number of all;
        ``published`` days since the year 1 (0 where unknown); ``source`` numbers of ``sources``
        (-1 where unknown).
        """
        self._first = first
        self._published = published
        self._source = source
        self._number_of_id = {article_id: number for number, article_id in enumerate(ids)}
        self._number_of_source = {name: number for number, name in enumerate(sources)}

    @classmethod
    def open(cls, folder: Path) -> ArticleColumns:
        """Map the columns of a generation's folder."""
        return cls(
            map_array(folder / "article-first.npy"),
            map_array(folder / "article-published.npy"),
            map_array(folder / "article-source.npy"),
            json.loads((folder / "article-ids.json").read_bytes()),
            json.loads((folder / "sources.json").read_bytes()),
        )

    def mask(self, filters: Filters) -> NDArray[np.bool_] | None:
        """Return for each document whether it passes the filters; None where all do."""
        if filters == Filters():
            return None
        passing = np.ones(len(self._published), bool)
        if filters.published_after or filters.published_before:
            passing &= self._published != _UNDATED
        if filters.published_after:
            passing &= self._published >= filters.published_after.toordinal()
        if filters.published_before:
            passing &= self._published <= filters.published_before.toordinal()
        if filters.sources:
            wanted = [self._number_of_source.get(name, -2) for name in filters.sources]
            passing &= np.isin(self._source, wanted)
        if filters.article_ids:
            chosen = np.zeros(len(passing), bool)
            known = (self._number_of_id.get(article_id) for article_id in filters.article_ids)
            chosen[[number for number in known if number is not None]] = True
            passing &= chosen
        return np.repeat(passing, np.diff(self._first))


class ColumnsWriter:
    """Collects rows while a segment is written."""

    def __init__(self) -> None:
        self._sentences = array("q")
        self._first = array("q", [0])
        self._published = array("i")
        self._source = array("i")
        self._ids: list[str] = []
        self._sources: dict[str, int] = {}

    def add(self, revision: int, article: Article, sentences: Sequence[Sentence]) -> None:
        """Append the rows of an article's sentences, which become the next documents."""
        for sentence in sentences:
            self._sentences.extend((revision, sentence.number, sentence.start, sentence.end))
        self._first.append(self._first[-1] + len(sentences))
        self._published.append(article.published.toordinal() if article.published else _UNDATED)
        self._source.append(
            self._sources.setdefault(article.source, len(self._sources)) if article.source else -1
        )
        self._ids.append(article.id)

    def save(self, folder: Path) -> NDArray[np.int64]:
        """Write the files; return the first document of each article, and at the end the number."""
        first = np.array(self._first, np.int64)
        np.save(folder / "sentences.npy", np.array(self._sentences, np.int64).reshape(-1, _WIDTH))
        np.save(folder / "article-first.npy", first)
        np.save(folder / "article-published.npy", np.array(self._published, np.int32))
        np.save(folder / "article-source.npy", np.array(self._source, np.int32))
        (folder / "article-ids.json").write_text(json.dumps(self._ids))
        (folder / "sources.json").write_text(json.dumps(list(self._sources)))
        return first


class Dictionary:
    """Sorted distinct strings in a mapped file, found by bisection."""

    def __init__(self, folder: Path) -> None:
        self._ends: NDArray[np.int64] = map_array(folder / "term-ends.npy")
        self._letters: NDArray[np.uint8] = map_array(folder / "terms.npy")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        start = int(self._ends[number - 1]) if number else 0
        return self._letters[start : int(self._ends[number])].tobytes()

    def find(self, term: str) -> int | None:
        """Return the number of a term, or None."""
        wanted = term.encode()
        number = bisect_left(self, wanted)
        return number if number < len(self) and self[number] == wanted else None

    @staticmethod
    def save(folder: Path, terms: Sequence[bytes]) -> None:
        """Write terms, which must be sorted as bytes."""
        lengths = np.fromiter(map(len, terms), np.int64, len(terms))
        np.save(folder / "term-ends.npy", np.cumsum(lengths))
        np.save(folder / "terms.npy", np.frombuffer(b"".join(terms), np.uint8))


def map_array(path: Path) -> NDArray[Any]:
    """Map a file written by ``numpy.save``; one without elements, which cannot be, is read."""
    try:
        mapped: NDArray[Any] = np.load(path, mmap_mode="r")
    except ValueError:
        mapped = np.load(path)
    return mapped
