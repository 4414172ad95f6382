"""A record of fields becomes an article, or says what is wrong with it.

Every way in passes here: front matter, JSON, JSON Lines and HTTP. Unknown fields are ignored, since
exports and other tools carry fields of their own. A field that is null or only white space counts
as not given, except that a text has to be given and an id must not be blank.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from index.articles import Article
from index.formats.dates import parse_date
from index.formats.errors import ArticleError

LIMITS = {"id": 200, "title": 500, "url": 2000, "source": 200, "language": 35}
"""The most characters that a field may have."""

_TITLE_FROM_TEXT = 80
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def article_from(
    fields: Mapping[str, object], *, default_id: str | None = None, default_title: str | None = None
) -> Article:
    """Build an article from ``text`` and, where given, its other fields, all of them checked.

    Without an id the article gets ``default_id``, or else 16 hexadecimal digits of the SHA-256 of
    its text, so that the same text again is the same article. Without a title it gets
    ``default_title``, or else the beginning of its text. The text is kept exactly as it is.

    Raises:
        ArticleError: a field is missing, of the wrong type or not usable.

    """
    text = _text(fields.get("text"))
    return Article(
        id=_id(fields.get("id")) or default_id or hashlib.sha256(text.encode()).hexdigest()[:16],
        title=_line(fields, "title") or default_title or _beginning(text),
        text=text,
        published=_published(fields.get("published")),
        url=_url(_line(fields, "url")),
        source=_line(fields, "source"),
        language=_language(_line(fields, "language")),
    )


def _text(value: object) -> str:
    if value is None:
        raise ArticleError("the text is missing; give it as the field text")
    if not isinstance(value, str):
        raise ArticleError(f"text must be a string, not {_type(value)}")
    if not value.strip():
        raise ArticleError("the text is blank; an article needs words to be found by")
    if "\0" in value:
        raise ArticleError("the text holds a NUL character; remove it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"character {error.start} of the text is a lone surrogate"
            f" (\\u{ord(value[error.start]):04x}), half of a character; write the whole character"
        ) from error
    return value


def _id(value: object) -> str | None:
    """Check an id: it has to stand in the path of a URL as one part."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ArticleError(f"id must be a string or a whole number, not {_type(value)}")
    unfit = not value.isprintable() or any(character in r" /\?#%" for character in value)
    if unfit or value in ("", ".", "..") or len(value) > LIMITS["id"]:
        raise ArticleError(
            f"id must have 1 to {LIMITS['id']} printable characters, none of them a space or one"
            r" of / \ ? # %, and must not be . or .."
        )
    return value


def _line(fields: Mapping[str, object], name: str) -> str | None:
    """Return a field of one line; line ends, tabs and repeated spaces become one space."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ArticleError(f"{name} must be a string, not {_type(value)}")
    line = " ".join(value.split())
    if len(line) > LIMITS[name]:
        raise ArticleError(f"{name} has {len(line):,} characters; at most {LIMITS[name]} fit")
    control = re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", line)
    if control:
        code = f"U+{ord(control.group()):04X}"
        raise ArticleError(
            f"{name} holds the control character or lone surrogate {code}; remove it"
        )
    return line or None


def _published(value: object) -> date | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return parse_date(value)


def _url(value: str | None) -> str | None:
    """Check a URL: it becomes a link, so that only web addresses are safe."""
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
    except ValueError:
        usable = False
    if not usable:
        raise ArticleError("url must be a whole web address, such as https://example.org/article")
    return value


def _language(value: str | None) -> str | None:
    if value is None:
        return None
    tag = value.replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        raise ArticleError("language must be a language tag, such as en or pt-BR")
    return tag


def _beginning(text: str) -> str:
    """Return the first words of a text as its title."""
    # The slice keeps this quick on a text of millions of characters.
    start = "".join(c if c.isprintable() else " " for c in text.lstrip()[: 2 * _TITLE_FROM_TEXT])
    line = " ".join(start.split())
    if len(line) <= _TITLE_FROM_TEXT:
        return line or "Untitled"
    cut = line[:_TITLE_FROM_TEXT]
    # Scripts without spaces are cut between characters.
    return (cut.rpartition(" ")[0] or cut) + "…"


def _type(value: object) -> str:
    """Name a type as JSON does."""
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "an object" if isinstance(value, Mapping) else "this type")
