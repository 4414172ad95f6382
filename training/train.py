"""Train the reader: ``python -m training.train --data FOLDER --out FOLDER --minutes N``.

The learning rate rises shortly and then falls to nothing in proportion to the time used, so that
a run ends when it was told to on any machine. The last part computes in rounded integers, as the
exported graph will. The same command goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from training.data import Corpora, read_corpora
from training.encoding import Batch, batches, encode, load_tokenizer
from training.mixture import Mixture, one_pass, windows_elsewhere
from training.model import Precision, SpanReader, base_file, load_base

CHECKPOINT = "checkpoint.pt"
LOG = "train.log"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. Rates are per step, times in seconds.

    ``integers_from`` is the share of the time after which inputs and weights are rounded, once the
    ranges of the inputs were observed for ``observed_steps``.
    """

    seconds: float
    rate: float = 2e-4
    head_rate: float = 1e-3
    word_rate: float = 5e-5
    warm_up_steps: int = 150
    batch: int = 32
    dropout: float = 0.1
    integers_from: float = 0.75
    observed_steps: int = 40
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.998
    checkpoint_every: float = 300.0
    log_every_steps: int = 50
    threads: int = 2
    seed: int = 7


@dataclass(slots=True)
class Progress:
    """Where a run stands; kept in the checkpoint."""

    step: int = 0
    passes: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0
    observed: int = 0


def span_loss(start: Tensor, end: Tensor, batch: Batch) -> Tensor:
    """Return the mean cross-entropy of start and end against the shares of people's answers."""
    total = torch.zeros(())
    for logits, wanted in ((start, batch.starts), (end, batch.ends)):
        masked = logits.float().masked_fill(~batch.allowed, -1e4)
        total = total - (wanted * functional.log_softmax(masked, -1)).sum(-1).mean() / 2
    return total


class Trainer:
    """A reader in training, with its optimiser, running average of weights and progress."""

    def __init__(self, settings: Settings, corpora: Corpora, out: Path) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.corpora = corpora
        self.out = out
        self.progress = Progress()
        self.tokenizer = load_tokenizer(base_file("tokenizer.json"))
        self.reader: SpanReader = load_base(settings.dropout)
        self.elsewhere = windows_elsewhere(corpora)
        # Slower, because most words of the vocabulary are rare in the questions.
        words = [self.reader.embeddings.word.weight]
        head = list(self.reader.span.parameters())
        others = {id(weights) for weights in (*words, *head)}
        body = [weights for weights in self.reader.parameters() if id(weights) not in others]
        self.trained = list(self.reader.parameters())
        self.average = [weights.detach().clone() for weights in self.trained]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": body, "peak": settings.rate},
                {"params": head, "peak": settings.head_rate},
                {"params": words, "peak": settings.word_rate},
            ],
            weight_decay=settings.weight_decay,
            fused=True,
        )

    def save(self) -> None:
        """Write the checkpoint; a reader of the file never sees half of one."""
        state = {
            "reader": self.reader.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "progress": {name: getattr(self.progress, name) for name in Progress.__slots__},
            "trained": [name for name, _ in self.reader.named_parameters()],
        }
        part = self.out / f"{CHECKPOINT}.part"
        torch.save(state, part)
        part.replace(self.out / CHECKPOINT)

    def resume(self) -> None:
        """Take up the last checkpoint, if there is one."""
        path = self.out / CHECKPOINT
        if not path.exists():
            return
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = state["average"]
        self.progress = Progress(**state["progress"])
        torch.manual_seed(self.settings.seed + self.progress.step)
        if self.progress.observed > self.settings.observed_steps:
            self.reader.set_precision(Precision.INTEGER)
        else:
            self.progress.observed = 0
        self.log(f"resumed at step {self.progress.step}")

    def log(self, line: str) -> None:
        """Append a line with the time (UTC) to the log, and print it."""
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}"
        print(line, flush=True)
        with (self.out / LOG).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def stream(self) -> Iterator[Batch]:
        """Yield batches pass after pass from where the run stands, without end."""
        while True:
            seed = self.settings.seed * 1000 + self.progress.passes
            items = one_pass(self.corpora, Mixture(), self.elsewhere, seed)
            unanswerable = sum(not item.answers for item in items)
            rows = encode(items, self.tokenizer)
            self.log(
                f"pass {self.progress.passes}: {len(rows)} questions, "
                f"{unanswerable / len(items):.1%} unanswerable, "
                f"{sum(len(row.ids) for row in rows)} tokens"
            )
            yield from islice(batches(rows, self.settings.batch, seed), self.progress.batch, None)
            self.progress.passes += 1
            self.progress.batch = 0

    def train_on(self, batch: Batch, share: float) -> float:
        """Take one step; ``share`` is how much of the time is used. Return the loss."""
        warm = min(1.0, (self.progress.step + 1) / self.settings.warm_up_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * warm * (1.0 - share)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            start, end = self.reader(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        loss = span_loss(start, end, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.trained, self.settings.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        # A plain average over the first steps, so that the random start is soon forgotten.
        keep = min(self.settings.average, self.progress.step / (self.progress.step + 10))
        torch._foreach_lerp_(self.average, [w.detach() for w in self.trained], 1.0 - keep)
        return float(loss.detach())

    def watch_ranges(self, share: float) -> None:
        """Take the next step towards integers when ``share`` of the time says that it is due."""
        wanted = self.settings.observed_steps
        if share < self.settings.integers_from or self.progress.observed > wanted:
            return
        if self.progress.observed == 0:
            self.reader.set_precision(Precision.OBSERVED)
        if self.progress.observed == wanted:
            self.reader.settle()
            self.log("rounding to integers from here")
        self.progress.observed += 1

    def run(self) -> None:
        """Train until the time is used, writing checkpoints on the way and at the end."""
        self.resume()
        self.reader.train()
        begun = time.monotonic() - self.progress.seconds
        saved = noted = time.monotonic()
        losses: list[float] = []
        tokens = 0
        for batch in self.stream():
            share = (time.monotonic() - begun) / self.settings.seconds
            if share >= 1.0:
                break
            self.watch_ranges(share)
            losses.append(self.train_on(batch, share))
            tokens += batch.tokens
            now = time.monotonic()
            self.progress.step += 1
            self.progress.batch += 1
            self.progress.tokens += batch.tokens
            self.progress.seconds = now - begun
            if self.progress.step % self.settings.log_every_steps == 0:
                self.log(
                    f"step {self.progress.step} loss {sum(losses) / len(losses):.4f} "
                    f"{tokens / (now - noted):.0f} tokens/s, {share:.1%} of the time, "
                    f"{self.progress.tokens} tokens"
                )
                noted, losses, tokens = now, [], 0
            if now - saved >= self.settings.checkpoint_every:
                self.save()
                saved = now
        self.save()
        self.log(f"finished: {self.progress}")


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    parser.add_argument("--minutes", type=float, required=True, help="how long to train in all")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (2)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the passes and the head (7)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    settings = Settings(60 * options.minutes, threads=options.threads, seed=options.seed)
    Trainer(settings, read_corpora(options.data), options.out).run()


if __name__ == "__main__":
    main()
