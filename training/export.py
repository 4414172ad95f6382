"""Export a checkpoint as the files that the product ships.

``python -m training.export --checkpoint FILE --out qa/models/reader --fp32 FILE``

The averaged weights become an ONNX graph in 8-bit integers: the weights of matrix products with a
scale for each output, what they are multiplied with by the ranges that training settled on, and
word embeddings with a scale for each word. The manifest names the checksum and size of every
file, and is put in place last.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import ModelProto, NodeProto, helper, numpy_helper
from torch import Tensor, nn

from training.encoding import load_tokenizer
from training.model import (
    WEIGHT_LEVELS,
    IntegerLinear,
    Precision,
    SpanReader,
    base_file,
)

NAME = "whence-reader"
MAX_TOKENS = 384
"""Longest input that the product gives the model; longer passages are read in pieces."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start_logits", "end_logits")


def load_checkpoint(path: Path, averaged: bool = True) -> SpanReader:
    """Return the reader of a checkpoint, with the average of its last weights or the last."""
    state: dict[str, Any] = torch.load(path, weights_only=True)
    weights = state["reader"]
    if averaged:
        weights = {**weights, **dict(zip(state["trained"], state["average"], strict=True))}
    reader = SpanReader()
    reader.load_state_dict(weights)
    reader.set_precision(Precision.FLOAT)
    return reader.eval()


class RowEmbedding(nn.Module):
    """An embedding in 8-bit integers with a scale for each row."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        weights = embedding.weight.detach()
        self.scales: Tensor
        self.rows: Tensor
        self.register_buffer("scales", weights.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127)
        self.register_buffer("rows", (weights / self.scales).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        """Return the rows of ``ids`` in 32-bit floats."""
        return self.rows[ids].float() * self.scales[ids]


def write_fp32(reader: SpanReader, path: Path) -> None:
    """Write the reader as an ONNX graph in 32-bit floats, with free batch and length."""
    ids = torch.ones((2, 16), dtype=torch.long)
    axes = {name: {0: "batch", 1: "sequence"} for name in (*INPUTS, *OUTPUTS)}
    torch.onnx.export(
        reader,
        (ids, ids, torch.zeros_like(ids)),
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def write_int8(reader: SpanReader, path: Path) -> None:
    """Write the reader as an ONNX graph in 8-bit integers, all but the small span head."""
    reader = copy.deepcopy(reader)
    reader.embeddings.word = RowEmbedding(reader.embeddings.word)  # type: ignore[assignment]
    write_fp32(reader.eval(), path)
    model = onnx.load(str(path))
    for name, module in reader.named_modules():
        if isinstance(module, IntegerLinear):
            layer, _, part = name.rpartition(".")
            round_product(model, f"/{layer}/{part}/MatMul", module)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def round_product(model: ModelProto, name: str, linear: IntegerLinear) -> None:
    """Round both sides of the matrix product called ``name`` as ``linear`` does.

    The runtime joins the nodes around the product into one that multiplies integers.
    """
    graph = model.graph
    product = next(node for node in graph.node if node.name == name)
    scale = linear.weight_scale()
    rounded = (linear.weight.detach() / scale[:, None]).round().clamp(-WEIGHT_LEVELS, WEIGHT_LEVELS)
    constants = {
        "scale": linear.scale.numpy(),
        "zero": linear.zero.numpy().astype(np.uint8),
        "weight": np.ascontiguousarray(rounded.numpy().T.astype(np.int8)),
        "weight_scale": scale.numpy(),
        "weight_zero": np.zeros(len(scale), np.int8),
    }
    stored = {key: f"{name}/{key}" for key in constants}
    graph.initializer.extend(
        numpy_helper.from_array(array, stored[key]) for key, array in constants.items()
    )
    inputs, weights = product.input
    steps = [
        step(name, "QuantizeLinear", [inputs, stored["scale"], stored["zero"]], "integers"),
        step(
            name,
            "DequantizeLinear",
            [f"{name}/integers", stored["scale"], stored["zero"]],
            "rounded",
        ),
        step(
            name,
            "DequantizeLinear",
            [stored["weight"], stored["weight_scale"], stored["weight_zero"]],
            "rounded_weight",
            axis=1,
        ),
    ]
    at = list(graph.node).index(product)
    for number, node in enumerate(steps):
        graph.node.insert(at + number, node)
    product.input[:] = [f"{name}/rounded", f"{name}/rounded_weight"]
    if all(weights not in node.input for node in graph.node):
        graph.initializer.remove(next(i for i in graph.initializer if i.name == weights))


def step(name: str, kind: str, inputs: list[str], output: str, **attributes: int) -> NodeProto:
    """Return a node of a rounded product."""
    return helper.make_node(
        kind, inputs, [f"{name}/{output}"], name=f"{name}/{output}", **attributes
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path, version: str) -> None:
    """Write ``manifest.json`` about the files in ``folder`` that a reader loads."""
    manifest = {
        "name": NAME,
        "version": version,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "max_tokens": MAX_TOKENS,
        "files": {
            name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size}
            for name in ("model.onnx", "tokenizer.json")
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def publish(source: Path, target: Path) -> None:
    """Move the files of ``source`` over those of ``target``, each at once, the manifest last."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir(), key=lambda path: path.name == "manifest.json"):
        path.replace(target / path.name)


def export(checkpoint: Path, out: Path, fp32: Path, version: str, averaged: bool) -> None:
    """Write the fp32 graph to ``fp32`` and the shipped files to the folder ``out``."""
    fp32.parent.mkdir(parents=True, exist_ok=True)
    reader = load_checkpoint(checkpoint, averaged)
    write_fp32(reader, fp32)
    out.mkdir(parents=True, exist_ok=True)
    # Beside the target, because a rename is atomic only within one file system.
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".reader-") as name:
        folder = Path(name)
        write_int8(reader, folder / "model.onnx")
        load_tokenizer(base_file("tokenizer.json")).save(str(folder / "tokenizer.json"))
        for path in folder.iterdir():
            path.chmod(0o644)
        write_manifest(folder, version)
        publish(folder, out)


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description="Export a checkpoint as the shipped model.")
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint of training")
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped files")
    parser.add_argument("--fp32", type=Path, required=True, help="where the fp32 graph goes")
    parser.add_argument("--version", default="1.0.0", help="version in the manifest (1.0.0)")
    parser.add_argument("--last", action="store_true", help="the last weights, not their average")
    options = parser.parse_args()
    export(options.checkpoint, options.out, options.fp32, options.version, not options.last)


if __name__ == "__main__":
    main()
