"""Hits become passages: windows of neighbouring sentences that are worth reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.articles import Article, Sentence
from index.base import Hit

# Sentences on either side of a hit that are read with it. The answer often stands in the next
# sentence, and the one before says who "he" is.
REACH = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of one article, read together.

    ``start`` and ``end`` are characters into ``article.text``. ``hit`` is the sentence that the
    search found, ``score`` its retrieval score, ``document`` its number in the generation.
    """

    article: Article
    sentences: Sequence[Sentence]
    hit: Sentence
    score: float
    document: int = -1

    @property
    def start(self) -> int:
        """Where the first sentence begins."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where the last sentence ends."""
        return self.sentences[-1].end

    @property
    def text(self) -> str:
        """The words of all sentences, and what stands between them."""
        return self.article.text[self.start : self.end]

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that holds a character of the article, or the nearest before it."""
        return next((s for s in reversed(self.sentences) if s.start <= offset), self.sentences[0])


def gather(
    hits: Sequence[Hit],
    article_of: Callable[[int], Article],
    neighbours: Callable[[int, str, int], list[Sentence]],
) -> list[Passage]:
    """Return the passage around each hit, in the order of the hits.

    ``article_of`` gives the article of a revision, ``neighbours`` the sentences around a document
    within a reach.
    """
    return [
        Passage(
            article := article_of(hit.revision),
            neighbours(hit.document, article.id, REACH),
            Sentence(article.id, hit.number, hit.start, hit.end),
            hit.score,
            hit.document,
        )
        for hit in hits
    ]


def worth_reading(passages: Sequence[Passage], most: int) -> list[Passage]:
    """Return up to ``most`` passages, leaving out those whose hit a better one already holds."""
    chosen: list[Passage] = []
    seen: set[tuple[str, int]] = set()
    for passage in passages:
        if len(chosen) == most:
            break
        if (passage.article.id, passage.hit.number) in seen:
            continue
        chosen.append(passage)
        seen.update((passage.article.id, sentence.number) for sentence in passage.sentences)
    return chosen
