"""What the engine returns: the answer with its evidence, or none with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.articles import Article, Sentence
from qa.passages import Passage
from qa.spans import Span
from qa.values import Value


class Reason(StrEnum):
    """Why a question has no answer."""

    NO_EVIDENCE = "no_evidence"
    LOW_CONFIDENCE = "low_confidence"
    TYPE_MISMATCH = "type_mismatch"
    CONFLICT = "conflict"
    NOT_A_QUESTION = "not_a_question"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A reason, and a sentence about it that a person understands."""

    reason: Reason
    detail: str

    def to_dict(self) -> dict[str, Any]:
        """Return the form that JSON carries."""
        return {"reason": self.reason.value, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span in its sentence in its article: the proof of an answer."""

    article: Article
    sentence: Sentence
    span: Span

    @property
    def citation(self) -> str:
        """An id made of article id, digest (first 12 digits) and offsets.

        The same words of the same text have the same id, on every channel and in every
        generation.
        """
        return f"{self.article.id}@{self.article.digest[:12]}:{self.span.start}-{self.span.end}"

    def to_dict(self) -> dict[str, Any]:
        """Return the form that JSON carries."""
        return {
            "article": article_to_dict(self.article),
            "sentence": sentence_to_dict(self.article, self.sentence),
            "span": span_to_dict(self.span),
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact: its words, its value, how sure we are, and what proves it.

    ``confidence`` is the estimated probability that the answer is right, in [0, 1]. ``dissent``
    holds the evidence of articles that say something else.
    """

    text: str
    value: Value | None
    confidence: float
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the form that JSON carries."""
        return {
            "text": self.text,
            "value": self.value.to_dict() if self.value else None,
            "confidence": round(self.confidence, 4),
            "evidence": [evidence.to_dict() for evidence in self.evidence],
            "dissent": [evidence.to_dict() for evidence in self.dissent],
        }


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage with its best span, where it has one, and the score that ranked it."""

    passage: Passage
    span: Span | None
    score: float

    def to_dict(self) -> dict[str, Any]:
        """Return the form that JSON carries."""
        article = self.passage.article
        return {
            "article": article_to_dict(article),
            "sentence": sentence_to_dict(article, self.passage.hit),
            "span": span_to_dict(self.span) if self.span else None,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """All that a question gets back. Exactly one of ``answer`` and ``no_answer`` is set.

    ``generation`` names the generation of the index that was asked; ``timings`` holds the
    milliseconds of each stage, ``explanation`` is filled when it was asked for.
    """

    question: str
    answer: Answer | None
    no_answer: NoAnswer | None
    alternatives: tuple[Answer, ...]
    passages: tuple[ReadPassage, ...]
    generation: str
    timings: dict[str, float] = field(default_factory=dict)
    explanation: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the form that JSON carries."""
        body = {
            "question": self.question,
            "answer": self.answer.to_dict() if self.answer else None,
            "no_answer": self.no_answer.to_dict() if self.no_answer else None,
            "alternatives": [answer.to_dict() for answer in self.alternatives],
            "passages": [passage.to_dict() for passage in self.passages],
            "generation": self.generation,
            "took_ms": round(sum(self.timings.values()), 2),
        }
        if self.explanation is not None:
            body["explanation"] = self.explanation
        return body


def article_to_dict(article: Article) -> dict[str, Any]:
    """The short form of an article, as evidence and lists carry it."""
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source,
    }


def sentence_to_dict(article: Article, sentence: Sentence) -> dict[str, Any]:
    """Return a sentence with its words and its place."""
    return {
        "text": article.text[sentence.start : sentence.end],
        "start": sentence.start,
        "end": sentence.end,
        "number": sentence.number,
    }


def span_to_dict(span: Span) -> dict[str, Any]:
    """Return the words of a span and their place."""
    return {"text": span.text, "start": span.start, "end": span.end}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A sentence that a search found, in its article."""

    article: Article
    sentence: Sentence
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The best hits of a search; ``total`` counts all sentences that match."""

    hits: tuple[SearchHit, ...]
    total: int
    generation: str
