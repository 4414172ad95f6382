"""What a candidate is worth: retrieval, reader and type weighed into one probability.

A logistic regression for each reader. Its coefficients are in ``models/ranking.json``, fitted on
training questions by ``python -m bench.fit_ranking``; the probability is the confidence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import terms
from index.articles import Sentence
from qa.passages import Passage
from qa.question import AnswerType, Question
from qa.reply import ReadPassage
from qa.spans import Span
from qa.values import Value, value_of

WEIGHTS = Path(__file__).parent / "models" / "ranking.json"
# Margins of a reader are clipped here: past it they tell nothing more.
_WIDEST_MARGIN = 15.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be the answer, with what is known for and against it.

    ``features`` are named numbers of about unit size; ``probability`` is the estimate that the
    span is right.
    """

    passage: Passage
    span: Span
    value: Value | None
    features: Mapping[str, float]
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The fitted weights for one reader.

    Below ``threshold`` an answer is withheld. A passage is ranked by its retrieval score, as a
    share of the best one, and by the probability of its best span, which counts for ``reading``.
    """

    intercept: float
    coefficients: Mapping[str, float]
    threshold: float
    reading: float

    @classmethod
    def load(cls, reader: str, path: Path = WEIGHTS) -> Ranking:
        """Read the weights of a reader, by its name."""
        weights = json.loads(path.read_text())[reader]
        return cls(
            weights["intercept"],
            weights["coefficients"],
            weights["threshold"],
            weights["reading"],
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """Return P(right): the logistic function of the weighted sum of the features."""
        total = self.intercept + sum(self.additions(features).values())
        return 1 / (1 + math.exp(-total))

    def additions(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return what each feature adds to the log-odds."""
        return {name: weight * features[name] for name, weight in self.coefficients.items()}

    def weigh(
        self,
        question: Question,
        passages: Sequence[Passage],
        spans: Sequence[Sequence[Span]],
        ideal: float,
    ) -> list[Candidate]:
        """Return all candidates, the most probable first.

        ``passages`` are those that were read, in the order of retrieval, and ``spans`` what the
        reader found in each; ``ideal`` is the retrieval score of a sentence that matches all terms
        as well as any does.
        """
        found = [
            (rank, passage, span)
            for rank, (passage, of_passage) in enumerate(zip(passages, spans, strict=True))
            for span in of_passage
        ]
        best_score = max((passage.score for passage in passages), default=0.0)
        best_margin = max((span.margin for _, _, span in found), default=0.0)
        places: dict[str, set[int]] = {}
        for rank, _, span in found:
            places.setdefault(answer_key(span.text), set()).add(rank)
        asked = {term for word in question.terms for term in terms(word)}
        coverage = [_coverage(asked, passage) for passage in passages]
        in_sentence: dict[Sentence, float] = {}
        candidates = []
        for rank, passage, span in found:
            sentence = passage.sentence_at(span.start)
            if sentence not in in_sentence:
                words = passage.article.text[sentence.start : sentence.end]
                in_sentence[sentence] = _share(asked, terms(words))
            value = value_of(span.text, question.expects, passage.article.published)
            features = {
                "margin": _clip(span.margin),
                "behind_best": _clip(best_margin - span.margin),
                "retrieval": passage.score / best_score if best_score else 0.0,
                "match": passage.score / ideal if ideal else 0.0,
                "rank": 1 / (1 + rank),
                "coverage": coverage[rank],
                "sentence": in_sentence[sentence],
                "type_fits": _type_fit(question.expects, value),
                "agreement": math.log(len(places[answer_key(span.text)])),
                "asks_reason": float(question.expects is AnswerType.REASON),
            }
            candidates.append(Candidate(passage, span, value, features, self.probability(features)))
        return sorted(candidates, key=lambda candidate: -candidate.probability)


def order(
    passages: Sequence[Passage], candidates: Sequence[Candidate], reading: float
) -> list[ReadPassage]:
    """Put passages in the order of their score: see :class:`Ranking` for ``reading``."""
    best: dict[tuple[str, int], Candidate] = {}
    for candidate in candidates:
        sentence = candidate.passage.sentence_at(candidate.span.start)
        best.setdefault((sentence.article_id, sentence.number), candidate)
    top = max((passage.score for passage in passages), default=0.0) or 1.0
    ordered = []
    for passage in passages:
        found = best.get((passage.article.id, passage.hit.number))
        score = (1 - reading) * passage.score / top
        score += reading * (found.probability if found else 0.0)
        ordered.append(ReadPassage(passage, found.span if found else None, score))
    return sorted(ordered, key=lambda read: -read.score)


def answer_key(text: str) -> str:
    """Return what two spans that say the same in other letters share."""
    return " ".join(term for term in terms(text) if term not in {"the", "a", "an"})


def _clip(margin: float) -> float:
    return max(-_WIDEST_MARGIN, min(_WIDEST_MARGIN, margin))


def _coverage(asked: set[str], passage: Passage) -> float:
    """The share of the question's terms that the passage or its title holds."""
    return _share(asked, [*terms(passage.text), *terms(passage.article.title)])


def _share(asked: set[str], held: Sequence[str]) -> float:
    return len(asked.intersection(held)) / len(asked) if asked else 0.0


def _type_fit(expects: AnswerType, value: Value | None) -> float:
    """1 where the span has the expected type, -1 where it has another, 0 where none is known."""
    if expects in {AnswerType.THING, AnswerType.REASON, AnswerType.YES_NO}:
        return 0.0
    if value is None:
        return -0.5
    return 1.0 if value.type is expects else -1.0
