"""Export a checkpoint as the files that the product ships.

``python -m training.export --checkpoint FILE --out qa/models/reader --fp32 FILE``

The averaged weights become an ONNX graph in 8-bit integers: the weights of matrix products with a
scale for each 128 of a column, what they are multiplied with scaled anew for each token, and word
embeddings with a scale for each word. A scale for a whole batch, which the usual dynamic
quantisation takes, costs four times the error and makes an answer depend on its neighbours in
the batch. The manifest names the checksum and size of every file, and is put in place last.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import Tensor, nn

from training.encoding import load_tokenizer
from training.model import SpanReader, base_file

NAME = "whence-reader"
MAX_TOKENS = 384
"""Longest input that the product gives the model; longer passages are read in pieces."""

HEAD = "/span/MatMul"
BLOCK = 128
INT8_INPUTS = 4
"""The accuracy level of ``MatMulNBits`` that multiplies in 8-bit integers."""

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
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    reader = copy.deepcopy(reader)
    reader.embeddings.word = RowEmbedding(reader.embeddings.word)  # type: ignore[assignment]
    write_fp32(reader.eval(), path)
    quantizer = MatMulNBitsQuantizer(
        onnx.load(str(path)),
        nodes_to_exclude=[HEAD],
        algo_config=DefaultWeightOnlyQuantConfig(
            block_size=BLOCK, is_symmetric=True, accuracy_level=INT8_INPUTS, bits=8
        ),
    )
    quantizer.process()
    onnx.save(quantizer.model.model, str(path))


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
