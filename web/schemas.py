"""The typed models of requests and responses. The OpenAPI document is made from them.

Models of bodies are strict: no type is converted. Models of query parameters read strings.
Neither accepts a name that it does not know. In responses, a field without a default is always
there.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from index.base import Filters
from qa.question import AnswerType
from qa.reply import Reason

MOST_RESULTS = 1000
MOST_NAMES = 1000
LONGEST_QUESTION = 2000
LONGEST_NAME = 200

_BREAKS = re.compile(r"[\t\n\r]+")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _clean_text(value: object) -> object:
    """Turn line breaks and tabs into spaces, strip, and refuse what no person can have meant."""
    if not isinstance(value, str):
        return value
    text = _BREAKS.sub(" ", value)
    if found := _UNREADABLE.search(text):
        code = ord(found.group())
        kind = "lone surrogate" if code >= 0xD800 else "control character"
        raise PydanticCustomError(
            "unreadable_text",
            "Text may not contain the {kind} {code}",
            {"kind": kind, "code": f"U+{code:04X}"},
        )
    if not (text := text.strip()):
        raise PydanticCustomError("blank_text", "Text may not be blank")
    return text


def _parse_day(value: object) -> date:
    """Read YYYY-MM-DD and nothing else: no time of day, no seconds since 1970."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "Input should be a date that exists, written YYYY-MM-DD")


Text = Annotated[
    str, Field(min_length=1, max_length=LONGEST_QUESTION), BeforeValidator(_clean_text)
]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Day = Annotated[date, BeforeValidator(_parse_day)]


def _limit(default: int, description: str) -> Any:
    return Field(
        default, ge=1, le=MOST_RESULTS, description=description, examples=[default, MOST_RESULTS]
    )


class _Period(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    published_after: Day | None = Field(
        default=None,
        description="Only articles published on this day or later. Undated articles are left out.",
        examples=["2020-01-01"],
    )
    published_before: Day | None = Field(
        default=None,
        description="Only articles published on this day or earlier. Undated ones are left out.",
        examples=["2020-12-31"],
    )

    @field_validator("published_before")
    @classmethod
    def _check_order(cls, before: date | None, info: ValidationInfo) -> date | None:
        after = info.data.get("published_after")
        if before and after and before < after:
            raise PydanticCustomError("period", "This day is before that of published_after")
        return before


class AskFilters(_Period):
    """Which articles may answer. All conditions must hold."""

    model_config = ConfigDict(strict=True)

    # An empty list is refused: it would lift the restriction that a program had meant to make.
    sources: list[Name] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMES,
        description="Only articles of these sources.",
        examples=[["Harbour Courier"]],
    )
    article_ids: list[Name] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMES,
        description="Only the articles with these ids.",
        examples=[["harbour-bridge"]],
    )

    def to_filters(self) -> Filters:
        """Return the same as the index takes it."""
        return Filters(
            self.published_after,
            self.published_before,
            tuple(self.sources or ()),
            tuple(self.article_ids or ()),
        )


class AskRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    question: Text = Field(
        description="The question. Tabs and line breaks count as spaces; other control characters"
        " are refused.",
        examples=["When was the deal signed?"],
    )
    limit: int = _limit(5, "How many passages to return at most.")
    filters: AskFilters = Field(
        default_factory=lambda: AskFilters(), description="Which articles may answer."
    )
    explain: bool = Field(
        default=False, description="Whether to say how the answer was found.", examples=[True]
    )


class FilterParameters(_Period):
    """The filters as query parameters."""

    source: list[Name] = Field(
        default_factory=list,
        max_length=MOST_NAMES,
        description="Only articles of this source. Repeat it for more.",
        examples=[["Harbour Courier"]],
    )
    article_id: list[Name] = Field(
        default_factory=list,
        max_length=MOST_NAMES,
        description="Only the article with this id. Repeat it for more.",
        examples=[["harbour-bridge"]],
    )

    def to_filters(self) -> Filters:
        """Return the same as the index takes it."""
        return Filters(
            self.published_after,
            self.published_before,
            tuple(self.source),
            tuple(self.article_id),
        )


class AskParameters(FilterParameters):
    """A question as query parameters."""

    q: Text = Field(description="The question.", examples=["When was the deal signed?"])
    limit: int = _limit(5, "How many passages to return at most.")
    explain: bool = Field(
        default=False, description="Whether to say how the answer was found.", examples=[True]
    )


class SearchParameters(FilterParameters):
    """A search."""

    q: Text = Field(
        description='The query: words that must all occur, "phrases", AND, OR, NOT, field:word,'
        " wildcards (bridg*), fuzzy words (bridge~2).",
        examples=['bridge AND "opened to traffic"'],
    )
    limit: int = _limit(5, "How many sentences to return at most.")


class ListParameters(BaseModel):
    """Which page of the articles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = _limit(20, "How many articles to return at most.")
    after: Name | None = Field(
        default=None,
        description="Begin after this id: the `next` of the page before.",
        examples=["harbour-bridge"],
    )
    source: Name | None = Field(
        default=None, description="Only articles of this source.", examples=["Harbour Courier"]
    )


class NoParameters(BaseModel):
    """Nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ArticleSummary(BaseModel):
    """An article without its text."""

    id: str = Field(description="What names the article.", examples=["harbour-bridge"])
    title: str = Field(description="Its title.", examples=["The harbour bridge opens"])
    url: str | None = Field(
        description="Where it was published.", examples=["https://example.org/harbour-bridge"]
    )
    published: date | None = Field(description="The day it was published.", examples=["2020-02-11"])
    source: str | None = Field(description="Who published it.", examples=["Harbour Courier"])


class ArticleFull(ArticleSummary):
    """An article with its text. Every offset in Whence counts code points into ``text``."""

    language: str | None = Field(description="Its language, BCP 47.", examples=["en"])
    digest: str = Field(
        description="SHA-256 of the text in UTF-8, hexadecimal.",
        pattern="^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    text: str = Field(
        description="The text, exactly as it came.",
        examples=["The deal was signed in September 2018."],
    )


class ArticlePage(BaseModel):
    """A page of articles, by id."""

    articles: list[ArticleSummary] = Field(description="The articles of this page.")
    next: str | None = Field(
        description="What to give as `after` for the next page; null on the last.",
        examples=["harbour-bridge"],
    )


class SentenceText(BaseModel):
    """A sentence of an article."""

    text: str = Field(
        description="The sentence.", examples=["The deal was signed in September 2018."]
    )
    start: int = Field(
        ge=0, description="Where it begins in the article's text, in code points.", examples=[0]
    )
    end: int = Field(
        ge=0, description="Where it ends in the article's text: one past the last.", examples=[38]
    )
    number: int = Field(
        ge=0, description="Its number in the article, counted from 0.", examples=[0]
    )


class SpanText(BaseModel):
    """The words that answer, within an article."""

    text: str = Field(description="The words.", examples=["September 2018"])
    start: int = Field(
        ge=0, description="Where they begin in the article's text, in code points.", examples=[23]
    )
    end: int = Field(
        ge=0, description="Where they end in the article's text: one past the last.", examples=[37]
    )


class EvidenceItem(BaseModel):
    """Proof: a span in its sentence in its article."""

    article: ArticleSummary = Field(description="The article.")
    sentence: SentenceText = Field(description="The sentence that holds the span.")
    span: SpanText = Field(description="The words that answer.")
    citation: str = Field(
        description="Names these words of this very text, on every channel and in every"
        " generation: article id, digest (12 digits) and offsets.",
        examples=["harbour-bridge@9f86d081884c:23-37"],
    )


class ValueItem(BaseModel):
    """What an answer means, in a form that a program can compare."""

    type: AnswerType = Field(description="The kind of value.", examples=["date"])
    normalised: str | None = Field(
        description="ISO 8601 for dates and durations, at the precision that the text states;"
        " plain digits for numbers, after the ISO 4217 currency for money; null where the text"
        " cannot be resolved.",
        examples=["2018-09"],
    )
    derivation: str | None = Field(
        description="How a relative value was resolved.",
        examples=["Monday before 2020-02-11, the day of publication"],
    )


class AnswerItem(BaseModel):
    """A fact and what proves it."""

    text: str = Field(
        description="The answer, as the article words it.", examples=["September 2018"]
    )
    value: ValueItem | None = Field(description="Its typed value; null where it has none.")
    confidence: float = Field(
        ge=0, le=1, description="Estimated probability that the answer is right.", examples=[0.93]
    )
    evidence: list[EvidenceItem] = Field(description="What proves it, best first.")
    dissent: list[EvidenceItem] = Field(
        description="What says something else, where articles disagree."
    )


class NoAnswerItem(BaseModel):
    """Why there is no answer."""

    reason: Reason = Field(description="The reason, for a program.", examples=["no_evidence"])
    detail: str = Field(
        description="The reason, for a person.",
        examples=["No sentence of these articles is about this."],
    )


class PassageItem(BaseModel):
    """A place in an article that was read for the answer."""

    article: ArticleSummary = Field(description="The article.")
    sentence: SentenceText = Field(description="The sentence that the search found.")
    span: SpanText | None = Field(description="The best candidate for an answer in it.")
    score: float = Field(description="What ranked it; higher is better.", examples=[0.87])


def _drop_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class AskResponse(BaseModel):
    """The reply to a question. Exactly one of ``answer`` and ``no_answer`` is not null."""

    question: str = Field(
        description="The question that was answered.", examples=["When was the deal signed?"]
    )
    answer: AnswerItem | None = Field(description="The answer, or null.")
    no_answer: NoAnswerItem | None = Field(description="Why there is none, or null.")
    alternatives: list[AnswerItem] = Field(description="Other answers, best first.")
    passages: list[PassageItem] = Field(description="What was read, best first.")
    generation: str = Field(
        description="The generation of the index that answered.",
        examples=["20200211T093000-1a2b3c"],
    )
    took_ms: float = Field(ge=0, description="Milliseconds spent on the answer.", examples=[12.5])
    explanation: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None,
        description="How the answer was found; only there when it was asked for. Its fields may"
        " change from release to release.",
        json_schema_extra=_drop_default,
    )


class HitItem(BaseModel):
    """A sentence that a search found."""

    article: ArticleSummary = Field(description="Its article.")
    sentence: SentenceText = Field(description="The sentence.")
    score: float = Field(description="Its retrieval score; higher is better.", examples=[11.4])


class SearchResponse(BaseModel):
    """The best hits of a search."""

    query: str = Field(description="The query that was searched for.", examples=["bridge"])
    hits: list[HitItem] = Field(description="The sentences, best first.")
    total: int = Field(ge=0, description="How many sentences match in all.", examples=[42])
    generation: str = Field(
        description="The generation of the index that was searched.",
        examples=["20200211T093000-1a2b3c"],
    )


class Health(BaseModel):
    """The process is alive."""

    status: str = Field(description="Always ok.", pattern="^ok$", examples=["ok"])


class Readiness(BaseModel):
    """Whether questions can be answered."""

    ready: bool = Field(description="Whether they can.", examples=[True])
    reader: str = Field(description="What marks the answers.", examples=["rules"])
    generation: str | None = Field(
        description="The generation of the index in use.", examples=["20200211T093000-1a2b3c"]
    )
    articles: int = Field(ge=0, description="How many articles it holds.", examples=[12])
    sentences: int = Field(ge=0, description="How many sentences it holds.", examples=[240])
    detail: str = Field(
        description="What an operator should know or do; empty where there is nothing.",
        examples=[""],
    )


class InvalidField(BaseModel):
    """What is wrong with one part of a request. It has either a pointer or a parameter."""

    detail: str = Field(
        description="What is wrong with it.",
        examples=["Input should be less than or equal to 1000"],
    )
    pointer: str | SkipJsonSchema[None] = Field(
        default=None,
        description="Where it stands in the body: a JSON pointer as a URI fragment (RFC 6901).",
        examples=["#/filters/published_after"],
        json_schema_extra=_drop_default,
    )
    parameter: str | SkipJsonSchema[None] = Field(
        default=None,
        description="The name of the query parameter.",
        examples=["limit"],
        json_schema_extra=_drop_default,
    )


class Problem(BaseModel):
    """What went wrong: problem details as RFC 9457 defines them."""

    type: str = Field(
        description="Always about:blank: the status says what kind of problem it is.",
        examples=["about:blank"],
    )
    title: str = Field(description="The name of the status.", examples=["Unprocessable Entity"])
    status: int = Field(ge=400, le=599, description="The status.", examples=[422])
    detail: str = Field(
        description="What went wrong, and what to do about it.",
        examples=["1 part of the request is not valid."],
    )
    instance: str = Field(description="The path that was asked for.", examples=["/ask"])
    errors: list[InvalidField] | SkipJsonSchema[None] = Field(
        default=None,
        description="The parts that are not valid: all of them, or the first 20.",
        json_schema_extra=_drop_default,
    )
