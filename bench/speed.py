"""How fast it indexes and answers, beside peers in the same run: ``python -m bench.speed``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

import psutil
import requests
from whoosh import fields
from whoosh.analysis import StemmingAnalyzer
from whoosh.filedb.filestore import FileStorage

from bench.generated import articles, questions
from index.generations import Generations
from index.library import Library
from index.sentences import sentences_of

# Takes a number of sentences and a folder; returns the seconds taken and the sentences indexed.
Work = Callable[[int, Path], tuple[float, int]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=40_000)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _print_indexing(options.sentences, Path(folder))
        for reader in ("rules", "model"):
            _print_asking(options.sentences, options.questions, Path(folder), reader)


def _print_indexing(sentences: int, folder: Path) -> None:
    print(f"\n| indexing {sentences:,} sentences | s | sentences/s | peak MB |")
    print("|---|---:|---:|---:|")
    for name, work in (
        ("Whence: articles to a verified generation", _index_with_whence),
        ("stock Whoosh: sentences to one field", _index_with_whoosh),
    ):
        (seconds, done), peak = _in_child(work, sentences, folder)
        print(f"| {name} | {seconds:.1f} | {done / seconds:,.0f} | {peak:,} |", flush=True)


def _index_with_whence(sentences: int, folder: Path) -> tuple[float, int]:
    made = list(articles(sentences))
    started = perf_counter()
    library = Library(folder / "data" / "library.sqlite3")
    library.put(made)
    manifest = Generations(folder / "data" / "index").build(library, lambda done: None)
    return perf_counter() - started, manifest.sentences


def _index_with_whoosh(sentences: int, folder: Path) -> tuple[float, int]:
    made = list(articles(sentences))
    texts = [a.text[s.start : s.end] for a in made for s in sentences_of(a)]
    (folder / "stock").mkdir()
    started = perf_counter()
    schema = fields.Schema(text=fields.TEXT(analyzer=StemmingAnalyzer()), place=fields.STORED)
    writer = FileStorage(str(folder / "stock")).create_index(schema).writer(limitmb=128)
    for place, text in enumerate(texts):
        writer.add_document(text=text, place=place)
    writer.commit()
    return perf_counter() - started, len(texts)


def _in_child(work: Work, sentences: int, folder: Path) -> tuple[tuple[float, int], int]:
    """Run in a process of its own, so that its peak memory, in MB, is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, sentences, folder))


def _measured(work: Work, sentences: int, folder: Path) -> tuple[tuple[float, int], int]:
    done = work(sentences, folder)
    return done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print_asking(sentences: int, count: int, folder: Path, reader: str) -> None:
    asked = questions(list(articles(sentences)), count + 20)
    with _server(folder / "data", reader) as (url, process, seconds):
        session = requests.Session()
        times = []
        for question in asked:
            started = perf_counter()
            session.post(f"{url}/ask", json={"question": question}).raise_for_status()
            times.append((perf_counter() - started) * 1000)
        # The first questions fill caches; what is reported is a server that has been asked before.
        times = times[20:]
        memory = process.memory_info().rss // 2**20
        name = session.get(f"{url}/readyz").json()["reader"]
    print(f"\n| asking over HTTP, {sentences:,} sentences, reader: {name} | |")
    print("|---|---:|")
    print(f"| start to ready, s | {seconds:.2f} |")
    print(f"| median, ms | {median(times):.1f} |")
    print(f"| 95th percentile, ms | {quantiles(times, n=20)[-1]:.1f} |")
    print(f"| memory of the server, MB | {memory} |", flush=True)


@contextmanager
def _server(data: Path, reader: str) -> Iterator[tuple[str, psutil.Process, float]]:
    """Serve a data folder; yields the address, the process and the seconds until it was ready."""
    environment = os.environ | {
        "WHENCE_DATA": str(data),
        "WHENCE_PORT": "0",
        "WHENCE_READER": reader,
    }
    started = perf_counter()
    server = subprocess.Popen(
        [sys.executable, "app.py"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        url = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        while requests.get(f"{url}/readyz", timeout=10).status_code != 200:
            sleep(0.02)
        yield url, psutil.Process(server.pid), perf_counter() - started
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
