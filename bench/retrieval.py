"""How well sentences are found, beside BM25 over the sentences alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mean

import bm25s
import numpy as np

from bench.development import Asked
from index.analysis import terms
from index.articles import Article, Sentence
from index.base import Filters
from index.generations import Generations
from index.library import Library
from index.sentences import sentences_of
from qa.question import analyse

DEPTH = 5


@dataclass(slots=True)
class Found:
    """Where the gold paragraph and the sentence with the answer came, question by question."""

    name: str
    paragraph: list[int | None] = field(default_factory=list)
    sentence: list[int | None] = field(default_factory=list)

    def add(self, asked: Asked, found: Sequence[Sentence]) -> None:
        """Note the first rank of what was looked for; ranks count from 0."""
        here = [s if s.article_id == asked.article_id else None for s in found]
        first, last = asked.paragraph
        self.paragraph.append(_first(bool(s and first <= s.start < last) for s in here))
        self.sentence.append(
            _first(
                bool(s and any(s.start < end and start < s.end for start, end in asked.answers))
                for s in here
            )
        )

    def sentence_in(self, depth: int) -> float:
        """Return the share of questions with the answer's sentence among the first."""
        return mean(rank is not None and rank < depth for rank in self.sentence)

    def row(self) -> str:
        """Return a row of the table."""
        in_paragraph = [
            mean(rank is not None and rank < depth for rank in self.paragraph)
            for depth in (1, DEPTH)
        ]
        in_sentence = [self.sentence_in(depth) for depth in (1, DEPTH)]
        cells = " | ".join(f"{share:.1%}" for share in (*in_paragraph, *in_sentence))
        reciprocal = mean(0.0 if rank is None else 1 / (1 + rank) for rank in self.sentence)
        return f"| {self.name} | {cells} | {reciprocal:.3f} |"


class Bm25:
    """The peer: bm25s over sentences alone, with our terms."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._sentences = [s for article in articles for s in sentences_of(article)]
        texts = {article.id: article.text for article in articles}
        tokens = [terms(texts[s.article_id][s.start : s.end]) for s in self._sentences]
        self._known = {token for sentence in tokens for token in sentence}
        self._index = bm25s.BM25()
        self._index.index(tokens, show_progress=False)

    def search(self, words: Sequence[str], depth: int = DEPTH) -> list[Sentence]:
        """Return the best sentences, best first."""
        asked = [term for word in words for term in terms(word) if term in self._known]
        if not asked:
            return []
        found = np.argsort(-self._index.get_scores(asked), kind="stable")[:depth]
        return [self._sentences[number] for number in found]


def report(
    library: Library, generations: Generations, articles: list[Article], questions: list[Asked]
) -> Iterator[str]:
    """Yield the lines of the table."""
    peer = Bm25(articles)
    ours, theirs = Found("Whence"), Found("bm25s, sentences alone")
    with generations.pin() as generation:
        ids = {
            revision: article.id
            for revision, article in library.at(generation.manifest.library_version)
        }
        for asked in questions:
            words = analyse(asked.text).terms
            hits = generation.index.rank(words, DEPTH, Filters())
            ours.add(asked, [Sentence(ids[h.revision], h.number, h.start, h.end) for h in hits])
            theirs.add(asked, peer.search(words))
    yield "| retrieval | paragraph first | in five | answer sentence first | in five | MRR@5 |"
    yield "|---|---:|---:|---:|---:|---:|"
    yield ours.row()
    yield theirs.row()


def _first(marks: Iterable[bool]) -> int | None:
    return next((rank for rank, mark in enumerate(marks) if mark), None)
