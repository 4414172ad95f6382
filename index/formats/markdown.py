"""Markdown, with or without front matter, becomes plain text, because answers quote it.

Markup is removed: links leave their text, images their description, code stays as it is. Headings
and paragraphs are separated by blank lines; list items and table rows are lines of their own, the
cells of a row separated by tabs. A line that is only wrapped in the source is joined by a space.

Without a title in the front matter, the first heading that is not too long is the title. A heading
that opens the article and says the title is left out of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.articles import Article
from index.formats import files, front_matter
from index.formats.errors import ArticleError
from index.formats.record import LIMITS, article_from

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_GROUPS = ("bullet_list_", "ordered_list_", "table_")
# Each alternative takes all it can at once, to the end if need be: time stays linear.
_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-z][^<>]*>", re.DOTALL | re.I
)
_INLINE_TAG = re.compile(
    r"<!--|</?(a|abbr|b|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u)\b", re.I
)


class Block(NamedTuple):
    """A piece of plain text; blocks of the same list or table share a group."""

    text: str
    group: int
    heading: bool = False


def read(path: Path) -> Iterator[Article]:
    """Yield the article that a Markdown file holds."""
    fields, source = front_matter.split(files.read_text(path))
    blocks = list(_blocks(_PARSER.parse(source)))
    title = fields.get("title")
    if title in (None, ""):
        headings = (block.text for block in blocks if block.heading)
        title = next((text for text in headings if len(text) <= LIMITS["title"]), None)
    if blocks and blocks[0].heading and blocks[0].text == title:
        del blocks[0]
    if not blocks:
        raise ArticleError("there is no text below the title; write some or remove the file")
    yield article_from(
        {**fields, "title": title, "text": _join(blocks)},
        default_id=files.default_id(path),
        default_title=files.default_title(path),
    )


def _join(blocks: list[Block]) -> str:
    parts = [blocks[0].text]
    for before, block in pairwise(blocks):
        parts += ["\n" if before.group == block.group else "\n\n", block.text]
    return "".join(parts)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    """Turn the parser's flat sequence of opening, content and closing tokens into blocks."""
    group = depth = 0
    cells: list[str] = []
    # Content is never the first token: what it is the content of has opened before it.
    for before, token in pairwise([Token("start", "", 0), *tokens]):
        # Outside lists and tables, whatever comes is a group of its own.
        group += depth == 0
        if token.type.startswith(_GROUPS):
            depth += token.nesting
        if token.type == "tr_close":
            yield Block("\t".join(cells), group)
            cells = []
            continue
        text = _text(token)
        if before.type in ("th_open", "td_open"):
            cells.append(text)
        elif text.strip():
            yield Block(text, group, heading=before.type == "heading_open")


def _text(token: Token) -> str:
    """Return the text of a token that is content of a block, or nothing."""
    if token.type == "inline":
        return _plain(token.children or [])
    if token.type == "html_block":
        lines = html.unescape(_HTML.sub(_without_tag, token.content)).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())
    if token.type in ("fence", "code_block"):
        return token.content.rstrip("\n")
    return ""


def _plain(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens; those that are only markup have none."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(_plain(token.children or []))
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "html_inline":
            parts.append(_HTML.sub(_without_tag, token.content))
        else:
            parts.append(token.content)
    return "".join(parts).strip()


def _without_tag(tag: re.Match[str]) -> str:
    """Return what stands for an HTML tag: nothing inside a line, else the end of the line."""
    return "" if _INLINE_TAG.match(tag.group()) else "\n"
