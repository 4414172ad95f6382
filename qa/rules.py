"""A reader that needs no model: typed patterns, and where the question's words stand near them.

It is what answers where no model is installed. Candidates are the values, names, quotations and
phrases of a passage; a candidate's score is a weighted sum of a few features.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.analysis import terms
from index.articles import Sentence
from qa.passages import Passage
from qa.question import FUNCTION_WORDS, AnswerType, Question
from qa.spans import Span
from qa.values import find_values

_MOST_SPANS = 5
_MOST_WORDS = 12
# What calls itself a sentence and is longer, in characters, is read up to here.
_LONGEST_SENTENCE = 4000

# What the type of a value adds to its score, by the type that the question expects. A type that
# is not listed does not answer it at all.
_T = AnswerType
_FITS: Mapping[AnswerType, Mapping[AnswerType, float]] = {
    _T.DATE: {_T.DATE: 0.4, _T.DURATION: -0.3},
    _T.DURATION: {_T.DURATION: 0.4, _T.DATE: -0.2},
    _T.NUMBER: {_T.NUMBER: 0.4, _T.DURATION: -0.1, _T.PERCENTAGE: -0.1, _T.MONEY: -0.2},
    _T.MONEY: {_T.MONEY: 0.4, _T.PERCENTAGE: -0.1, _T.NUMBER: -0.2},
    _T.PERCENTAGE: {_T.PERCENTAGE: 0.4, _T.MONEY: -0.1, _T.NUMBER: -0.3},
    _T.PERSON: {_T.PERSON: 0.5, _T.ORGANISATION: 0.1, _T.THING: 0.0, _T.PLACE: -0.2},
    _T.ORGANISATION: {_T.ORGANISATION: 0.4, _T.THING: 0.2, _T.PERSON: 0.1, _T.PLACE: -0.1},
    _T.PLACE: {_T.PLACE: 0.4, _T.PERSON: 0.0, _T.THING: 0.0, _T.ORGANISATION: -0.1},
    _T.THING: {
        _T.PERSON: 0.3,
        _T.MONEY: 0.2,
        _T.PERCENTAGE: 0.2,
        _T.THING: 0.1,
        _T.ORGANISATION: 0.0,
        _T.DURATION: 0.0,
        _T.PLACE: -0.1,
        _T.NUMBER: -0.2,
        _T.DATE: -0.5,
    },
    _T.REASON: {},
    _T.YES_NO: {},
}
# The same of words without a type of their own: a run of words, a quotation, a clause that gives
# a reason, what is left of the sentence.
_FITS_OF_WORDS: Mapping[AnswerType, Mapping[str, float]] = {
    _T.PERSON: {"phrase": -0.3},
    _T.ORGANISATION: {"phrase": -0.4, "quotation": -0.1},
    _T.PLACE: {"phrase": -0.3},
    _T.THING: {"phrase": -0.1, "quotation": 0.3, "rest": -0.3},
    _T.REASON: {"reason": 0.4, "purpose": 0.1, "phrase": -0.2, "rest": -0.1},
}
_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "reason",
        re.compile(
            r"\b(?:because(?: of)?|due to|owing to|thanks to|as a result of|caused by|on account of"
            r"|blamed on|attributed to|in response to)\s+([^.;:,()]{3,120})",
            re.IGNORECASE,
        ),
    ),
    ("purpose", re.compile(r"\b((?:in order )?to [a-z][^.;:,()]{3,100})")),
    ("purpose", re.compile(r"\b(?:so that|after|for fear of|amid|over|by)\s+([^.;:,()]{3,100})")),
    ("quotation", re.compile(r"[\"“]([^\"“”]{2,80})[\"”]")),
)

# The weights of the features, fitted on training questions. The score is about the log-odds that
# the span is right, so at 0 no answer is as likely.
_WEIGHTS: Mapping[str, float] = {
    "covered": 1.1,  # share of the question's words in the sentence, by their weight
    "covered_beside": 0.15,  # the same, of the sentences beside it
    "in_hit": 0.15,  # stands in the sentence that the search found
    "fit": 1.0,  # what its type adds
    "near": 1.5,  # share of the question's words, each less with its distance
    "adjacent": 0.2,  # is next to one of them
    "repeats": 0.45,  # holds some of them, among others
    "focus": 0.35,  # is followed by what is counted: "12 observation posts"
    "apart": -0.2,  # stands between commas or in brackets
    "words": 0.6,  # its length: a whole phrase is more often right than a part of it
}
_BIAS = -2.1
_NO_ANSWER = 0.0

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_GAP_OF_PHRASE = re.compile(r"[ -]|['’]s? ")
_JOINING = frozenset({"of", "and"})
# At this distance in words a word of the question counts half.
_NEAR = 4.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A piece of the article, and how well what it is fits what is asked for."""

    start: int
    end: int
    fit: float


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    stem: str
    is_function_word: bool


class RuleReader:
    """Marks spans by typed patterns and the question's words."""

    name = "rules"

    def read(self, question: Question, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the spans of each passage, best first; an empty list where there is none."""
        asked = _Asked.of(question)
        return [_best(_scored(asked, passage), passage.article.text) for passage in passages]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks, as the reader compares it; ``weights`` are those of its stems."""

    expects: AnswerType
    weights: Mapping[str, float]
    focus: str | None

    @classmethod
    def of(cls, question: Question) -> _Asked:
        """Read what the reader needs of a question."""
        words = [word for term in question.terms for word in _WORD.findall(term)]
        weights = {_stem(word): _weight(word) for word in words}
        focus = _stem(question.focus) if question.focus else None
        return cls(question.expects, weights, focus)

    def share(self, stems: Iterable[str]) -> float:
        """Return how much of the question some of its stems are, in [0, 1]."""
        total = sum(self.weights.values())
        return sum(self.weights[stem] for stem in stems) / total if total else 0.0

    def nearness(self, distances: Mapping[str, int]) -> float:
        """Return the same share, each stem less the more words it is away."""
        total = sum(self.weights.values())
        near = sum(self.weights[stem] / (1 + far / _NEAR) for stem, far in distances.items())
        return near / total if total else 0.0


def _weight(word: str) -> float:
    """Names, numbers and long words say more than short ones, as the rare ones among words do."""
    return 1.0 + (not word.islower()) + 0.1 * min(len(word), 10)


@lru_cache(maxsize=1 << 14)
def _known(word: str) -> tuple[str, bool]:
    """Return the stem of a word, and whether it is a function word."""
    acronym = word.isupper() and len(word) > 1
    stem = next(iter(terms(word)), word)
    return stem, word.lower() in FUNCTION_WORDS and not acronym


def _stem(word: str) -> str:
    return _known(word)[0]


def _scored(asked: _Asked, passage: Passage) -> Iterator[tuple[float, _Candidate]]:
    """Yield each candidate of a passage with its score."""
    for candidate, features in _described(asked, passage):
        yield _BIAS + sum(_WEIGHTS[name] * value for name, value in features.items()), candidate


def _described(asked: _Asked, passage: Passage) -> Iterator[tuple[_Candidate, Mapping[str, float]]]:
    """Yield each candidate of a passage with its features."""
    text = passage.article.text
    sentences = [_Read.of(asked, text, sentence) for sentence in passage.sentences]
    for at, sentence in enumerate(sentences):
        beside = sentences[max(0, at - 1) : at] + sentences[at + 1 : at + 2]
        of_sentence = {
            "covered": asked.share(sentence.stems),
            "covered_beside": asked.share(frozenset().union(*(other.stems for other in beside))),
            "in_hit": float(sentence.start == passage.hit.start),
        }
        for candidate in _candidates(asked, text, sentence):
            features = _features(asked, text, sentence, candidate)
            if features is not None:
                yield candidate, of_sentence | features


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as words.

    ``matched`` holds the question's stems by the number of the word, ``stems`` each of them once.
    """

    start: int
    end: int
    words: Sequence[_Word]
    starts: Sequence[int]
    matched: Mapping[int, str]
    stems: frozenset[str]

    @classmethod
    def of(cls, asked: _Asked, text: str, sentence: Sentence) -> _Read:
        end = min(sentence.end, sentence.start + _LONGEST_SENTENCE)
        words = [
            _Word(match.start(), match.end(), *_known(match.group()))
            for match in _WORD.finditer(text, sentence.start, end)
        ]
        matched = {at: word.stem for at, word in enumerate(words) if word.stem in asked.weights}
        starts = [word.start for word in words]
        stems = frozenset(matched.values())
        return cls(sentence.start, end, words, starts, matched, stems)

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first word of a piece, and of the first after it."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return first, max(first + 1, bisect_left(self.starts, end))


def _candidates(asked: _Asked, text: str, sentence: _Read) -> Iterator[_Candidate]:
    of_value = _FITS[asked.expects]
    of_words = _FITS_OF_WORDS.get(asked.expects, {})
    if of_value:
        for span in find_values(text[sentence.start : sentence.end]):
            if (fit := of_value.get(span.value.type)) is not None:
                start, end = sentence.start + span.start, sentence.start + span.end
                yield _Candidate(start, end, fit)
    if of_words:
        clauses = list(_clauses(of_words, text, sentence))
        yield from clauses
        for first, last in _phrases(text, sentence):
            words = sentence.words
            yield _Candidate(words[first].start, words[last].end, of_words["phrase"])
        # Where a clause says it of itself, what merely is left does not compete.
        if "rest" in of_words and not clauses and (rest := _rest(text, sentence)):
            yield _Candidate(*rest, of_words["rest"])


def _clauses(fits: Mapping[str, float], text: str, sentence: _Read) -> Iterator[_Candidate]:
    for kind, pattern in _CLAUSES:
        if kind in fits:
            for match in pattern.finditer(text, sentence.start, sentence.end):
                yield _Candidate(*match.span(1), fits[kind])


def _phrases(text: str, sentence: _Read) -> Iterator[tuple[int, int]]:
    """Yield runs of words that the question does not hold, alone and joined by "of" and "and"."""
    runs: list[tuple[int, int]] = []
    first = None
    words = sentence.words
    for at, word in enumerate(words):
        inside = at not in sentence.matched and not word.is_function_word
        joined = first is not None and _GAP_OF_PHRASE.fullmatch(text, words[at - 1].end, word.start)
        if first is not None and not (inside and joined):
            runs.append((first, at - 1))
            first = None
        if inside and first is None:
            first = at
    if first is not None:
        runs.append((first, len(words) - 1))
    yield from ((one, end) for one, end in runs if one < end or not _says_little(words[one], text))
    for (one, end), (begin, last) in pairwise(runs):
        between = text[words[end].end : words[begin].start].strip().split(" ")
        if between[0] in _JOINING and set(between[1:]) <= {"the", "a", "an"}:
            yield one, last


def _says_little(word: _Word, text: str) -> bool:
    """Say whether a word alone is most likely a verb or an adverb."""
    return _VERB_OR_ADVERB.fullmatch(text, word.start, word.end) is not None


_VERB_OR_ADVERB = re.compile(r"[a-z]+(?:ed|ly)|said|says|made|took|came|went|according|including")


def _rest(text: str, sentence: _Read) -> tuple[int, int] | None:
    """Return what follows the last word of the question, up to the end of the clause."""
    if not sentence.matched:
        return None
    after = sentence.words[max(sentence.matched) + 1 :][:_MOST_WORDS]
    if not after:
        return None
    match = _TO_END_OF_CLAUSE.match(text, after[0].start, after[-1].end)
    return match.span() if match else None


_TO_END_OF_CLAUSE = re.compile(r"[^;:()\n\"“”]+")


def _features(
    asked: _Asked, text: str, sentence: _Read, candidate: _Candidate
) -> dict[str, float] | None:
    """Return what speaks for and against a candidate, None where it repeats the question."""
    first, after = sentence.span_of(candidate.start, candidate.end)
    inside = [word.stem for word in sentence.words[first:after] if not word.is_function_word]
    repeated = sum(stem in asked.weights for stem in inside)
    if repeated == len(inside) or after - first > _MOST_WORDS:
        return None
    distances = _distances(sentence, first, after)
    following = [word.stem for word in sentence.words[after : after + 3]]
    return {
        "fit": candidate.fit,
        "near": asked.nearness(distances),
        "adjacent": 1 / min(distances.values()) if distances else 0.0,
        "repeats": repeated / len(inside),
        "focus": float(asked.focus in following or asked.focus in inside),
        "apart": float(_stands_apart(text, candidate)),
        "words": (after - first) / _MOST_WORDS,
    }


def _distances(sentence: _Read, first: int, after: int) -> dict[str, int]:
    """Return how many words away each stem of the question is from the words of a candidate."""
    distances: dict[str, int] = {}
    for at, stem in sentence.matched.items():
        distance = first - at if at < first else at - after + 1
        if distance > 0:
            distances[stem] = min(distance, distances.get(stem, distance))
    return distances


def _stands_apart(text: str, candidate: _Candidate) -> bool:
    before = text[max(0, candidate.start - 2) : candidate.start]
    return before.endswith((", ", "(")) and text[candidate.end : candidate.end + 1] in {",", ")"}


def _best(scored: Iterator[tuple[float, _Candidate]], text: str) -> list[Span]:
    """Return the best spans, best first, without worse cuts of the same words."""
    chosen: list[Span] = []
    for score, candidate in sorted(scored, key=lambda pair: -pair[0]):
        start, end = candidate.start, candidate.end
        if all(end <= span.start or span.end <= start for span in chosen):
            chosen.append(Span(start, end, text[start:end], score, _NO_ANSWER))
        if len(chosen) == _MOST_SPANS:
            break
    return chosen
