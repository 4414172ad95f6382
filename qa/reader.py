"""The reader: a small encoder that marks the answer in a passage, run by ONNX Runtime.

Question and passage are read together, and every token gets a score for being the first of the
answer and one for being the last (Devlin et al. 2019, "BERT", section 4.2); the first token of
the input stands for "no answer here" (section 4.3).
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.errors import WhenceError
from qa.passages import Passage
from qa.question import Question
from qa.rules import RuleReader
from qa.spans import Reader, Span

MODEL = Path(__file__).parent / "models" / "reader"
_MOST_TOKENS = 384
_OVERLAP_TOKENS = 96
_QUESTION_TOKENS = 64
_ANSWER_TOKENS = 30
_SPANS = 3
# Inputs run together: more in one run means more padding, fewer means more overhead.
_BATCH = 4
_NEVER_FIRST = " \t\r\n,;:.-–—)]}’”…"
_NEVER_LAST = " \t\r\n,;:-–—([{‘“"
_CLOSING = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", '"': '"', "'": "'"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|St|Mt|No|[ap]\.m))\.$")
_log = logging.getLogger(__name__)


class ModelUnavailable(WhenceError):
    """The model's files are missing or are not the ones that were shipped."""


@dataclass(frozen=True, slots=True)
class _Input:
    """One encoded input: a question with a passage, or with one part of a long passage."""

    passage: int
    encoding: Encoding


class ModelReader:
    """Reads with the shipped model. Safe to share between threads."""

    name = "model"

    def __init__(self, folder: Path = MODEL, threads: int = 2) -> None:
        """Load the model.

        Raises:
            ModelUnavailable: a file is missing, damaged or of another kind.

        """
        _verify(folder)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(
                _MOST_TOKENS, stride=_OVERLAP_TOKENS, strategy="only_second"
            )
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), _session_options(threads), ["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelUnavailable(f"the model in {folder} cannot be loaded: {error}") from error

    def read(self, question: Question, passages: Sequence[Passage]) -> list[list[Span]]:
        """Return the best spans of each passage, best first."""
        asked = self._cut_question(question.text)
        inputs = self._encode(asked, passages)
        found: list[list[Span]] = [[] for _ in passages]
        for batch in _batches(inputs):
            starts, ends = self._run([item.encoding for item in batch])
            for row, item in enumerate(batch):
                passage = passages[item.passage]
                found[item.passage] += _spans(passage, item.encoding, starts[row], ends[row])
        return [sorted(spans, key=lambda span: -span.margin)[:_SPANS] for spans in found]

    def _cut_question(self, text: str) -> str:
        # Characters first: nobody's question is longer, and tokenising megabytes takes time.
        text = " ".join(text.split())[: _QUESTION_TOKENS * 20]
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        if len(encoding.offsets) <= _QUESTION_TOKENS:
            return text
        return text[: encoding.offsets[_QUESTION_TOKENS - 1][1]]

    def _encode(self, asked: str, passages: Sequence[Passage]) -> list[_Input]:
        encodings = self._tokenizer.encode_batch([(asked, passage.text) for passage in passages])
        return [
            _Input(number, part)
            for number, encoding in enumerate(encodings)
            for part in (encoding, *encoding.overflowing)
        ]

    def _run(
        self, encodings: Sequence[Encoding]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return start and end scores, float32 [inputs, tokens of the longest]."""
        shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
        ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            ids[row, :length] = encoding.ids
            mask[row, :length] = 1
            types[row, :length] = encoding.type_ids
        starts, ends = self._session.run(
            ["start_logits", "end_logits"],
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": types},
        )
        return starts, ends


def open_reader(kind: Literal["model", "rules"], threads: int) -> tuple[Reader, str]:
    """Return the reader that was asked for; without a usable model the rules, and a notice."""
    if kind == "rules":
        return RuleReader(), ""
    try:
        return ModelReader(MODEL, threads), ""
    except ModelUnavailable as error:
        notice = f"the rules answer instead of the model: {error}"
        _log.warning("%s", notice)
        return RuleReader(), notice


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a span without stray punctuation at its ends."""
    while (stray := _stray(text[start:end])) != (0, 0):
        start, end = start + stray[0], end - stray[1]
    return start, end


def _stray(span: str) -> tuple[int, int]:
    """Return how many characters at the beginning and at the end belong to no answer."""
    if not span:
        return 0, 0
    first, last = span[0], span[-1]
    if _CLOSING.get(first) == last and span.count(first) == (2 if first == last else 1):
        return 1, 1
    if first in _NEVER_FIRST or (first in _CLOSING and _unpaired(span, first, _CLOSING[first])):
        return 1, 0
    if last in _NEVER_LAST or (last in _OPENING and _unpaired(span, _OPENING[last], last)):
        return 0, 1
    if span.endswith(("'s", "’s")):
        return 0, 2
    return 0, int(last in ".!?…" and not _ABBREVIATION.search(span))


def _unpaired(span: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return span.count(opening) % 2 == 1
    return span.count(opening) != span.count(closing)


def _batches(inputs: Sequence[_Input]) -> Iterator[list[_Input]]:
    """Yield inputs of about the same length together, so that little is padding."""
    ordered = sorted(inputs, key=lambda item: len(item.encoding.ids))
    for first in range(0, len(ordered), _BATCH):
        yield ordered[first : first + _BATCH]


def _spans(
    passage: Passage,
    encoding: Encoding,
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
) -> Iterator[Span]:
    """Yield the best spans of one input that do not overlap, best first."""
    places = np.flatnonzero(np.array([sequence == 1 for sequence in encoding.sequence_ids]))
    if not len(places):
        return
    first, last = int(places[0]), int(places[-1]) + 1
    no_answer = float(starts[0] + ends[0])
    joint = starts[first:last, None] + ends[None, first:last]
    length = last - first
    allowed = np.triu(np.ones((length, length), bool)) & ~np.triu(
        np.ones((length, length), bool), _ANSWER_TOKENS
    )
    joint = np.where(allowed, joint, -np.inf)
    text, offsets = passage.article.text, encoding.offsets
    taken: list[tuple[int, int]] = []
    for flat in np.argsort(joint, axis=None)[::-1][: _SPANS * 20].tolist():
        begin, finish = divmod(flat, length)
        score = float(joint[begin, finish])
        if len(taken) == _SPANS or score == -np.inf:
            return
        start, end = trim(
            text,
            passage.start + offsets[first + begin][0],
            passage.start + offsets[first + finish][1],
        )
        if start < end and all(end <= other[0] or other[1] <= start for other in taken):
            taken.append((start, end))
            yield Span(start, end, text[start:end], score, no_answer)


def _session_options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads would take the cores from the requests that are answered meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _verify(folder: Path) -> None:
    """Compare the model's files with the manifest that was written when it was made."""
    try:
        files = json.loads((folder / "manifest.json").read_text())["files"]
        for name, expected in files.items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected["sha256"]:
                    raise ModelUnavailable(f"{folder / name} was changed since it was made")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelUnavailable(f"the model in {folder} cannot be read: {error}") from error
