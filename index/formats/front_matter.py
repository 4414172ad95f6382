"""Front matter: fields in YAML between two lines of ``---`` at the beginning of a file."""

from __future__ import annotations

import re
from typing import Any

import yaml

from index.formats.errors import ArticleError

MAX_CHARACTERS = 65_536
"""The longest front matter that is read: parsing YAML is slow."""

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")
_NULLS = ("", "~", "null", "Null", "NULL")


class _Loader(yaml.BaseLoader):
    """YAML without types and without aliases.

    Every value stays the string that was written, so that ``language: no`` is Norwegian,
    ``id: 007`` keeps its zeros, and no tag can make an object. Aliases are refused, as a few lines
    of them can stand for gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed", mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode) -> Any:
        if node.style is None and node.value in _NULLS:
            return None
        return super().construct_scalar(node)


def split(text: str) -> tuple[dict[str, object], str]:
    """Divide a text into the fields of its front matter and the rest, without leading blank lines.

    A text without front matter has no fields and stays as it is.

    Raises:
        ArticleError: the front matter is not closed, too long, or not a mapping in YAML.

    """
    opening = _OPENING.match(text)
    if not opening:
        return {}, text
    closing = _CLOSING.search(text, opening.end(), opening.end() + MAX_CHARACTERS)
    if not closing:
        raise ArticleError(
            f"the front matter is not closed within {MAX_CHARACTERS:,} characters; end it with a"
            " line of ---, or put an empty line before the first line if it is no front matter",
            line=1,
        )
    fields = _fields(text[opening.end() : closing.start()])
    return fields, drop_blank_lines(text, closing.end())


def drop_blank_lines(text: str, start: int = 0) -> str:
    """Return the text from its first line at or after ``start`` that is not blank."""
    blank = _BLANK_LINES.match(text, start)
    return text[blank.end() if blank else start :]


def _fields(source: str) -> dict[str, object]:
    try:
        fields = yaml.load(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        # The mark counts from 0, and the opening line stands before it.
        line = error.problem_mark.line + 2 if error.problem_mark else None
        raise ArticleError(
            f"the front matter is not valid YAML: {error.problem};"
            " put a value with special characters in quotes",
            line=line,
        ) from error
    except yaml.YAMLError as error:
        raise ArticleError("the front matter holds characters that YAML does not allow") from error
    except RecursionError as error:
        raise ArticleError("the front matter is nested too deeply") from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise ArticleError("the front matter must be lines of the form name: value", line=2)
    return fields
