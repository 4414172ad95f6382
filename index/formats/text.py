"""Plain text, with or without front matter.

Without a title in the front matter, a short first line that is followed by a blank line is the
title. It is then left out of the text, which begins with the first line after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.articles import Article
from index.formats import files, front_matter
from index.formats.record import article_from

_LONGEST_TITLE = 120


def read(path: Path) -> Iterator[Article]:
    """Yield the article that a file of plain text holds."""
    fields, text = front_matter.split(files.read_text(path))
    title = fields.get("title")
    if title in (None, ""):
        title, text = _split_title(text)
    yield article_from(
        {**fields, "title": title, "text": text},
        default_id=files.default_id(path),
        default_title=files.default_title(path),
    )


def _split_title(text: str) -> tuple[str | None, str]:
    """Divide a text into its title and the rest, if its first line is one."""
    line, _, rest = front_matter.drop_blank_lines(text).partition("\n")
    below = rest.partition("\n")[0]
    # A line that ends in a full stop is a short first paragraph, which may hold an answer.
    looks_like_title = len(line) <= _LONGEST_TITLE and not line.rstrip(" \t\"'”’)").endswith(".")
    if not looks_like_title or below.strip() or not rest.strip():
        return None, text
    return line, front_matter.drop_blank_lines(rest)
