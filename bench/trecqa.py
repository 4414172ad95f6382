"""Ranking the candidate sentences of newswire questions: TrecQA, by mean average precision.

Wang, Smith and Mitamura 2007, "What is the Jeopardy Model? A Quasi-Synchronous Grammar for QA".
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from bench.development import Ranked
from bench.retrieval import Bm25
from index.base import Filters
from index.generations import Generations
from index.library import Library
from qa.engine import Engine
from qa.question import analyse
from qa.spans import Reader


def report(reader: Reader, questions: Sequence[Ranked]) -> Iterator[str]:
    """Yield the lines of the table: the engine's order beside that of BM25."""
    peer = Bm25([article for ranked in questions for article in ranked.candidates])
    with indexed(questions) as (library, generations):
        ours = scores(Engine(library, generations, reader), questions)
    theirs = _scores(questions, [_order_of_peer(peer, ranked) for ranked in questions])
    yield f"| TrecQA dev, {len(questions)} questions | MAP | MRR |"
    yield "|---|---:|---:|"
    yield f"| Whence, reader: {reader.name} | {ours[0]:.3f} | {ours[1]:.3f} |"
    yield f"| bm25s | {theirs[0]:.3f} | {theirs[1]:.3f} |"


@contextmanager
def indexed(questions: Sequence[Ranked]) -> Iterator[tuple[Library, Generations]]:
    """Index the candidates of all questions together."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        library.put([article for ranked in questions for article in ranked.candidates])
        generations = Generations(Path(folder) / "index")
        generations.build(library, lambda done: None)
        yield library, generations
        generations.close()
        library.close()


def scores(engine: Engine, questions: Sequence[Ranked]) -> tuple[float, float]:
    """Return MAP and MRR of the order in which an engine puts each question's candidates."""
    return _scores(questions, [_order(engine, ranked) for ranked in questions])


def _order(engine: Engine, ranked: Ranked) -> list[str]:
    ids = [article.id for article in ranked.candidates]
    reply = engine.ask(ranked.question, limit=1000, filters=Filters(article_ids=tuple(ids)))
    found = list(dict.fromkeys(read.passage.article.id for read in reply.passages))
    return [*found, *(article_id for article_id in ids if article_id not in found)]


def _order_of_peer(peer: Bm25, ranked: Ranked) -> list[str]:
    ids = [article.id for article in ranked.candidates]
    own = set(ids)
    found = peer.search(analyse(ranked.question).terms, depth=1_000_000)
    order = list(dict.fromkeys(s.article_id for s in found if s.article_id in own))
    return [*order, *(article_id for article_id in ids if article_id not in order)]


def _scores(questions: Sequence[Ranked], orders: Sequence[list[str]]) -> tuple[float, float]:
    precision, reciprocal = [], []
    for ranked, order in zip(questions, orders, strict=True):
        places = [place for place, name in enumerate(order, 1) if name in ranked.right]
        precision.append(mean(count / place for count, place in enumerate(places, 1)))
        reciprocal.append(1 / places[0])
    return mean(precision), mean(reciprocal)
