"""The embedded engine: a Whoosh segment over sentences, with columns beside it.

Everything that knows of Whoosh is in this module, ``whoosh_writer`` and ``analysis``. Two of its
habits shape the code: a searcher must not be shared between threads, so each has its own; and it
scores postings one at a time in Python, so questions are ranked by arrays beside the segment and
Whoosh itself is asked only for queries in its own language.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, OperatorsPlugin
from whoosh.searching import Searcher

from index.analysis import terms
from index.base import Filters, Hit, TermScore
from index.columns import ArticleColumns, SentenceColumns
from index.errors import QuerySyntaxError
from index.postings import Postings

# Whoosh scores about a million postings a second: nobody waits longer than for these.
_MOST_POSTINGS = 2_000_000


class WhooshIndex:
    """An immutable index over sentences. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._columns = SentenceColumns.open(folder)
        self._articles = ArticleColumns.open(folder)
        self._postings = Postings(folder, len(self._columns))
        self._index = FileStorage(str(folder)).open_index()
        self._local = threading.local()
        self._searchers: list[Searcher] = []
        self._lock = threading.Lock()

    @property
    def columns(self) -> SentenceColumns:
        """Where each sentence stands."""
        return self._columns

    def document_count(self) -> int:
        """Return how many sentences Whoosh says it holds."""
        return int(self._index.doc_count())

    def rank(self, words: Sequence[str], limit: int, filters: Filters) -> list[Hit]:
        """Return the sentences that match any of the words best, by BM25F, best first."""
        mask = self._articles.mask(filters)
        return [
            Hit(document, *self._columns.row(document), score=score)
            for document, score in self._postings.top(_distinct_terms(words), limit, mask)
        ]

    def ideal(self, words: Sequence[str]) -> float:
        """Return the score that :meth:`rank` would give a sentence that matches all words best."""
        return self._postings.ideal(_distinct_terms(words))

    def search(self, text: str, limit: int, filters: Filters) -> tuple[list[Hit], int]:
        """Return the hits of a query in Whoosh's language, and how many match in all.

        Words are looked for in sentences and titles, and all of them must match.

        Raises:
            QuerySyntaxError: the query cannot be understood.

        """
        parsed = self._parse(text)
        try:
            return self._run(parsed, limit, filters)
        except (query.QueryError, ValueError, RecursionError) as error:
            raise QuerySyntaxError(f"cannot search for this: {error}") from error

    def _parse(self, text: str) -> query.Query:
        parser = MultifieldParser(["text", "title"], self._index.schema)
        parser.add_plugin(FuzzyTermPlugin())
        # AND, OR and NOT are enough; Whoosh fails on some uses of its other operators.
        parser.replace_plugin(OperatorsPlugin(AndNot=None, AndMaybe=None, Require=None))
        try:
            parsed = parser.parse(text)
        except Exception as error:
            # The parser trips over some input in ways of its own, such as an IndexError.
            raise QuerySyntaxError(f"cannot understand the query: {error!r}") from error
        for leaf in parsed.leaves():
            # Whoosh turns a date that it does not understand into a query that carries the error.
            if getattr(leaf, "error", None):
                raise QuerySyntaxError(f"cannot understand the query: {leaf.error}")
            if isinstance(leaf, query.FuzzyTerm) and not _is_near(leaf):
                raise QuerySyntaxError(
                    f"{leaf.text}~{leaf.maxdist} is too wide: ~1 and ~2 can be used, with words of"
                    " more than twice as many letters"
                )
        return parsed

    def explain(self, words: Sequence[str], document: int) -> list[TermScore]:
        """Return what each word added to a document's score in :meth:`rank`, most first."""
        found = []
        for term in _distinct_terms(words):
            documents, impacts = self._postings.of(term)
            place = int(np.searchsorted(documents, document))
            if place < len(documents) and documents[place] == document:
                found.append(TermScore(term, float(impacts[place])))
        return sorted(found, key=lambda term_score: -term_score.score)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for searcher in self._searchers:
                searcher.close()
            self._searchers.clear()
        self._index.close()

    def _run(self, parsed: query.Query, limit: int, filters: Filters) -> tuple[list[Hit], int]:
        mask = self._articles.mask(filters)
        # Whoosh takes an empty filter for none at all.
        if mask is not None and not mask.any():
            return [], 0
        passing = None if mask is None else set(np.flatnonzero(mask).tolist())
        with self._searcher() as searcher:
            reader = searcher.reader()
            if sum(leaf.estimate_size(reader) for leaf in parsed.leaves()) > _MOST_POSTINGS:
                raise QuerySyntaxError("the query matches too much; make it narrower")
            results = searcher.search(parsed, limit=limit, filter=passing)
            hits = [
                Hit(document, *self._columns.row(document), score=float(score))
                for score, document in results.top_n
            ]
            return hits, len(results)

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        searcher = getattr(self._local, "searcher", None)
        if searcher is None:
            searcher = self._local.searcher = self._index.searcher()
            with self._lock:
                self._searchers.append(searcher)
        yield searcher


def _is_near(fuzzy: query.FuzzyTerm) -> bool:
    """Say whether a fuzzy word matches few others; a wide one would keep a worker for minutes."""
    return fuzzy.maxdist in (1, 2) and len(str(fuzzy.text)) > 2 * int(fuzzy.maxdist)


def _distinct_terms(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(term for word in words for term in terms(word)))
