"""Items become token ids with the start and end tokens of their answers, and these become batches.

The input is ``[CLS] question [SEP] passage [SEP]``, segment 0 up to the first ``[SEP]`` and 1
after it. Where the passage holds no answer, both the start and the end are ``[CLS]``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.mixture import Item

MAX_TOKENS = 256
"""Longer inputs, about one in a thousand, are left out of training."""

LENGTH_STEP = 8
"""Batches are padded to a multiple of this many tokens: each new shape costs set-up time."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of an item; ``question`` counts those before the passage's first token.

    ``starts`` and ``ends`` are token positions, one of each for every person's answer.
    """

    ids: list[int]
    question: int
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded inputs [batch, seq], and for each token the share of answers that start or end there.

    ``allowed`` is true at the tokens where an answer may lie: the passage's and ``[CLS]``.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor

    @property
    def tokens(self) -> int:
        """Number of tokens without the padding."""
        return int(self.attention_mask.sum())


def load_tokenizer(path: Path) -> Tokenizer:
    """Load a tokenizer without the truncation and padding that its file may carry."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(items: Sequence[Item], tokenizer: Tokenizer) -> list[Encoded]:
    """Encode items; those that are too long are left out."""
    encoded: list[Encoded] = []
    pairs = [(item.question, item.passage) for item in items]
    for item, encoding in zip(items, tokenizer.encode_batch(pairs), strict=True):
        if len(encoding.ids) > MAX_TOKENS:
            continue
        question = encoding.type_ids.index(1)
        places = list(enumerate(encoding.offsets))[question:-1]
        starts = [next(i for i, (_, e) in places if e > a.start) for a in item.answers] or [0]
        ends = [next(i for i, (s, _) in reversed(places) if s < a.end) for a in item.answers]
        encoded.append(Encoded(encoding.ids, question, starts, ends or [0]))
    return encoded


def collate(rows: Sequence[Encoded]) -> Batch:
    """Pad rows to the longest of them, rounded up so that few shapes occur."""
    longest = max(len(row.ids) for row in rows)
    shape = (len(rows), -(-longest // LENGTH_STEP) * LENGTH_STEP)
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    starts, ends = torch.zeros(shape), torch.zeros(shape)
    for number, row in enumerate(rows):
        length = len(row.ids)
        ids[number, :length] = torch.tensor(row.ids)
        mask[number, :length] = 1
        types[number, row.question : length] = 1
        for start, end in zip(row.starts, row.ends, strict=True):
            starts[number, start] += 1 / len(row.starts)
            ends[number, end] += 1 / len(row.ends)
    allowed = types.bool()
    allowed[:, 0] = True
    return Batch(ids, mask, types, allowed, starts, ends)


def batches(rows: Sequence[Encoded], size: int, seed: int) -> Iterator[Batch]:
    """Yield batches in random order, each of rows of about one length, so that few are padded.

    Only the rows of a chunk of 48 batches are sorted together: enough for little padding, and a
    batch still mixes corpora.
    """
    chunk = 48 * size
    order: list[Sequence[Encoded]] = []
    for first in range(0, len(rows), chunk):
        nearby = sorted(rows[first : first + chunk], key=lambda row: len(row.ids))
        order.extend(nearby[i : i + size] for i in range(0, len(nearby), size))
    random.Random(seed).shuffle(order)
    for part in order:
        yield collate(part)
