"""Text becomes sentences, each with its place in the text.

The shape of the text is read first: blank lines, headings and list items end a sentence, the line
breaks of a wrapped paragraph do not. Inside such a piece `sentencex
<https://github.com/wikimedia/sentencex>`_ proposes where sentences end. It is quick and knows
abbreviations, but it leaves quotes and brackets whole and slows down on them, so it is shown the
words without them, one window at a time; a few general rules then correct what it proposes.
``python -m bench.sentences`` compares it with other splitters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sentencex import get_sentence_boundaries

from index.articles import Article, Sentence

# No sentence is longer (characters): a table or a dump without full stops is cut.
LONGEST_SENTENCE = 1_000
# The splitter sees this many characters at a time: its time grows faster than its input.
_WINDOW = 10_000

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Nobody wraps paragraphs outside these widths (characters).
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 120
# What begins an item, a heading or a row of a table, whatever stands around it ...
_MARKER = re.compile(r"\s*(?:#{1,6}\s|[•‣◦▪●■⁃]|[*+-]\s|\|)")
# ... and what does so when the lines around it begin like that too.
_NUMBERED = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]+|[–—])\s")
_UNDERLINE = re.compile(r"\s*([=~-])\1{2,}\s*$")

_QUOTES = '"“”„«»‹›'
_FOOTNOTE = r"\[\d{1,3}\]|(?<=[.!?])[⁰¹²³⁴-⁹]+"
# Marks that say nothing about where a sentence ends; an apostrophe inside a word stays.
_UNSEEN = re.compile(rf"{_FOOTNOTE}|[^\S ]|[{_QUOTES}()\[\]{{}}]|(?<!\w)['‘’]|['’](?!\w)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EMOJI = "[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]"
# What still belongs to a sentence after its full stop.
_CLOSING = re.compile(rf"(?:{_FOOTNOTE}|[!?…]|\s?\.(?!\w)|[\"'”’)\]}}]|\s?[»›]|\s?{_EMOJI}+)*")

_STARTER = (
    r"(?:The|This|That|These|Those|There|It|Its|He|She|We|They|You|His|Her|Their|Our|My|An|In|On|At"
    r"|But|And|Or|So|Yet|If|As|When|While|After|Before|Since|Until|For|From|With|By|To|Then|Both"
    r"|Some|Many|Most|Few|Others|Another|All|What|Who|Why|How|Where)(?=[\s,])"
)
# Full stops that the splitter takes for an abbreviation's (initials, capitals, the names of
# American states in small letters), while the next word shows that a sentence ends.
_MISSED = re.compile(
    rf"(?<![\w.])(?:[A-Z]\.)+(?=\s+{_STARTER})"
    r"|(?<![\w.])(?!(?:MR|MRS|MS|DR|ST|NO|JR|SR|LT|MT|VS)\b)[A-Z]{2,6}\s?\.(?=\s+[A-Z][a-z])"
    r"|(?<!\w)(?:May|me|ore|ill|mass|miss|wash|art|oh|hi|ok|id)\s?\.(?=\s+[A-Z])"
    r"|…(?=\s+[^\W\d_a-z])"
)
_DAY_OR_ZONE = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T)\b"
)
_DOTTED = re.compile(r"(?:^|\W)(?:[a-zA-Z]\.){2,}$")
# Abbreviations that the splitter does not know: before a name, and before a number.
_BEFORE_NAME = re.compile(r"(?:^|\W)(?:Ft|Atty|Cong|Del|Amb|Supt|Insp|Pvt|Spc|Ald)\.$")
_BEFORE_NUMBER = re.compile(
    r"(?:^|\W)(?:vol|vols|ch|chap|eq|para|par|ver|ext|tel|est|approx|ca|nr|Mon|Tue|Tues|Wed|Thu"
    r"|Thur|Thurs|Fri|Sat|Sun)\.$",
    re.IGNORECASE,
)
_TO_LAST_SPACE = re.compile(r".*\s", re.DOTALL)
_NOT_SPACE = re.compile(r"\S")
# A source in brackets after a quote, before the full stop of the whole.
_CITATION = re.compile(r"(?<=[\"”’»])\s?\([^()]{1,80}\)[.,;:]")
# Marks alone, or the number of an item, are the beginning of what follows.
_NO_SENTENCE = re.compile(r"\W*(?:(?:\d{1,3}|[a-zA-Z])[.)\s]+)?$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the place of each sentence of a text: ``text[start:end]`` is the sentence.

    Offsets count characters (Unicode code points). Sentences stand in their order and do not
    overlap, neither begin nor end with white space, are at most LONGEST_SENTENCE characters long,
    and together hold every character that is not white space. Any text will do, and the time
    needed grows in proportion to its length.
    """
    return [
        part
        for start, end in _pieces(text)
        for sentence in _sentences(text, start, end)
        for part in _parts(text, *sentence)
    ]


def sentences_of(article: Article) -> list[Sentence]:
    """Return the sentences of an article's text, numbered from 0."""
    return [
        Sentence(article.id, number, start, end)
        for number, (start, end) in enumerate(split_sentences(article.text))
    ]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs, headings and list items of a text."""
    for lines in _blocks(text):
        first = lines[0][0]
        breaks = _ends_pieces(text, lines)
        for ((_, end), (following, _)), is_break in zip(pairwise(lines), breaks, strict=True):
            if is_break:
                yield first, end
                first = following
        yield first, lines[-1][1]


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines between blank lines, each line as its place without the line break."""
    lines: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        found = _LINE_BREAK.search(text, start)
        end, following = found.span() if found else (len(text), len(text) + 1)
        if text[start:end].strip():
            lines.append((start, end))
        elif lines:
            yield lines
            lines = []
        start = following
    if lines:
        yield lines


def _ends_pieces(text: str, lines: list[tuple[int, int]]) -> list[bool]:
    """Tell for each line of a block but the last whether the piece ends with it.

    A paragraph is wrapped where the next word no longer fits. A line that had room for that word
    was ended on purpose.
    """
    # A single word may be wider than the lines, such as a web address; it does not count.
    widths = [end - start for start, end in lines if " " in text[start:end].strip()]
    width = max(widths, default=0)
    width = max(width, _NARROWEST_WRAP) if width <= _WIDEST_WRAP else len(text)
    is_list = sum(_NUMBERED.match(text, *line) is not None for line in lines) > 1
    ends = []
    for (start, end), (next_start, next_end) in pairwise(lines):
        if _UNDERLINE.match(text, next_start, next_end):
            ends.append(False)
            continue
        marked = _MARKER.match(text, next_start, next_end) or (
            is_list and _NUMBERED.match(text, next_start, next_end)
        )
        title = text[start:end].lstrip().startswith("#") or _UNDERLINE.match(text, start, end)
        words = text[next_start:next_end].split(maxsplit=1)
        had_room = end - start + 1 + len(words[0]) <= width
        goes_on = words[0][0].islower() or text[start:end].rstrip()[-1] in ",-"
        ends.append(bool(marked or title or (had_room and not goes_on)))
    return ends


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a piece of text, of any length."""
    marker = _MARKER.match(text, start, end) or _NUMBERED.match(text, start, end)
    words = marker.end() if marker else start
    seen = _UNSEEN.sub(lambda match: " " * len(match[0]), text[words:end])
    seen = _SURROGATE.sub("\ufffd", seen)
    first = closed = words
    for stop in _stops(seen):
        if words + stop <= closed:
            continue
        closing = _CLOSING.match(text, words + stop, end)
        closed = closing.end() if closing else words + stop
        cited = _CITATION.match(text, closed, end)
        if not (cited or _goes_on(seen, first - words, closed - words)):
            yield _trimmed(text, start, closed)
            start = first = closed
    if text[start:end].strip():
        yield _trimmed(text, start, end)


def _stops(seen: str) -> list[int]:
    """Return where sentences may end, each offset just behind the last mark of the sentence."""
    stops = {match.end() for match in _MISSED.finditer(seen)}
    start = 0
    while start < len(seen):
        found = get_sentence_boundaries("en", seen[start : start + _WINDOW])
        following = start + _WINDOW
        if following < len(seen):
            # The last one may go on behind the window, so the next window begins with it.
            following = start + found.pop()["start_index"] if len(found) > 1 else following
        stops.update(start + each["start_index"] + len(each["text"].rstrip()) for each in found)
        start = following
    return sorted(stops)


def _goes_on(seen: str, first: int, stop: int) -> bool:
    """Tell whether the sentence that begins at ``first`` goes on behind ``stop``."""
    before = seen[max(first, stop - 30) : stop].rstrip()
    after = seen[stop : stop + 50].split(maxsplit=1)
    if stop - first < 10 and _NO_SENTENCE.match(seen, first, stop):
        return True
    if not after:
        return False
    word = after[0]
    if word[0].islower() and word.islower():
        # Who begins sentences with small letters leaves nothing to tell by.
        return not seen[first : first + 30].lstrip()[:1].islower()
    if word[0].isdigit():
        return _BEFORE_NUMBER.search(before) is not None
    if _DAY_OR_ZONE.match(word):
        return _DOTTED.search(before) is not None
    return _BEFORE_NAME.search(before) is not None


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, in parts when it is too long: cut between words, or anywhere if need be."""
    while end - start > LONGEST_SENTENCE:
        space = _TO_LAST_SPACE.match(text, start, start + LONGEST_SENTENCE)
        cut = space.end() if space else start + LONGEST_SENTENCE
        yield _trimmed(text, start, cut)
        following = _NOT_SPACE.search(text, cut, end)
        if following is None:
            return
        start = following.start()
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of text[start:end] without the white space around it."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())
