"""How well it finds and answers, on the development questions: ``python -m bench.quality``.

All of SquadShifts is indexed; the questions of its last ten new_wiki articles are asked, with
only their text given. BM25 over the same sentences, terms and questions stands beside.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import bm25s
import numpy as np

from bench.development import DATA, Asked, squadshifts
from bench.scores import exact_match, f1
from index.analysis import terms
from index.articles import Article, Sentence
from index.base import Filters
from index.generations import Generations
from index.library import Library
from index.sentences import sentences_of
from qa.engine import Engine
from qa.question import analyse
from qa.reader import open_reader

_DEPTH = 5


@dataclass(slots=True)
class Retrieval:
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

    def row(self) -> str:
        """Return a row of the table."""
        cells = [
            f"{mean(rank is not None and rank < depth for rank in ranks):.1%}"
            for ranks in (self.paragraph, self.sentence)
            for depth in (1, _DEPTH)
        ]
        reciprocal = mean(0.0 if rank is None else 1 / (1 + rank) for rank in self.sentence)
        return f"| {self.name} | {' | '.join(cells)} | {reciprocal:.3f} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--questions", type=int, help="ask only so many, chosen by a fixed seed")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"{options.data} is not there: this needs the development data")
    articles, _, questions = squadshifts(options.data)
    if options.questions:
        questions = random.Random(1).sample(questions, options.questions)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        library.put(articles)
        generations = Generations(Path(folder) / "index")
        manifest = generations.build(library, lambda done: None)
        print(
            f"{manifest.articles} articles, {manifest.sentences} sentences,"
            f" {len(questions)} questions\n"
        )
        _print_retrieval(library, generations, articles, questions)
        for kind in ("rules", "model"):
            reader, notice = open_reader(kind, 2)
            if notice:
                print(f"\n{notice}")
                continue
            engine = Engine(library, generations, reader)
            print_answers(engine, questions)
        generations.close()
        library.close()


def _print_retrieval(
    library: Library, generations: Generations, articles: list[Article], questions: list[Asked]
) -> None:
    peer = _Bm25(articles)
    ours, theirs = Retrieval("Whence, Whoosh index"), Retrieval("bm25s, sentences alone")
    with generations.pin() as generation:
        ids = {revision: article.id for revision, article in library.at(1)}
        for asked in questions:
            words = analyse(asked.text).terms
            hits = generation.index.rank(words, _DEPTH, Filters())
            ours.add(asked, [Sentence(ids[h.revision], h.number, h.start, h.end) for h in hits])
            theirs.add(asked, peer.search(words))
    print("| retrieval | paragraph first | in five | answer sentence first | in five | MRR@5 |")
    print("|---|---:|---:|---:|---:|---:|")
    print(ours.row())
    print(theirs.row())


def print_answers(engine: Engine, questions: Sequence[Asked]) -> None:
    """Ask all questions of an engine and print how good its answers are."""
    passages = Retrieval("")
    exact, overlap, given_right, given = [], [], [], 0
    for asked in questions:
        reply = engine.ask(asked.text, limit=_DEPTH)
        passages.add(asked, [read.passage.hit for read in reply.passages])
        best = reply.answer or (reply.alternatives[0] if reply.alternatives else None)
        text = best.text if best else ""
        exact.append(exact_match(text, asked.references))
        overlap.append(f1(text, asked.references))
        if reply.answer:
            given += 1
            given_right.append(f1(text, asked.references))
    print(f"\n| answers, {engine.ready()['reader']} | |\n|---|---:|")
    print(f"| best guess, exact match | {mean(exact):.1%} |")
    print(f"| best guess, F1 | {mean(overlap):.1%} |")
    print(f"| questions answered | {given / len(questions):.1%} |")
    print(f"| F1 of those answered | {mean(given_right or [0.0]):.1%} |")
    in_five = mean(rank is not None for rank in passages.sentence)
    print(f"| answer sentence in the first five passages | {in_five:.1%} |")


class _Bm25:
    """The peer: bm25s over the sentences alone, with our terms."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._sentences = [s for article in articles for s in sentences_of(article)]
        texts = {article.id: article.text for article in articles}
        tokens = [terms(texts[s.article_id][s.start : s.end]) for s in self._sentences]
        self._known = {token for sentence in tokens for token in sentence}
        self._index = bm25s.BM25()
        self._index.index(tokens, show_progress=False)

    def search(self, words: Sequence[str]) -> list[Sentence]:
        asked = [term for word in words for term in terms(word) if term in self._known]
        if not asked:
            return []
        found = np.argsort(-self._index.get_scores(asked), kind="stable")[:_DEPTH]
        return [self._sentences[number] for number in found]


def _first(marks: Iterable[bool]) -> int | None:
    return next((rank for rank, mark in enumerate(marks) if mark), None)


if __name__ == "__main__":
    main()
