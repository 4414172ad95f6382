"""What all formats share: finding files, decoding them, and naming articles after them."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.formats.errors import ArticleError

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read; of JSON Lines, the longest line."""

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file, or a line or record of it counted from 1, that did not become an article.

    ``reason`` says what is wrong and what to mend.
    """

    path: Path
    reason: str
    line: int | None = None
    record: int | None = None

    def __str__(self) -> str:
        # A file name need not be valid Unicode; the message can be printed all the same.
        place = str(self.path).encode(errors="backslashreplace").decode()
        if self.line is not None:
            place += f", line {self.line}"
        if self.record is not None:
            place += f", record {self.record}"
        return f"{place}: {self.reason}"


def expand(paths: Iterable[Path], extensions: Collection[str]) -> list[Path]:
    """List the files that ``paths`` stand for; see ``index.formats.article_files``."""
    # Real paths already met: no file comes twice, and a loop of links ends.
    seen: set[str] = set()
    return [path for named in paths for path in _walk(named, extensions, seen)]


def _walk(named: Path, extensions: Collection[str], seen: set[str]) -> Iterator[Path]:
    """Yield the files below a path in order; a stack, as folders may nest deeper than calls."""
    pending = [named]
    while pending:
        path = pending.pop()
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        try:
            children = sorted(path.iterdir())
        except PermissionError:
            yield path
        except OSError:
            if path == named or path.suffix.lower() in extensions:
                yield path
        else:
            pending += [child for child in reversed(children) if not child.name.startswith(".")]


def require_file(path: Path) -> None:
    """Check that a path is a regular file: reading a pipe or a device might never end.

    Raises:
        ArticleError: it is something else.
        OSError: it is missing, or a folder that cannot be listed.

    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        next(path.iterdir(), None)
        raise ArticleError("it is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise ArticleError("it is not a regular file; copy its content into one")


def read_text(path: Path) -> str:
    r"""Read a whole file as text, with line endings as ``\n`` and without a byte order mark.

    Raises:
        ArticleError: the file is too large, empty, or not text in UTF-8 or UTF-16.
        OSError: the file cannot be read.

    """
    with path.open("rb") as stream:
        content = decode(stream.read(MAX_BYTES + 1))
    if not content.strip():
        raise ArticleError("the file is empty; write an article into it or remove it")
    return content.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 where its byte order mark says so; the mark is left out.

    Raises:
        ArticleError: there are more than ``MAX_BYTES``, or they are not text.

    """
    if len(data) > MAX_BYTES:
        raise ArticleError(f"it has more than {MAX_BYTES:,} bytes; split it into smaller parts")
    encoding = "UTF-16" if data.startswith(UTF_16_MARKS) else "UTF-8"
    try:
        content = data.decode("utf-16" if encoding == "UTF-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        # Where a BOM was skipped the position counts from behind it: the object is what it counts.
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"the content is not valid {encoding}; save it as UTF-8", line=line
        ) from error
    if "\0" in content:
        raise ArticleError("the content is binary (it holds NUL characters), not text")
    return content


def default_id(path: Path) -> str:
    """Return the id of a file that gives none: the same file, read again, replaces itself."""
    ascii_stem = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_stem.lower())[:80].strip("-") or "article"
    digest = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()
    return f"{slug}-{digest[:8]}"


def default_title(path: Path) -> str:
    """Return the file name made readable: ``harbour_opens-2020-02.txt`` is Harbour opens 2020-02.

    A hyphen between digits stays, since it is part of a date or a number.
    """
    stem = path.stem.encode(errors="replace").decode()
    words = re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)|_+", " ", stem)
    title = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return title[:1].upper() + title[1:] or "Untitled"
