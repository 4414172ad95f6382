"""A small engine that records what it is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from index.articles import Article, Sentence
from index.base import Filters
from qa.passages import Passage
from qa.question import AnswerType
from qa.reply import Answer, Evidence, NoAnswer, ReadPassage, Reply, SearchHit, SearchPage
from qa.spans import Span
from qa.values import Value

MILL = Article(
    id="old-mill",
    title="Fire at the old mill",
    text="The old mill in Vänersby burned down on 3 May 2017. Nobody was hurt.",
    published=date(2017, 5, 4),
    url="https://example.org/old-mill",
    source="Vänersby Tidning",
    language="en",
)
NOTE = Article(id="notes/2019//a b.txt", title="A note", text="Remember the milk.")
ARTICLES = (NOTE, MILL)
GENERATION = "20200211T093000-1a2b3c"


class SmallEngine:
    """Answers every question with the date of the fire, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, Filters, bool]] = []
        self.searched: list[tuple[str, int, Filters]] = []
        self.articles = {article.id: article for article in ARTICLES}
        self.failure: Exception | None = None
        self.no_answer: NoAnswer | None = None

    def ask(self, question: str, /, *, limit: int, filters: Filters, explain: bool) -> Reply:
        self._fail()
        self.asked.append((question, limit, filters, explain))
        sentence = Sentence(MILL.id, 0, 0, 51)
        span = Span(40, 50, MILL.text[40:50], score=3.0, no_answer=1.0)
        evidence = Evidence(MILL, sentence, span)
        answer = Answer(span.text, Value(AnswerType.DATE, "2017-05-03"), 0.93, (evidence,))
        passages = (
            ReadPassage(Passage(MILL, [sentence], sentence, 7.5), span, 0.9),
            ReadPassage(Passage(NOTE, [Sentence(NOTE.id, 0, 0, 18)], sentence, 1.5), None, 0.1),
        )
        return Reply(
            question=question,
            answer=None if self.no_answer else answer,
            no_answer=self.no_answer,
            alternatives=(answer,),
            passages=passages[:limit],
            generation=GENERATION,
            timings={"read": 1.25},
            explanation={"terms": ["mill"]} if explain else None,
        )

    def search(self, query: str, /, *, limit: int, filters: Filters) -> SearchPage:
        self._fail()
        self.searched.append((query, limit, filters))
        return SearchPage((SearchHit(MILL, Sentence(MILL.id, 0, 0, 51), 7.51239),), 12, GENERATION)

    def get_article(self, article_id: str, /) -> Article | None:
        return self.articles.get(article_id)

    def list_articles(
        self, *, limit: int, after: str | None, source: str | None
    ) -> tuple[list[Article], str | None]:
        found = [
            self.articles[article_id]
            for article_id in sorted(self.articles)
            if article_id > (after or "")
        ]
        found = [article for article in found if source in (None, article.source)]
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def ready(self) -> dict[str, Any]:
        body = {"ready": True, "reader": "rules", "generation": GENERATION, "detail": ""}
        if self.failure:
            body |= {"ready": False, "generation": None, "detail": str(self.failure)}
        return body | {"articles": 2, "sentences": 3}

    def _fail(self) -> None:
        if self.failure:
            raise self.failure
