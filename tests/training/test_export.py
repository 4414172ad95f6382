"""The exported graph says what the network says when it computes in rounded integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="torch is not part of the product")
export = pytest.importorskip("training.export", reason="the recipe's tools are not installed")
model = pytest.importorskip("training.model", reason="the recipe's tools are not installed")


@pytest.mark.filterwarnings("ignore")
def test_the_graph_rounds_as_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(5)
    shape = model.Shape(vocabulary=50, positions=16, width=48, layers=2, inner=96)
    reader = model.SpanReader(shape).eval()
    words = reader.embeddings.word
    words.weight.data = export.RowEmbedding(words)(torch.arange(50))
    ids = torch.randint(50, (3, 11))
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))
    with torch.no_grad():
        reader.set_precision(model.Precision.OBSERVED)
        reader(*inputs)
        reader.settle()
        expected = torch.stack(reader(*inputs)).numpy()
        reader.set_precision(model.Precision.FLOAT)
        unrounded = torch.stack(reader(*inputs)).numpy()

    export.write_int8(reader, tmp_path / "model.onnx")

    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    names = ("input_ids", "attention_mask", "token_type_ids")
    found = np.stack(session.run(None, dict(zip(names, (i.numpy() for i in inputs), strict=True))))
    assert np.abs(found - expected).max() < 0.2 * np.abs(unrounded - expected).max()
