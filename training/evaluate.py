"""Measure a shipped model on the development sets.

``python -m training.evaluate --model qa/models/reader --data FOLDER [--fp32 FILE]``

Prints exact match and F1 on the held-out Wikipedia articles with the gold paragraph and on the
held-out news questions with the gold article; how well the margin over no answer tells near
misses apart; and, given the fp32 graph, how far int8 departs from it question by question.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from bench.scores import exact_match, f1
from training.data import Example, read_corpora
from training.encoding import load_tokenizer
from training.export import MAX_TOKENS
from training.windows import Window, windows

LONGEST_ANSWER = 30
"""Longest span considered, in tokens."""

BATCH = 16
WINDOW_SENTENCES = 3
KEEP = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """The best span of a text, and its score less the score of no answer."""

    text: str
    margin: float


def best_span(
    start: NDArray[np.float32], end: NDArray[np.float32], first: int, last: int
) -> tuple[int, int, float]:
    """Return the tokens of the best span from ``first`` to before ``last``, and its margin."""
    pairs = start[first:last, None] + end[None, first:last]
    places = np.arange(last - first)
    length = places[None, :] - places[:, None]
    pairs = np.where((length >= 0) & (length < LONGEST_ANSWER), pairs, -np.inf)
    begin, stop = divmod(int(pairs.argmax()), last - first)
    margin = float(pairs[begin, stop] - start[0] - end[0])
    return first + begin, first + stop, margin


class Model:
    """An exported reader, run on questions and windows."""

    def __init__(self, graph: Path, tokenizer: Tokenizer, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = tokenizer

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Found]:
        """Return the best span of each (question, text), read in batches of like length."""
        encodings = self.tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda i: len(encodings[i].ids))
        found = [Found("", -np.inf)] * len(pairs)
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            longest = min(MAX_TOKENS, max(len(encodings[row].ids) for row in rows))
            inputs = np.zeros((3, len(rows), longest), dtype=np.int64)
            for number, row in enumerate(rows):
                encoding = encodings[row]
                length = min(longest, len(encoding.ids))
                inputs[0, number, :length] = encoding.ids[:length]
                inputs[1, number, :length] = 1
                inputs[2, number, :length] = encoding.type_ids[:length]
            starts, ends = self.session.run(
                ["start_logits", "end_logits"],
                {
                    "input_ids": inputs[0],
                    "attention_mask": inputs[1],
                    "token_type_ids": inputs[2],
                },
            )
            for number, row in enumerate(rows):
                encoding = encodings[row]
                first = encoding.type_ids.index(1)
                last = min(longest, len(encoding.ids) - 1)
                begin, stop, margin = best_span(starts[number], ends[number], first, last)
                text = pairs[row][1]
                span = text[encoding.offsets[begin][0] : encoding.offsets[stop][1]]
                found[row] = Found(span, margin)
        return found


def answer(model: Model, examples: Sequence[Example], stride: int | None) -> list[Found]:
    """Return each example's best answer, over windows of its text or over the whole of it."""
    pairs: list[tuple[str, str]] = []
    owners: list[int] = []
    for number, example in enumerate(examples):
        whole: list[Window] = [(0, len(example.text))]
        parts = windows(example.text, WINDOW_SENTENCES, stride) if stride else whole
        for start, end in parts:
            pairs.append((example.question, example.text[start:end]))
            owners.append(number)
    best = [Found("", -np.inf)] * len(examples)
    for owner, found in zip(owners, model.read(pairs), strict=True):
        if found.margin > best[owner].margin:
            best[owner] = found
    return best


def sample(examples: Sequence[Example], count: int | None) -> Sequence[Example]:
    """Return ``count`` examples spread evenly over all, or all of them."""
    if count is None or count >= len(examples):
        return examples
    return [examples[number * len(examples) // count] for number in range(count)]


def mean_scores(examples: Sequence[Example], found: Sequence[Found]) -> tuple[float, float]:
    """Return exact match and F1 in per cent, the best over each example's references."""
    pairs = list(zip(examples, found, strict=True))
    matches = [exact_match(f.text, e.answer_texts) for e, f in pairs]
    overlaps = [f1(f.text, e.answer_texts) for e, f in pairs]
    return 100 * float(np.mean(matches)), 100 * float(np.mean(overlaps))


def report(model: Model, wiki: Sequence[Example], news: Sequence[Example]) -> list[Found]:
    """Print the figures of one model; return its answers, for comparing models."""
    whole = answer(model, wiki, None)
    print("wiki, whole paragraph     EM {:.1f}  F1 {:.1f}".format(*mean_scores(wiki, whole)))
    read = answer(model, wiki, 1)
    print("wiki, windows             EM {:.1f}  F1 {:.1f}".format(*mean_scores(wiki, read)))
    answerable = [example for example in news if example.answers]
    impossible = [example for example in news if not example.answers]
    kept = answer(model, answerable, 1)
    print("news, windows of article  EM {:.1f}  F1 {:.1f}".format(*mean_scores(answerable, kept)))
    missed = answer(model, impossible, 1)
    margins = [found.margin for found in kept], [found.margin for found in missed]
    labels = [True] * len(margins[0]) + [False] * len(margins[1])
    area = roc_auc_score(labels, [*margins[0], *margins[1]])
    threshold = np.quantile(margins[0], 1 - KEEP)
    answered = np.mean(np.array(margins[1]) >= threshold)
    print(f"near misses               ROC area {area:.3f}", end="  ")
    print(f"answered {answered:.1%} where {KEEP:.0%} of answerable are kept")
    return [*read, *kept]


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description="Measure a shipped reader.")
    parser.add_argument("--model", type=Path, required=True, help="folder of the shipped files")
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--fp32", type=Path, help="the fp32 graph to compare with")
    parser.add_argument("--limit", type=int, help="take only so many questions of each set")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (2)")
    options = parser.parse_args()
    corpora = read_corpora(options.data)
    wiki, news = (sample(e, options.limit) for e in (corpora.wiki_dev, corpora.news_dev))
    tokenizer = load_tokenizer(options.model / "tokenizer.json")
    small = report(Model(options.model / "model.onnx", tokenizer, options.threads), wiki, news)
    if options.fp32:
        print("fp32:")
        large = report(Model(options.fp32, tokenizer, options.threads), wiki, news)
        examples = [*wiki, *(example for example in news if example.answers)]
        same = np.mean([s.text == g.text for s, g in zip(small, large, strict=True)])
        change = mean_scores(examples, small)[1] - mean_scores(examples, large)[1]
        better = [
            f1(s.text, e.answer_texts) - f1(g.text, e.answer_texts)
            for e, s, g in zip(examples, small, large, strict=True)
        ]
        print(
            f"int8 against fp32: {same:.1%} same answers, F1 {change:+.2f}, "
            f"{sum(b > 0 for b in better)} better, {sum(b < 0 for b in better)} worse "
            f"of {len(examples)}"
        )


if __name__ == "__main__":
    main()
