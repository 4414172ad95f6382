"""JSON: a file that holds one article as an object, or an array of them.

The fields are ``text`` and, if known, ``id``, ``title``, ``published``, ``url``, ``source`` and
``language``. A file of one object is named after the file where it has no id or title, as a text
file is; the objects of an array take both from their text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.articles import Article
from index.formats import files
from index.formats.errors import ArticleError
from index.formats.files import Rejected
from index.formats.record import article_from


def read(path: Path) -> Iterator[Article | Rejected]:
    """Yield the articles of a JSON file, and the records that are none."""
    content = parse(files.read_text(path))
    if not isinstance(content, list):
        yield article_from(
            record(content),
            default_id=files.default_id(path),
            default_title=files.default_title(path),
        )
        return
    if not content:
        raise ArticleError("the array is empty; put articles into it or remove the file")
    for number, item in enumerate(content, start=1):
        try:
            yield article_from(record(item))
        except ArticleError as error:
            yield Rejected(path, str(error), record=number)


def parse(text: str) -> object:
    """Parse JSON.

    Raises:
        ArticleError: it is not valid; the line is where the parser stopped.

    """
    try:
        content: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(
            f"invalid JSON at column {error.colno}: {error.msg}", line=error.lineno
        ) from error
    except RecursionError as error:
        raise ArticleError("the JSON is nested too deeply") from error
    except ValueError as error:
        raise ArticleError("the JSON holds a number with too many digits") from error
    return content


def record(item: object) -> Mapping[str, object]:
    """Return a parsed value as the record it has to be.

    Raises:
        ArticleError: it is not an object.

    """
    if not isinstance(item, dict):
        raise ArticleError('an article must be an object, such as {"text": "..."}')
    return item
