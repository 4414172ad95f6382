"""The embedded engine: a Whoosh segment over sentences, with columns beside it.

Everything that knows of Whoosh is in this module and in ``analysis``. Two of its habits shape
the code: a searcher must not be shared between threads, and the sentences' places are read from
columns, because stored fields are slow.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from whoosh import fields, query
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, QueryParserError
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index.analysis import EnglishAnalyzer, terms
from index.articles import Article, Sentence
from index.base import Filters, Hit, TermScore
from index.columns import ColumnsWriter, SentenceColumns
from index.errors import QuerySyntaxError

_WRITER_MEMORY_MB = 128


@dataclass(frozen=True, slots=True)
class Bm25f:
    """The free parameters of BM25F: term saturation, and weight and length normalisation by field.

    The neighbours weigh in because they say what a sentence is about when it only says "the
    deal". The defaults were chosen on training questions by ``python -m bench.fit_retrieval``.
    """

    k1: float = 1.2
    b: float = 0.3
    text: float = 1.0
    around: float = 0.3
    title: float = 0.5

    def weights(self) -> dict[str, float]:
        """Return what a match counts for in each field."""
        return {"text": self.text, "around": self.around, "title": self.title}


def schema() -> fields.Schema:
    """Return the fields of a sentence."""
    analyzer = EnglishAnalyzer()
    return fields.Schema(
        text=fields.TEXT(analyzer=analyzer),
        around=fields.TEXT(analyzer=analyzer, phrase=False),
        title=fields.TEXT(analyzer=analyzer),
        published=fields.DATETIME,
        source=fields.ID,
        article=fields.ID,
    )


class WhooshWriter:
    """Writes the sentences of articles into one new segment. Leave it by commit or cancel."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._columns = ColumnsWriter()
        index = FileStorage(str(folder)).create_index(schema())
        self._writer = index.writer(limitmb=_WRITER_MEMORY_MB)

    def add(self, revision: int, article: Article, sentences: Sequence[Sentence]) -> None:
        """Add all sentences of an article. Each is analysed once for all of its fields."""
        analysed = [terms(article.text[s.start : s.end]) for s in sentences]
        shared = {
            "title": terms(article.title) or None,
            "published": datetime.combine(article.published, time()) if article.published else None,
            "source": article.source,
            "article": article.id,
        }
        padded = [[], *analysed, []]
        for number, sentence in enumerate(sentences):
            around = padded[number] + padded[number + 2]
            self._writer.add_document(text=analysed[number], around=around or None, **shared)
            self._columns.add(revision, sentence)

    def commit(self) -> int:
        """Write the segment and its columns; return the number of sentences."""
        self._writer.commit(optimize=True)
        return self._columns.save(self._folder)

    def cancel(self) -> None:
        """Give the segment up."""
        self._writer.cancel()


class WhooshIndex:
    """An immutable index over sentences. Safe to share between threads."""

    def __init__(self, folder: Path, scoring: Bm25f | None = None) -> None:
        scoring = scoring or Bm25f()
        self._weights = scoring.weights()
        self._weighting = BM25F(B=scoring.b, K1=scoring.k1)
        self._columns = SentenceColumns.open(folder)
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
        """Return the sentences that match any of the words best, by BM25F, best first.

        The score is the weighted sum over fields of BM25 (Robertson and Zaragoza 2009, "The
        Probabilistic Relevance Framework: BM25 and Beyond", section 3.4).
        """
        wanted = _distinct_terms(words)
        if not wanted:
            return []
        clauses = [
            query.Term(field, term, boost=weight)
            for field, weight in self._weights.items()
            for term in wanted
        ]
        hits, _ = self._run(query.Or(clauses), limit, filters)
        return hits

    def search(self, text: str, limit: int, filters: Filters) -> tuple[list[Hit], int]:
        """Return the hits of a query in Whoosh's language, and how many match in all.

        Words are looked for in sentences and titles, and all of them must match.

        Raises:
            QuerySyntaxError: the query cannot be understood.

        """
        parser = MultifieldParser(["text", "title"], self._index.schema)
        parser.add_plugin(FuzzyTermPlugin())
        try:
            parsed = parser.parse(text)
            # Whoosh parses a date that it does not understand into a query that carries the error.
            for leaf in parsed.leaves():
                if error := getattr(leaf, "error", None):
                    raise QuerySyntaxError(f"cannot understand {leaf}: {error}")
            return self._run(parsed, limit, filters)
        except (QueryParserError, query.QueryError, ValueError, RecursionError) as error:
            raise QuerySyntaxError(f"cannot understand the query: {error}") from error

    def explain(self, words: Sequence[str], document: int) -> list[TermScore]:
        """Return what each word added to a document's score in :meth:`rank`, most first."""
        found = []
        with self._searcher() as searcher:
            for field, weight in self._weights.items():
                for term in _distinct_terms(words):
                    matcher = query.Term(field, term, boost=weight).matcher(searcher)
                    if matcher.is_active():
                        matcher.skip_to(document)
                    if matcher.is_active() and matcher.id() == document:
                        found.append(TermScore(field, term, float(matcher.score())))
        return sorted(found, key=lambda term_score: -term_score.score)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for searcher in self._searchers:
                searcher.close()
            self._searchers.clear()
        self._index.close()

    def _run(self, parsed: query.Query, limit: int, filters: Filters) -> tuple[list[Hit], int]:
        with self._searcher() as searcher:
            results = searcher.search(parsed, limit=limit, filter=_mask(filters))
            hits = [
                Hit(document, *self._columns.row(document), score=float(score))
                for score, document in results.top_n
            ]
            return hits, len(results)

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        searcher = getattr(self._local, "searcher", None)
        if searcher is None:
            searcher = self._local.searcher = self._index.searcher(weighting=self._weighting)
            with self._lock:
                self._searchers.append(searcher)
        yield searcher


def _distinct_terms(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(term for word in words for term in terms(word)))


def _mask(filters: Filters) -> query.Query | None:
    clauses: list[Any] = []
    if filters.published_after or filters.published_before:
        first = datetime.combine(filters.published_after or date.min, time())
        last = datetime.combine(filters.published_before or date.max, time())
        clauses.append(query.DateRange("published", first, last))
    for field, wanted in (("source", filters.sources), ("article", filters.article_ids)):
        if wanted:
            clauses.append(query.Or([query.Term(field, value) for value in wanted]))
    return query.And(clauses) if clauses else None
