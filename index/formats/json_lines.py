"""JSON Lines: an article on every line, read one line at a time, so that a file may be any size.

The fields are those of ``json_document``; blank lines are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.articles import Article
from index.formats import files
from index.formats.errors import ArticleError
from index.formats.files import Rejected
from index.formats.json_document import parse, record
from index.formats.record import article_from


def read(path: Path) -> Iterator[Article | Rejected]:
    """Yield the articles of a JSON Lines file, and the lines that are none."""
    empty = True
    for number, line in enumerate(_lines(path), start=1):
        try:
            content = files.decode(line)
            if not content.strip():
                continue
            yield article_from(record(parse(content)))
        except ArticleError as error:
            yield Rejected(path, str(error), line=number)
        empty = False
    if empty:
        raise ArticleError("the file is empty; write an article into it or remove it")


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long, enough to see that it is."""
    with path.open("rb") as stream:
        marked = stream.read(2) in files.UTF_16_MARKS
        stream.seek(0)
        if not marked:
            while line := stream.readline(files.MAX_BYTES + 1):
                yield line
                while len(line) > files.MAX_BYTES and not line.endswith(b"\n"):
                    line = stream.readline(files.MAX_BYTES + 1)
            return
    # In UTF-16 a line does not end in a byte of its own: the file is decoded as a whole.
    for text in files.read_text(path).split("\n"):
        yield text.encode()
