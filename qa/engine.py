"""The engine: one object that every channel asks. The pipeline of a question is ``Engine.ask``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from cachetools import LRUCache, cached

from index.articles import Article, Sentence
from index.base import Filters
from index.errors import IndexUnavailable
from index.generations import Generation, Generations
from index.library import Library
from index.manifest import Manifest
from qa.answers import group, withhold
from qa.passages import Passage, gather, worth_reading
from qa.question import Question, analyse
from qa.ranking import Candidate, Ranking, order
from qa.reply import NoAnswer, Reason, Reply, SearchHit, SearchPage
from qa.spans import Reader, Span

# Sentences looked at for one question, windows of them that the reader reads, and answers shown.
_CANDIDATES = 30
_READ = 8
# Whoever wants more passages than that gets them in a better order for a longer wait.
_MOST_READ = 64
_READ_AT_ONCE = 4
_SURE = 0.9
_MOST_ANSWERS = 5
_CACHED_ARTICLES = 512
_CACHED_REPLIES = 1024


class Engine:
    """Answers questions from the articles of one data folder. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        generations: Generations,
        reader: Reader,
        *,
        ranking: Ranking | None = None,
        notice: str = "",
    ) -> None:
        """Take the parts.

        ``ranking`` is the one fitted for the reader when not given; ``notice`` is what an operator
        should know of the reader.
        """
        self.library = library
        self.generations = generations
        self._reader = reader
        self._notice = notice
        self._ranking = ranking or Ranking.load(reader.name)
        self._replies: LRUCache[Any, Reply] = LRUCache(_CACHED_REPLIES)
        self._replies_lock = threading.Lock()
        self._article_of = cached(LRUCache(_CACHED_ARTICLES), lock=threading.Lock())(self._load)

    def ask(
        self,
        text: str,
        *,
        limit: int = 5,
        filters: Filters | None = None,
        explain: bool = False,
    ) -> Reply:
        """Answer a question, with up to ``limit`` passages.

        Raises:
            IndexUnavailable: there is no index that can be searched.

        """
        filters = filters or Filters()
        started = perf_counter()
        with self.generations.pin() as generation:
            key = (generation.name, " ".join(text.split()), limit, filters, explain)
            with self._replies_lock:
                known = self._replies.get(key)
            if known is not None:
                took = (perf_counter() - started) * 1000
                return replace(known, question=text, timings={"cache": took})
            reply = self._answer(generation, text, limit, filters, explain)
            with self._replies_lock:
                self._replies[key] = reply
            return reply

    def _answer(
        self, generation: Generation, text: str, limit: int, filters: Filters, explain: bool
    ) -> Reply:
        lap = _stopwatch()
        question = analyse(text)
        lap("question")
        passages, candidates = self.candidates(generation, question, filters, limit, lap)
        no_answer = self._refusal(question, passages, candidates)
        answers = group(candidates, _MOST_ANSWERS)
        timings = lap("answer")
        return Reply(
            question=text,
            answer=None if no_answer else answers[0],
            no_answer=no_answer,
            alternatives=tuple(answers if no_answer else answers[1:]),
            passages=tuple(order(passages, candidates, self._ranking.reading)[:limit]),
            generation=generation.name,
            timings=timings,
            explanation=self._explain(generation, question, passages, candidates, timings)
            if explain
            else None,
        )

    def candidates(
        self,
        generation: Generation,
        question: Question,
        filters: Filters,
        limit: int,
        lap: Callable[[str], object],
    ) -> tuple[list[Passage], list[Candidate]]:
        """Search, read and weigh: return the passages found and all spans, best first.

        ``lap`` is told the name of each stage when it ends.
        """
        hits = generation.index.rank(question.terms, max(limit, _CANDIDATES), filters)
        lap("search")
        passages = gather(hits, self._article_of, generation.index.columns.neighbours)
        windows = worth_reading(passages, max(_READ, min(limit, _MOST_READ)))
        lap("passages")
        ideal = generation.index.ideal(question.terms)
        candidates: list[Candidate] = []
        spans: list[list[Span]] = []
        while len(spans) < len(windows) and not (limit <= _READ and _settled(candidates)):
            more = windows[len(spans) : len(spans) + _READ_AT_ONCE]
            spans += self._reader.read(question, more)
            candidates = self._ranking.weigh(question, windows[: len(spans)], spans, ideal)
        lap("read")
        return passages, candidates

    def search(self, text: str, *, limit: int = 10, filters: Filters | None = None) -> SearchPage:
        """Return the sentences that match a query in Whoosh's language.

        Raises:
            QuerySyntaxError: the query cannot be understood.
            IndexUnavailable: there is no index that can be searched.

        """
        with self.generations.pin() as generation:
            hits, total = generation.index.search(text, limit, filters or Filters())
            found = tuple(
                SearchHit(
                    article := self._article_of(hit.revision),
                    Sentence(article.id, hit.number, hit.start, hit.end),
                    hit.score,
                )
                for hit in hits
            )
            return SearchPage(found, total, generation.name)

    def get_article(self, article_id: str) -> Article | None:
        """Return an article as the library holds it now, or None."""
        return self.library.get(article_id)

    def list_articles(
        self, *, limit: int, after: str | None = None, source: str | None = None
    ) -> tuple[list[Article], str | None]:
        """Return a page of articles by id, and the cursor of the next page where there is one."""
        page = self.library.page(limit + 1, after, source)
        return page[:limit], page[limit - 1].id if len(page) > limit else None

    def rebuild(self, progress: Callable[[int], None] = lambda done: None) -> Manifest:
        """Index the library anew and move over to it."""
        return self.generations.build(self.library, progress)

    def ready(self) -> dict[str, Any]:
        """Say whether questions can be answered, and by what."""
        body: dict[str, Any] = {"ready": False, "reader": self._reader.name}
        try:
            with self.generations.pin() as generation:
                manifest = generation.manifest
                return body | {
                    "ready": True,
                    "generation": manifest.generation,
                    "articles": manifest.articles,
                    "sentences": manifest.sentences,
                    "detail": self._notice,
                }
        except IndexUnavailable as error:
            return body | {
                "generation": None,
                "articles": 0,
                "sentences": 0,
                "detail": str(error),
            }

    def close(self) -> None:
        """Let go of the index and the library."""
        self.generations.close()
        self.library.close()

    def _load(self, revision: int) -> Article:
        article = self.library.revision(revision)
        if article is None:
            raise IndexUnavailable(
                f"the index holds revision {revision}, which the library does not:"
                " run `flask index rebuild`"
            )
        return article

    def _refusal(
        self, question: Question, passages: Sequence[Passage], candidates: Sequence[Candidate]
    ) -> NoAnswer | None:
        if not question.terms:
            return NoAnswer(Reason.NOT_A_QUESTION, "There is no word in this to search for.")
        if not passages:
            return NoAnswer(Reason.NO_EVIDENCE, "No sentence of these articles is about this.")
        return withhold(question, candidates, self._ranking.threshold)

    def _explain(
        self,
        generation: Generation,
        question: Question,
        passages: Sequence[Passage],
        candidates: Sequence[Candidate],
        timings: dict[str, float],
    ) -> dict[str, Any]:
        """Return what led to the reply: the terms, their scores, and the weights of the best."""
        body: dict[str, Any] = {
            "terms": list(question.terms),
            "expects": question.expects.value,
            "reader": self._reader.name,
            "threshold": self._ranking.threshold,
            "timings_ms": {name: round(value, 2) for name, value in timings.items()},
        }
        if passages:
            scores = generation.index.explain(question.terms, passages[0].document)
            body["best_hit"] = [
                {"term": score.term, "score": round(score.score, 4)} for score in scores
            ]
        if candidates:
            additions = self._ranking.additions(candidates[0].features)
            body["best_answer"] = {
                "log_odds": {
                    "intercept": round(self._ranking.intercept, 4),
                    **{name: round(value, 4) for name, value in additions.items()},
                },
                "probability": round(candidates[0].probability, 4),
            }
        return body


def _settled(candidates: Sequence[Candidate]) -> bool:
    """Say whether reading on would hardly change the answer; the best passages are read first."""
    return bool(candidates) and candidates[0].probability >= _SURE


def _stopwatch() -> Callable[[str], dict[str, float]]:
    """Return a function that ends a stage and returns the milliseconds of all so far."""
    timings: dict[str, float] = {}
    last = perf_counter()

    def lap(stage: str) -> dict[str, float]:
        nonlocal last
        now = perf_counter()
        timings[stage] = (now - last) * 1000
        last = now
        return timings

    return lap
