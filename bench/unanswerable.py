"""Whether questions that the articles do not answer stay unanswered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from sklearn.metrics import roc_auc_score

from bench.answering import Given

# The threshold at which this share of the answerable questions is still answered.
_KEPT = 0.9


def near_miss_report(results: Sequence[Given]) -> Iterator[str]:
    """Yield rows about questions that their article seems to answer but does not."""
    answerable = [result.confidence for result in results if result.asked.references]
    near = [result.confidence for result in results if not result.asked.references]
    threshold = kept_threshold(results)
    answered = float(np.mean(np.array(near) >= threshold))
    area = roc_auc_score([True] * len(answerable) + [False] * len(near), [*answerable, *near])
    yield f"| near misses, gold article: area under the ROC curve | {area:.3f} |"
    yield f"| near misses answered when 90 % of the answerable are kept | {answered:.1%} |"


def left_out_row(name: str, answerable: Sequence[Given], without: Sequence[Given]) -> str:
    """Return a row: how many are answered without their articles, at the threshold of others."""
    threshold = kept_threshold(answerable)
    answered = float(np.mean([result.confidence >= threshold for result in without]))
    return f"| articles left out, answered when 90 % of {name} are kept | {answered:.1%} |"


def kept_threshold(results: Sequence[Given]) -> float:
    """Return the confidence that 90 % of the answerable questions reach."""
    answerable = [result.confidence for result in results if result.asked.references]
    return float(np.quantile(answerable, 1 - _KEPT))


def draw_risk_coverage(results: Sequence[Given], path: Path) -> float:
    """Draw the share of wrong answers against the share answered; return the area under it.

    El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective Classification". An answer
    is wrong by as much as its F1 lacks.
    """
    mpl.use("agg")
    ordered = sorted(results, key=lambda result: -result.confidence)
    wrong = np.cumsum([1 - result.f1 for result in ordered])
    answered = np.arange(1, len(ordered) + 1)
    figure, axes = plt.subplots(figsize=(6, 4))
    axes.plot(answered / len(ordered), wrong / answered)
    axes.set(xlabel="share of questions answered", ylabel="risk (1 - F1 of those answered)")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120, bbox_inches="tight")
    plt.close(figure)
    return float(np.mean(wrong / answered))
