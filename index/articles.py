"""The values that the index is made of: articles and their sentences."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known about it.

    ``text`` is kept exactly as it came: every offset in Whence counts characters (Unicode code
    points) from its beginning.
    """

    id: str
    title: str
    text: str
    published: date | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of an article: ``article.text[start:end]`` is the sentence.

    ``number`` counts the sentences of the article from 0.
    """

    article_id: str
    number: int
    start: int
    end: int
