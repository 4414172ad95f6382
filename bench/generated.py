"""Made-up articles of any number, by a seeded generator: nobody needs a download to measure.

Words follow Zipf's curve over common English words and a long tail of rare ones; sentences have the
lengths of newswire, and some hold a date, a number or a name, so that there is something to read.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from index.articles import Article
from qa.reader import MODEL

_FUNCTION_WORDS = "the of and to in a is that for it was on with as at by from be this had".split()
_VOCABULARY = 60_000
_SENTENCES = 25
_WORDS = 22


def articles(sentences: int, seed: int = 7) -> Iterator[Article]:
    """Yield articles of 25 sentences each, ``sentences`` in all."""
    random = np.random.default_rng(seed)
    vocabulary = _vocabulary(random)
    ranks = np.arange(1, len(vocabulary) + 1)
    share = 1 / ranks**1.05
    cumulative = np.cumsum(share / share.sum())
    for number in range(-(-sentences // _SENTENCES)):
        count = min(_SENTENCES, sentences - number * _SENTENCES)
        lengths = np.clip(random.gamma(5, _WORDS / 5, count), 5, 60).astype(int)
        drawn = np.searchsorted(cumulative, random.random(int(lengths.sum())))
        words = iter(vocabulary[index] for index in drawn.tolist())
        text = " ".join(_sentence(words, length, random) for length in lengths.tolist())
        published = date(2010, 1, 1) + timedelta(days=int(random.integers(0, 5000)))
        title = text[:60].rsplit(" ", 1)[0]
        yield Article(f"made-{number}", title, text, published, source=f"Wire {number % 20}")


def questions(made: list[Article], count: int, seed: int = 8) -> list[str]:
    """Return questions, each made of four of the rarer words of one sentence."""
    random = np.random.default_rng(seed)
    openings = itertools.cycle(["When did", "How many", "Who said", "Where is", "What was"])
    asked = []
    for opening in itertools.islice(openings, count):
        article = made[int(random.integers(len(made)))]
        pieces = article.text.split(". ")
        words = [
            word for word in pieces[int(random.integers(len(pieces)))].split() if len(word) > 5
        ]
        chosen = random.permutation(words or ["nothing"])[:4].tolist()
        asked.append(f"{opening} {' '.join(chosen)}?")
    return asked


def _vocabulary(random: np.random.Generator) -> list[str]:
    """Return distinct words, the frequent ones common English words; function words come first.

    The reader's own list of tokens holds whole words in about the order of their frequency, so that
    a made-up sentence has about as many tokens as a natural one. The rare words are compounds.
    """
    tokens = json.loads((MODEL / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    common = [word for word in tokens if word.isascii() and word.isalpha() and len(word) > 2]
    words = dict.fromkeys([*_FUNCTION_WORDS, *common])
    while len(words) < _VOCABULARY:
        first, second = random.integers(len(common), size=2).tolist()
        words[common[first] + common[second]] = None
    return list(words)


def _sentence(words: Iterator[str], length: int, random: np.random.Generator) -> str:
    chosen = list(itertools.islice(words, length))
    kind = int(random.integers(6))
    if kind == 0:
        day, year = int(random.integers(1, 29)), int(random.integers(1950, 2024))
        chosen[-1] = f"on {day} March {year}"
    elif kind == 1:
        chosen[length // 2] = f"{int(random.integers(2, 9000)):,}"
    elif kind == 2:
        chosen[length // 2] = " ".join(chosen[:2]).title()
    text = " ".join(chosen)
    return f"{text[0].upper()}{text[1:]}."
