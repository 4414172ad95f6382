"""Errors become one line on the terminal and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from index.errors import WhenceError


@contextmanager
def clear_errors() -> Iterator[None]:
    """Show what went wrong in one line, and exit with 1."""
    try:
        yield
    except WhenceError as error:
        raise click.ClickException(str(error)) from error
