"""Sentences become a Whoosh segment and the columns beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from whoosh import fields
from whoosh.filedb.filestore import FileStorage

from index.analysis import EnglishAnalyzer, terms
from index.articles import Article, Sentence
from index.columns import ColumnsWriter
from index.postings_writer import PostingsWriter
from index.stopwords import STOPWORDS

_WRITER_MEMORY_MB = 128


def schema() -> fields.Schema:
    """Return the fields of a sentence."""
    analyzer = EnglishAnalyzer()
    published = fields.DATETIME()
    # One term a date: there are few dates, and eight terms each would cost a sixth of the build.
    published.shift_step = 0
    return fields.Schema(
        text=fields.TEXT(analyzer=analyzer),
        title=fields.TEXT(analyzer=analyzer),
        published=published,
        around=fields.TEXT(analyzer=analyzer, phrase=False),
        source=fields.ID,
        article=fields.ID,
    )


class WhooshWriter:
    """Writes the sentences of articles into one new segment. Leave it by commit or cancel."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._columns = ColumnsWriter()
        self._postings = PostingsWriter()
        index = FileStorage(str(folder)).create_index(schema())
        self._writer = index.writer(limitmb=_WRITER_MEMORY_MB)

    def add(self, revision: int, article: Article, sentences: Sequence[Sentence]) -> None:
        """Add all sentences of an article. Each is analysed once for Whoosh and the postings."""
        title = terms(article.title)
        analysed = [terms(article.text[s.start : s.end]) for s in sentences]
        shared = {
            "title": title or None,
            "published": datetime.combine(article.published, time()) if article.published else None,
            "source": article.source,
            "article": article.id,
        }
        telling = [[], *([t for t in found if t not in STOPWORDS] for found in analysed), []]
        for number, found in enumerate(analysed):
            around = telling[number] + telling[number + 2]
            self._writer.add_document(text=found, around=around or None, **shared)
        self._columns.add(revision, article, sentences)
        self._postings.add(title, analysed)

    def commit(self) -> int:
        """Write the segment and its columns; return the number of sentences."""
        self._writer.commit(optimize=True)
        first = self._columns.save(self._folder)
        self._postings.save(self._folder, first)
        return int(first[-1])

    def cancel(self) -> None:
        """Give the segment up."""
        self._writer.cancel()
