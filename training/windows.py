"""Texts become windows of neighbouring sentences, the passages that a reader sees when it serves.

Windows are characters ``(start, end)`` into a text. A positive window surrounds an answer; a
negative one holds no answer but shares as many of the question's words as can be had.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from training.data import Answer

Window = tuple[int, int]

MAX_WORDS = 110
"""Longest window, in words between spaces; longer ones lose words at the sides."""

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9£$])|\n+\s*")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sir|St|Gen|Col|Lt|Sgt|Rep|Sen|Gov|Rev|Jr|Sr|No|vs|etc|Inc|"
    r"Ltd|Co|Corp|ca|cf|e\.g|i\.e|[Uu]\.[SsKk]|a\.m|p\.m))\.$"
)
WORD = re.compile(r"[a-z0-9]+")
QUESTION_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "could", "did", "do", "does",
    "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its",
    "many", "me", "much", "name", "of", "on", "or", "s", "say", "said", "says", "should", "tell",
    "than", "that", "the", "their", "them", "there", "they", "this", "to", "was", "were", "what",
    "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you",
})  # fmt: skip


def sentences(text: str) -> list[Window]:
    """Return the sentences of a text, without the white space between them."""
    found: list[Window] = []
    start = len(text) - len(text.lstrip())
    for match in SENTENCE_END.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if end <= start or ABBREVIATION.search(text, start, end):
            continue
        found.append((start, end))
        start = match.end()
    end = len(text.rstrip())
    if end > start:
        found.append((start, end))
    return found


def windows(text: str, size: int, stride: int) -> list[Window]:
    """Return windows of ``size`` sentences, ``stride`` sentences apart, that cover the text."""
    parts = sentences(text)
    if len(parts) <= size:
        return [(parts[0][0], parts[-1][1])] if parts else []
    firsts = [*range(0, len(parts) - size, stride), len(parts) - size]
    return [(parts[first][0], parts[first + size - 1][1]) for first in firsts]


def around(text: str, answer: Answer, size: int, rng: random.Random) -> Window:
    """Return a window of about ``size`` sentences that holds the answer at a random place."""
    parts = sentences(text)
    first = max((i for i, part in enumerate(parts) if part[0] <= answer.start), default=0)
    last = min((i for i, part in enumerate(parts) if part[1] >= answer.end), default=len(parts) - 1)
    spare = max(0, size - (last - first + 1))
    before = rng.randint(0, spare)
    low = max(0, min(first - before, len(parts) - size))
    high = min(len(parts) - 1, max(low + size - 1, last))
    return clipped(text, (parts[low][0], parts[high][1]), answer, rng)


def clipped(text: str, window: Window, keep: Answer | None, rng: random.Random) -> Window:
    """Shorten a window to ``MAX_WORDS`` words, keeping an answer inside it."""
    words = [match.span() for match in re.finditer(r"\S+", text[window[0] : window[1]])]
    if len(words) <= MAX_WORDS:
        return window
    low, high = 0, len(words) - MAX_WORDS
    if keep is not None:
        inside = [
            i
            for i, (start, end) in enumerate(words)
            if start + window[0] < keep.end and end + window[0] > keep.start
        ]
        low = max(low, inside[-1] - MAX_WORDS + 1)
        high = min(high, inside[0])
    first = rng.randint(min(low, high), high)
    return window[0] + words[first][0], window[0] + words[first + MAX_WORDS - 1][1]


def terms(text: str) -> set[str]:
    """Return the content words of a text, lower-case, cut to six letters as a crude stem."""
    return {word[:6] for word in WORD.findall(text.lower()) if word not in QUESTION_WORDS}


def nearest(question: str, candidates: Sequence[str], count: int) -> list[int]:
    """Return the numbers of the candidates that share most of the question's words.

    A shared word counts by its rarity among the candidates. Ties keep the candidates' order.
    """
    asked = terms(question)
    held = [terms(candidate) for candidate in candidates]
    frequency = Counter(term for found in held for term in found & asked)
    scores = [
        sum(math.log(1 + len(held) / frequency[term]) for term in found & asked) for found in held
    ]
    return sorted(range(len(held)), key=lambda i: -scores[i])[:count]


class Elsewhere:
    """Windows of many articles, found by the words that they share with a question."""

    def __init__(self, windows: Sequence[tuple[str, str]]) -> None:
        """Index ``windows``, each with the name of its article before it."""
        self._windows = windows
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, text) in enumerate(windows):
            for term in terms(text):
                found[term].append(number)
        self._holding = {term: np.array(numbers) for term, numbers in found.items()}

    def nearest(self, question: str, article: str, count: int) -> list[str]:
        """Return the windows of other articles that share most words, each by its rarity."""
        scores = np.zeros(len(self._windows))
        for term in terms(question):
            if term in self._holding:
                numbers = self._holding[term]
                scores[numbers] += math.log(1 + len(self._windows) / len(numbers))
        best = np.argsort(-scores, kind="stable")[: count * 10].tolist()
        others = [number for number in best if self._windows[number][0] != article]
        return [self._windows[number][1] for number in others[:count]]
