"""Names in text, found by their capitals, and what each probably names.

No list holds all names, so the words of a name and its neighbours decide; the lists here are cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.question import FUNCTION_WORDS, AnswerType, word_set

_CAPITALS = "".join(map(chr, filter(lambda code: chr(code).isupper(), range(0x41, 0x250))))
# "U.S.", "Erdoğan", "O'Neill", "AT&T", "eBay", "St."; then joined, partly by "of", "von" and such.
_NAME_WORD = (
    rf"(?:(?:[{_CAPITALS}]\.){{1,6}}|(?:Mr|Mrs|Ms|Dr|St|Inc|Corp|Ltd|Co|Jr|Sr|Sen|Gov|Gen)\."
    rf"|(?:[{_CAPITALS}]|(?:e|i|d')(?=[A-Z]))\w{{0,60}}(?:[-'’&.][{_CAPITALS}\d]\w{{0,60}}){{0,5}})"
)
_JOINT = r"(?: (?:of|of the|the|de|du|da|del|della|la|le|van|von|der|den|bin|al|for|&|on)){1,2} "
_NAME = re.compile(rf"(?<![\w.'’]){_NAME_WORD}(?:(?: |{_JOINT}){_NAME_WORD}){{0,9}}(?!\w)")
_TITLES = word_set("""
    mr mrs ms miss dr sir lord lady dame prof professor president minister chancellor premier
    secretary senator governor mayor king queen prince princess pope cardinal general colonel
    captain sergeant judge justice chairman chief executive officer director spokesman spokeswoman
    analyst economist singer actor actress author writer star coach leader commissioner detective
    ambassador chairwoman founder boss editor producer rapper composer son daughter wife husband
    brother sister""")
_ORGANISATION_WORDS = word_set("""
    inc inc. corp corp. ltd ltd. co co. plc llc ag corporation company bank university college
    institute ministry department agency commission committee council association federation
    foundation party group union court congress parliament senate society club league airlines
    airways motors records pictures studios press times post news television systems software
    technologies industries holdings partners organisation organization authority bureau board
    office service services school church academy army navy police orchestra""")
_PLACE_WORDS = word_set("""
    river lake sea ocean bay gulf island islands city town county province state states street
    road avenue square park bridge mountains mountain mount valley hills desert coast peninsula
    airport stadium hall palace castle tower hotel museum theatre theater centre center kingdom
    republic north south east west hill beach harbour harbor""")
_PLACES = word_set("""
    afghanistan africa algeria america argentina asia athens australia austria bahrain baghdad
    bangladesh beijing belgium berlin bolivia boston brazil britain brussels bulgaria california
    cambodia canada chicago chile china colombia croatia cuba cyprus denmark dublin edinburgh
    egypt england estonia ethiopia europe finland florida france germany ghana glasgow greece
    haiti hungary iceland india indonesia iran iraq ireland israel istanbul italy jamaica japan
    jerusalem jordan kenya korea kuwait latvia lebanon libya lithuania london madrid malaysia
    manchester mexico morocco moscow mumbai nepal netherlands nigeria norway oxford pakistan
    paris peru philippines poland portugal qatar romania rome russia scotland serbia singapore
    slovakia slovenia somalia spain sudan sweden switzerland sydney syria taiwan texas thailand
    tokyo tunisia turkey uganda ukraine venezuela vienna vietnam wales washington yemen zimbabwe
    us usa uk u.s. u.k. u.s.a.
    """)  # fmt: skip
_TITLE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(_TITLES))})s? $", re.IGNORECASE)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|across|outside|throughout) (?:the )?$", re.I)
_PERSON_AFTER = re.compile(r",? (?:who|said|says|told|added|[0-9]{2},|born|was born)\b")


def find_names(text: str) -> Iterator[tuple[int, int, AnswerType]]:
    """Yield each capitalised name as its first character, the one past its last, and its kind.

    The kind is a guess: person, organisation, place, or thing where nothing tells.
    """
    for match in _NAME.finditer(text):
        start, end = _without_function_words(match)
        kind = _kind_of_name(
            text[start:end], text[max(0, start - 20) : start], text[end : end + 12]
        )
        if kind is AnswerType.PERSON:
            start = _after_title(text, start, end)
        if start < end:
            yield start, end, kind


def _without_function_words(match: re.Match[str]) -> tuple[int, int]:
    """Leave out what is capital only because a sentence begins: "The Kremlin", "In Syria"."""
    start, end = match.span()
    for word in match.group().split(" "):
        if word.lower() not in FUNCTION_WORDS or (word.isupper() and len(word) > 1):
            break
        start += len(word) + 1
    return min(start, end), end


def _after_title(text: str, start: int, end: int) -> int:
    """Return where a person's name begins: "Syrian President Bashar Assad" without the office."""
    words = text[start:end].split(" ")
    titled = [at for at, word in enumerate(words[:-1]) if word.lower().rstrip(".") in _TITLES]
    if not titled:
        return start
    begin = titled[-1] + 1
    if words[begin] == "of":  # "Secretary of State Michael Pompeo"
        begin = begin + 2 if begin + 2 < len(words) else 0
    return start + sum(len(word) + 1 for word in words[:begin])


def _kind_of_name(name: str, before: str, after: str) -> AnswerType:
    """Guess what a name names, by its words and its neighbours; ``thing`` where nothing tells."""
    words = name.lower().split(" ")
    if _ORGANISATION_WORDS.intersection(words):
        return AnswerType.ORGANISATION
    if not _TITLES.isdisjoint(word.rstrip(".") for word in words) or _TITLE_BEFORE.search(before):
        return AnswerType.PERSON
    if name.lower() in _PLACES or words[-1] in _PLACE_WORDS or words[0] in {"mount", "lake"}:
        return AnswerType.PLACE
    if _PERSON_AFTER.match(after) and not before.lower().endswith("the "):
        return AnswerType.PERSON
    if _PLACE_BEFORE.search(before):
        return AnswerType.PLACE
    if len(words) == 1 and 2 <= len(name) <= 6 and name.isupper():
        return AnswerType.ORGANISATION
    if 2 <= len(words) <= 3 and all(word.replace(".", "").isalpha() for word in words):
        return AnswerType.PERSON
    return AnswerType.THING
