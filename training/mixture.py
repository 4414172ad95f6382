"""What one pass of training reads: which examples, in which windows, and which of them hold none.

A pass is drawn anew each time from its own seed, so that an example is seen in another window in
each pass while the whole run stays repeatable.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.data import Answer, Corpora, Example
from training.windows import Elsewhere, Window, around, clipped, nearest, sentences, windows

WINDOW_SENTENCES = (1, 2, 3, 3, 3, 4)
"""Sizes of windows, drawn evenly; three sentences are what the engine reads."""

NEAREST = 5
"""A negative window is drawn from this many that share most of the question's words."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question with one passage. ``answers`` are characters into ``passage``; none: no answer."""

    question: str
    passage: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much of each corpus goes into a pass.

    ``qamr`` is a number of questions, ``fairytales`` a share of theirs. The ``hard`` figures are
    the chance that an answerable question is also given a window without its answer,
    ``elsewhere`` the chance that it is given a window of another article, and ``near_misses`` is
    how many windows of its article each unanswerable question is given.
    """

    qamr: int = 12_000
    fairytales: float = 0.6
    hard_squadshifts: float = 0.25
    hard_news: float = 0.7
    elsewhere: float = 0.15
    near_misses: int = 3


def texts_of(examples: Sequence[Example]) -> dict[str, list[str]]:
    """Return the distinct texts of each article, in their order."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for example in examples:
        found[example.article].setdefault(example.text)
    return {article: list(texts) for article, texts in found.items()}


def positive(example: Example, rng: random.Random) -> Item:
    """Return the question with a window around one of its answers.

    Other people's answers count too where they lie inside the window.
    """
    chosen = rng.choice(example.answers)
    start, end = around(example.text, chosen, rng.choice(WINDOW_SENTENCES), rng)
    start, end = clipped(example.text, (start, end), chosen, rng)
    inside = tuple(
        Answer(answer.start - start, answer.end - start)
        for answer in example.answers
        if start <= answer.start and answer.end <= end
    )
    return Item(example.question, example.text[start:end], inside)


def without_answer_sentence(example: Example, size: int) -> Iterator[str]:
    """Yield the sentences about each answer with the answer's own sentence left out."""
    parts = sentences(example.text)
    for answer in set(example.answers):
        touched = [
            i for i, (start, end) in enumerate(parts) if start < answer.end and end > answer.start
        ]
        if touched:
            before = parts[max(0, touched[0] - size + 1) : touched[0]]
            after = parts[touched[-1] + 1 : touched[-1] + size]
            if before or after:
                yield " ".join(example.text[start:end] for start, end in [*before, *after][:size])


def negative(example: Example, texts: Sequence[str], rng: random.Random) -> Item | None:
    """Return the question with a window that holds no answer to it, or None if there is none.

    The window is one of those nearest to the question among all of the article's ``texts``. A
    window is taken to hold an answer when any annotated answer stands in it word for word.
    """
    size = rng.choice(WINDOW_SENTENCES)
    others = list(texts) if len(texts) <= 4 else [example.text, *rng.sample(list(texts), 3)]
    candidates = [text[start:end] for text in others for start, end in windows(text, size, 1)]
    candidates.extend(without_answer_sentence(example, size))
    answers = {text.lower() for text in example.answer_texts}
    free = [text for text in candidates if not any(a in text.lower() for a in answers)]
    if not free:
        return None
    text = free[rng.choice(nearest(example.question, free, NEAREST))]
    whole: Window = (0, len(text))
    start, end = clipped(text, whole, None, rng)
    return Item(example.question, text[start:end], ())


def elsewhere(example: Example, others: Elsewhere, rng: random.Random) -> Item | None:
    """Return the question with a window of another article that shares many of its words.

    That is what retrieval finds where no article holds the answer. A window that holds the words
    of an annotated answer is left out, for it may answer the question after all.
    """
    answers = {text.lower() for text in example.answer_texts}
    found = others.nearest(example.question, example.article, NEAREST)
    free = [text for text in found if not any(a in text.lower() for a in answers)]
    return Item(example.question, rng.choice(free), ()) if free else None


def windows_elsewhere(corpora: Corpora) -> Elsewhere:
    """Return the three-sentence windows of all articles about which questions are trained."""
    found: list[tuple[str, str]] = []
    for examples in (corpora.squadshifts, corpora.news):
        for article, texts in texts_of(examples).items():
            for text in texts:
                for window in windows(text, 3, 2):
                    start, end = clipped(text, window, None, random.Random(text))
                    found.append((article, text[start:end]))
    return Elsewhere(found)


def near_misses(example: Example, count: int, rng: random.Random) -> list[Item]:
    """Return an unanswerable question with up to ``count`` windows of its article near to it."""
    size = rng.choice(WINDOW_SENTENCES)
    candidates = [example.text[start:end] for start, end in windows(example.text, size, 1)]
    numbers = nearest(example.question, candidates, NEAREST)
    items: list[Item] = []
    for number in rng.sample(numbers, min(count, len(numbers))):
        text = candidates[number]
        start, end = clipped(text, (0, len(text)), None, rng)
        items.append(Item(example.question, text[start:end], ()))
    return items


def one_pass(corpora: Corpora, mixture: Mixture, others: Elsewhere, seed: int) -> list[Item]:
    """Return the items of one pass in random order; the same seed gives the same items."""
    rng = random.Random(seed)
    fairytales = rng.sample(corpora.fairytales, round(mixture.fairytales * len(corpora.fairytales)))
    items: list[Item] = []
    for examples, hard in (
        (corpora.squadshifts, mixture.hard_squadshifts),
        (corpora.news, mixture.hard_news),
        (fairytales, 0.0),
    ):
        texts = texts_of(examples)
        for example in examples:
            if not example.answers:
                items.extend(near_misses(example, mixture.near_misses, rng))
                continue
            items.append(positive(example, rng))
            if rng.random() < hard:
                # All of reddit is one article, whose other texts have nothing to do with this one.
                alone = example.source == "reddit"
                found = negative(example, [example.text] if alone else texts[example.article], rng)
                if found is not None:
                    items.append(found)
            if rng.random() < mixture.elsewhere:
                found = elsewhere(example, others, rng)
                if found is not None:
                    items.append(found)
    for example in rng.sample(corpora.qamr, min(mixture.qamr, len(corpora.qamr))):
        items.append(Item(example.question, example.text, example.answers))
    rng.shuffle(items)
    return items
