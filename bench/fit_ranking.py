"""Fit the weights of ``qa/models/ranking.json`` on training questions.

``python -m bench.fit_ranking --reader model`` asks questions of an index over their articles and
those of all others, labels each span that the reader offers as right or wrong, and fits a
logistic regression. Written near misses, which no article answers, take part as questions whose
every span is wrong. Nothing of the development part is looked at.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench import trecqa
from bench.development import DATA, Asked, read_squad, read_trecqa, squadshifts
from bench.scores import f1
from index.base import Filters
from index.generations import Generation, Generations
from index.library import Library
from qa.engine import Engine
from qa.question import analyse
from qa.ranking import WEIGHTS, Candidate, Ranking
from qa.reader import open_reader
from qa.spans import Reader

# A span counts as right when it shares this F1 of words with a reference.
_RIGHT = 0.6
# The default threshold gives up this share of the right answers to be spared the wrong ones.
_GIVEN_UP = 0.1
_READING = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# Reads all that may be read: no probability is high enough to stop.
_UNFITTED = Ranking(intercept=0.0, coefficients={}, threshold=0.0, reading=0.5)


def main() -> None:
    """Fit the weights of one reader, and write them beside those of the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--reader", choices=["rules", "model"], required=True)
    parser.add_argument("--questions", type=int, default=1500, help="from each of the two sets")
    options = parser.parse_args()
    reader, notice = open_reader(options.reader, 2)
    if notice:
        parser.error(notice)
    articles, wiki, _ = squadshifts(options.data)
    news = read_squad(options.data / "newsquestions" / "train.json", "news")
    chosen = random.Random(3)
    questions = chosen.sample(wiki, options.questions) + chosen.sample(
        news.questions, options.questions
    )
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        library.put([*articles, *news.articles])
        engine = Engine(library, Generations(Path(folder) / "index"), reader, ranking=_UNFITTED)
        engine.rebuild()
        with engine.generations.pin() as generation:
            asked = [(item, _candidates(engine, generation, item)) for item in questions]
        engine.close()
    fitted = _fit(asked)
    fitted = replace(fitted, reading=_fit_reading(fitted, reader, options.data))
    weights = json.loads(WEIGHTS.read_text()) | {options.reader: asdict(fitted)}
    WEIGHTS.write_text(json.dumps(weights, indent=2) + "\n")
    print(json.dumps(weights[options.reader], indent=2))


def _candidates(engine: Engine, generation: Generation, asked: Asked) -> list[Candidate]:
    question = analyse(asked.text)
    return engine.candidates(generation, question, Filters(), 1, lambda stage: None)[1]


def _fit(asked: list[tuple[Asked, list[Candidate]]]) -> Ranking:
    rows = [(item, candidate) for item, candidates in asked for candidate in candidates]
    names = list(rows[0][1].features)
    features = np.array([[candidate.features[name] for name in names] for _, candidate in rows])
    right = np.array(
        [f1(candidate.span.text, item.references) >= _RIGHT for item, candidate in rows]
    )
    model = LogisticRegression(C=10.0, max_iter=2000).fit(features, right)
    probability = model.predict_proba(features)[:, 1]
    best: dict[int, tuple[float, bool]] = {}
    for (item, _), value, is_right in zip(rows, probability.tolist(), right.tolist(), strict=True):
        best[id(item)] = max(best.get(id(item), (0.0, False)), (value, is_right))
    of_right = [value for value, is_right in best.values() if is_right]
    return Ranking(
        intercept=round(float(model.intercept_[0]), 4),
        coefficients={
            name: round(float(weight), 4)
            for name, weight in zip(names, model.coef_[0], strict=True)
        },
        threshold=round(float(np.quantile(of_right, _GIVEN_UP)), 4),
        reading=0.5,
    )


def _fit_reading(fitted: Ranking, reader: Reader, data: Path) -> float:
    """Return what reading counts for in the order of passages: the best MAP on TrecQA train."""
    questions = read_trecqa(data / "trecqa" / "train.xml")
    found = {}
    with trecqa.indexed(questions) as (library, generations):
        for reading in _READING:
            ranking = replace(fitted, reading=reading)
            engine = Engine(library, generations, reader, ranking=ranking)
            found[reading] = trecqa.scores(engine, questions)[0]
            print(f"reading {reading}: MAP {found[reading]:.3f} on {len(questions)} questions")
    return max(found, key=lambda reading: found[reading])


if __name__ == "__main__":
    main()
