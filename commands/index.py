"""``flask index``: build the index, look at it, check it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from commands.errors import clear_errors
from index.articles import Article
from index.check import problems
from index.formats import Rejected, article_files, read_file
from qa.engine import Engine

index = AppGroup("index", help="Build the index, look at it, check it.")


@index.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--if-missing", is_flag=True, help="Do nothing when there is an index already.")
def rebuild(paths: tuple[Path, ...], if_missing: bool) -> None:
    """Index the library anew, after adding the articles in PATHS to it.

    PATHS are files or folders. An article that the library knows by its id is replaced. A running
    server moves over to the new index by itself. A file that cannot be read is named and skipped;
    the exit code is then 2.
    """
    engine: Engine = current_app.extensions["whence"]
    if if_missing and engine.generations.exists():
        return
    started = perf_counter()
    rejected: list[Rejected] = []
    with clear_errors():
        if paths:
            changes = engine.library.put(_read(paths, rejected))
            click.echo(
                f"{changes.added} articles added, {changes.replaced} replaced,"
                f" {changes.unchanged} as they were, {len(rejected)} rejected"
            )
        total = engine.library.snapshot().articles
        with click.progressbar(length=total, **_progress("Indexing")) as bar:
            manifest = engine.rebuild(bar.update)
    click.echo(
        f"Indexed {manifest.articles} articles, {manifest.sentences} sentences"
        f" in {perf_counter() - started:.1f} s (generation {manifest.generation})"
    )
    for item in rejected:
        click.echo(f"rejected {item}", err=True)
    if rejected:
        click.get_current_context().exit(2)


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(as_json: bool) -> None:
    """Show what the library and the index hold."""
    engine: Engine = current_app.extensions["whence"]
    with clear_errors(), engine.generations.pin() as generation:
        snapshot = engine.library.snapshot()
        manifest = generation.manifest
        figures = {
            "generation": manifest.generation,
            "created": manifest.created,
            "articles": manifest.articles,
            "sentences": manifest.sentences,
            "index_bytes": sum(size for size, _ in manifest.files.values()),
            "library_articles": snapshot.articles,
            "library_bytes": engine.library.path.stat().st_size,
            "up_to_date": manifest.library_version == snapshot.version,
        }
    if as_json:
        click.echo(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            click.echo(f"{name.replace('_', ' '):<17} {value}")


@index.command()
def check() -> None:
    """Verify every file of the index and every text of the library; exit with 1 on a problem."""
    engine: Engine = current_app.extensions["whence"]
    with clear_errors():
        found = list(problems(engine.library, engine.generations))
    for problem in found:
        click.echo(problem, err=True)
    if found:
        click.get_current_context().exit(1)
    click.echo("The index and the library are sound.")


def _progress(label: str) -> dict[str, Any]:
    """Return the options of a bar that is shown to a person, and to no file or pipe."""
    return {"label": label, "file": sys.stderr, "hidden": not sys.stderr.isatty()}


def _read(paths: tuple[Path, ...], rejected: list[Rejected]) -> Iterator[Article]:
    """Yield the articles of all files, collecting what is rejected."""
    with click.progressbar(article_files(paths), **_progress("Reading ")) as bar:
        for item in chain.from_iterable(map(read_file, bar)):
            if isinstance(item, Rejected):
                rejected.append(item)
            else:
                yield item
