"""Files become articles: one module per input format.

``article_files`` lists what there is to read, ``read_file`` reads one file. What cannot be used
comes out as a ``Rejected`` in its place; it never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from index.articles import Article
from index.formats import files, json_document, json_lines, markdown, text
from index.formats.errors import ArticleError
from index.formats.files import Rejected
from index.formats.record import article_from

__all__ = ["EXTENSIONS", "ArticleError", "Rejected", "article_files", "article_from", "read_file"]

_READERS: dict[str, Callable[[Path], Iterator[Article | Rejected]]] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".json": json_document.read,
    ".jsonl": json_lines.read,
    ".ndjson": json_lines.read,
}

EXTENSIONS = frozenset(_READERS)
"""The endings of the files that can be read, in lower case; a file may spell them as it likes."""


def article_files(paths: Iterable[Path]) -> list[Path]:
    """List the files to read, in the order of ``paths``, each file once.

    A folder stands for the files in it and in its folders, sorted by name; hidden ones and those
    with an unknown extension are left out. A path that is named itself is listed whatever it is,
    missing or unknown, and so is a folder that cannot be listed: ``read_file`` tells why.
    """
    return files.expand(paths, EXTENSIONS)


def read_file(path: Path) -> Iterator[Article | Rejected]:
    """Yield the articles of a file in their order, and what of it was rejected."""
    reader = _READERS.get(path.suffix.lower())
    try:
        files.require_file(path)
        if reader is None:
            known = ", ".join(sorted(EXTENSIONS))
            yield Rejected(path, f"the extension is unknown; files that can be read end in {known}")
        else:
            yield from reader(path)
    except ArticleError as error:
        yield Rejected(path, str(error), line=error.line)
    except FileNotFoundError:
        yield Rejected(path, "there is no such file or folder; check the path")
    except PermissionError:
        yield Rejected(path, "permission to read it is denied; change its permissions or owner")
    except OSError as error:
        yield Rejected(path, f"it cannot be read: {error.strerror or error}")
