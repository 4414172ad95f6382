"""Text becomes terms: the one analysis that sentences, titles and questions go through."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import Any

import Stemmer
from whoosh.analysis import Analyzer, Token

# Dotted acronyms stay one term, so that "U.S." and "US" meet; thousands separators stay inside
# numbers; a possessive or contraction belongs to its word.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|\w+(?:['’]\w+)*")
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# Longer than any word, and short enough for every index: a term is cut here.
_LONGEST_TERM = 64
_UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"})
_local = threading.local()


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order: folded, stemmed, nothing left out.

    Stems are Snowball's for English (Porter 2, https://snowballstem.org/algorithms/english/).
    """
    return [_stem(fold(match.group())) for match in _TOKEN.finditer(text)]


def fold(word: str) -> str:
    """Return a word without case, accents, possessive, dots of an acronym or digit grouping."""
    if word.isascii() and word.isalpha():
        return word.lower()[:_LONGEST_TERM]
    word = _POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    if word[:1].isdecimal():
        word = word.replace(",", "")
    elif "." in word:
        word = word.replace(".", "")
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_UNDECOMPOSED)[:_LONGEST_TERM]


def _stem(word: str) -> str:
    # A stemmer keeps state while it works, so every thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


class EnglishAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """The same analysis in the form that Whoosh's query parser calls."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **options: Any,
    ) -> Iterator[Token]:
        """Yield Whoosh's tokens. The word of ``engineer*`` comes untokenised."""
        token = Token(positions, chars, mode=mode, **options)
        for position, (term, start, end) in enumerate(_places(value, tokenize)):
            token.text = term
            token.boost = 1.0
            if positions:
                token.pos = start_pos + position
            if chars:
                token.startchar, token.endchar = start_char + start, start_char + end
            yield token


def _places(value: str, tokenize: bool) -> Iterator[tuple[str, int, int]]:
    """Yield each term with its first character and the one past its last."""
    if not tokenize:
        # The index holds stems, so the beginning of a word, or one near it, is looked for by its
        # stem. A pattern with a wildcard inside has none.
        yield _stem(fold(value)) if _WORD.fullmatch(value) else value.casefold(), 0, len(value)
        return
    for match in _TOKEN.finditer(value):
        yield _stem(fold(match.group())), match.start(), match.end()
