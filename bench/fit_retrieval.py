"""Choose the parameters of BM25F on training questions: ``python -m bench.fit_retrieval``."""

from __future__ import annotations

import argparse
import random
import tempfile
from itertools import product
from pathlib import Path

from bench.development import DATA, Asked, squadshifts
from index.analysis import terms
from index.articles import Sentence
from index.bm25f import Bm25f
from index.columns import ColumnsWriter
from index.postings import Postings
from index.postings_writer import PostingsWriter
from index.sentences import sentences_of
from qa.question import analyse

_GRID = {
    "k1": (0.9, 1.2),
    "b": (0.15, 0.3, 0.5),
    "around": (0.2, 0.3, 0.4),
    "title": (0.3, 0.5, 0.8),
}


def main() -> None:
    """Print each setting with the share of questions whose answer is in the first five."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--questions", type=int, default=600)
    options = parser.parse_args()
    articles, questions, _ = squadshifts(options.data)
    sample = random.Random(1).sample(questions, options.questions)
    postings, columns = PostingsWriter(), ColumnsWriter()
    places: list[Sentence] = []
    for article in articles:
        sentences = sentences_of(article)
        places += sentences
        columns.add(0, article, sentences)
        postings.add(
            terms(article.title), [terms(article.text[s.start : s.end]) for s in sentences]
        )
    print("| k1 | b | around | title | answer first | answer in five |")
    print("|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = columns.save(folder)
        for values in product(*_GRID.values()):
            setting = Bm25f(**dict(zip(_GRID, values, strict=True)))
            postings.save(folder, first, setting)
            at_first, in_five = _recall(Postings(folder, len(places)), sample, places)
            shown = " | ".join(f"{value:g}" for value in values)
            print(f"| {shown} | {at_first:.1%} | {in_five:.1%} |", flush=True)


def _recall(postings: Postings, sample: list[Asked], places: list[Sentence]) -> tuple[float, float]:
    first = five = 0
    for asked in sample:
        wanted = list(dict.fromkeys(t for word in analyse(asked.text).terms for t in terms(word)))
        found = [
            places[document].article_id == asked.article_id
            and any(
                places[document].start < end and start < places[document].end
                for start, end in asked.answers
            )
            for document, _ in postings.top(wanted, 5, None)
        ]
        first += found[:1] == [True]
        five += any(found)
    return first / len(sample), five / len(sample)


if __name__ == "__main__":
    main()
