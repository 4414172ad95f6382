"""Choose the parameters of BM25F on training questions: ``python -m bench.fit_retrieval``."""

from __future__ import annotations

import argparse
import random
import tempfile
from itertools import product
from pathlib import Path

from bench.development import DATA, Asked, squadshifts
from index.base import Filters
from index.generations import Generations
from index.library import Library
from index.whoosh_index import Bm25f, WhooshIndex
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
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        library.put(articles)
        generations = Generations(Path(folder) / "index")
        name = generations.build(library, lambda done: None).generation
        ids = {revision: article.id for revision, article in library.at(1)}
        print("| k1 | b | around | title | answer first | answer in five |")
        print("|---:|---:|---:|---:|---:|---:|")
        for values in product(*_GRID.values()):
            setting = dict(zip(_GRID, values, strict=True))
            index = WhooshIndex(generations.folder / name, Bm25f(**setting))
            first, five = _recall(index, sample, ids)
            shown = " | ".join(f"{value:g}" for value in values)
            print(f"| {shown} | {first:.1%} | {five:.1%} |", flush=True)
            index.close()
        library.close()


def _recall(index: WhooshIndex, sample: list[Asked], ids: dict[int, str]) -> tuple[float, float]:
    first = five = 0
    for asked in sample:
        hits = index.rank(analyse(asked.text).terms, 5, Filters())
        found = [
            ids[hit.revision] == asked.article_id
            and any(hit.start < end and start < hit.end for start, end in asked.answers)
            for hit in hits
        ]
        first += found[:1] == [True]
        five += any(found)
    return first / len(sample), five / len(sample)


if __name__ == "__main__":
    main()
