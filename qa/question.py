"""What is asked: the terms to search for and the type of answer to expect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class AnswerType(StrEnum):
    """The kind of thing that answers a question."""

    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENTAGE = "percentage"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    THING = "thing"
    REASON = "reason"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, analysed.

    ``terms`` are the words worth searching for, as they were written and in their order,
    question words and function words dropped; empty only where the text holds no word at all.
    ``phrases`` are what the asker put in quotation marks. ``focus`` is the noun that says what is
    asked for ("city" in "Which city ..."), lower case, or None.
    """

    text: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    expects: AnswerType
    focus: str | None


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that lists them."""
    return frozenset(text.split())


FUNCTION_WORDS = word_set("""
    a about above according after again against all along also although am among an and another
    any anybody anyone anything are around as at away be became because become been before being
    below between both but by can cannot could did do does doing done down during each either else
    ever every few for from get gets go got had has have having he hence her here hers herself him
    himself his however i if in into is it its itself just least less let like may me meanwhile
    might mine more most much must my myself neither no none nor not now of off on once one only
    onto or other others ought our ours ourselves out over own per perhaps please quite rather
    same shall she should since so some somebody someone something soon still such than that the
    their theirs them themselves then there therefore these they this those though through thus
    till to too toward towards under unless until up upon us very via was we well were while will
    with within without would yet you your yours yourself
    don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't
    hasn't haven't hadn't it's that's there's he's she's i'm i'd i've you're we're they're
    """)

_QUESTION_WORDS = word_set("who whom whose when where why which what how")
_MISSPELT = {
    "wen": "when", "whne": "when", "wehn": "when", "whn": "when",
    "wher": "where", "whrere": "where", "wheer": "where",
    "wich": "which", "whcih": "which", "wihch": "which", "whitch": "which",
    "waht": "what", "wat": "what", "wha": "what", "whta": "what",
    "hwo": "who", "woh": "who", "whoose": "whose", "hw": "how", "hoow": "how",
    "whats": "what", "whos": "who", "wheres": "where", "whens": "when",
}  # fmt: skip
_BE = word_set("is are was were be been 's")
_AUXILIARIES = _BE | word_set("""
    do does did has have had can could will would shall should may might must
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't won't can't""")
_IMPERATIVES = word_set("name list give state mention identify find cite tell show describe define")
# What comes before the question itself, on lower-case words joined by single spaces.
_LEAD_IN = re.compile(
    r"(?:(?:please|hi|hello|hey|ok|okay|so|and|but|well) )*"
    r"(?:(?:(?:can|could|would|will|do|does|did) (?:you|anyone|anybody|someone)(?: please)? "
    r"(?:tell|know|say|remember|explain|show|find|give|name)(?: out)?(?: me| us)?(?: please)?"
    r"|i(?:'m| am| was)? (?:want|need|would like|wonder|wondering|curious|interested)"
    r"(?: to (?:know|find out|learn))?"
    r"|i'd (?:like|love) to (?:know|find out|learn)"
    r"|(?:tell|show) (?:me|us)"
    r"|do we know|is it known|any idea) )?(?:(?:if|about|exactly) )?"
)

# The nouns that say what is asked for. Plurals are found through their singular.
_NOUNS: dict[AnswerType, str] = {
    AnswerType.DATE: """
        date day month year decade century time era season weekday birthday birthdate anniversary
        deadline period""",
    AnswerType.DURATION: "duration lifespan",
    AnswerType.NUMBER: """
        number count total population age height length width depth weight distance size speed
        temperature area capacity attendance elevation altitude quantity average latitude
        longitude frequency mass volume radius diameter density circulation turnout toll""",
    AnswerType.MONEY: """
        money price cost value fee salary wage fine revenue profit loss income turnover budget debt
        deficit surplus sum amount bid earnings bill payment penalty compensation worth valuation
        damages pay cash bribe gross saving takings payout expenditure investment""",
    AnswerType.PERCENTAGE: """
        percentage percent proportion share fraction rate stake growth slice holding majority
        increase rise decline drop fall""",
    AnswerType.PERSON: """
        person man woman boy girl president minister actor actress singer author writer director
        producer king queen prince princess coach player judge lawyer scientist inventor founder
        boss leader executive officer editor composer star winner owner spokesman spokeswoman
        analyst artist brother sister daughter father mother son wife husband secretary chairman
        chairwoman governor senator mayor general captain emperor philosopher economist candidate
        professor mathematician scholar pope chief ceo head manager politician musician rapper
        presenter journalist historian explorer poet painter novelist comedian nickname successor
        predecessor partner defendant""",
    AnswerType.ORGANISATION: """
        company firm bank organisation organization group party agency university college team
        club newspaper magazine network broadcaster airline manufacturer maker retailer studio band
        publisher supplier union ministry department court watchdog regulator operator carmaker
        developer corporation association committee league consortium charity supermarket chain
        employer subsidiary institution institute school business bidder parliament carrier
        partnership""",
    AnswerType.PLACE: """
        place country city town village state region continent location county province district
        island river mountain lake street stadium venue airport capital hometown birthplace
        headquarters nation neighbourhood neighborhood borough park valley ocean sea port planet
        museum territory site suburb""",
    AnswerType.REASON: "reason cause motive explanation purpose rationale why",
}
_TYPE_OF_NOUN: Mapping[str, AnswerType] = {
    noun: expects for expects, nouns in _NOUNS.items() for noun in nouns.split()
}
# "the name of the president" asks for the president.
_TRANSPARENT = word_set("name names identity example examples surname")
# "the size of the debt" asks for money, "the size of the screen" for a number.
_MEASURES = word_set("size amount level scale total average length")
_OF_MEASURES = (AnswerType.MONEY, AnswerType.PERCENTAGE, AnswerType.DURATION, AnswerType.DATE)
# Plurals that mean something else than their singular.
_OWN_PLURALS = word_set("shares values means forms arms damages")
# "what kind of company" asks for no company.
_KINDS = word_set("kind kinds type types sort sorts form forms")

_HOW: Mapping[str, AnswerType] = {
    "many": AnswerType.NUMBER,
    "long": AnswerType.DURATION,
    "old": AnswerType.NUMBER,
    "far": AnswerType.NUMBER,
    "tall": AnswerType.NUMBER,
    "high": AnswerType.NUMBER,
    "deep": AnswerType.NUMBER,
    "wide": AnswerType.NUMBER,
    "heavy": AnswerType.NUMBER,
    "fast": AnswerType.NUMBER,
    "hot": AnswerType.NUMBER,
    "cold": AnswerType.NUMBER,
    "big": AnswerType.NUMBER,
    "large": AnswerType.NUMBER,
    "soon": AnswerType.DURATION,
    "often": AnswerType.THING,
    "come": AnswerType.REASON,
    "expensive": AnswerType.MONEY,
    "costly": AnswerType.MONEY,
}
_ASKED_BY_HOW = word_set("many much long far often")
# Things whose "how long" is a distance.
_HAS_LENGTH = word_set(
    "river bridge tunnel road wall coast coastline border railway track ship line cable"
)
_KNOWN_NOUNS = _TYPE_OF_NOUN.keys() | _HAS_LENGTH
_CHANGE = re.compile(
    r"(?:grow|grew|growth|expand|shr[ai]nk|rise|rose|risen|fall|fell|fallen|drop|climb|increas"
    r"|decreas|declin|jump|slip|plunge|surg|soar|gain|cut|reduc|slump|tumbl|up|down)"
)
_COMPARED = re.compile(r"(?:more|less|\w{3,}er)$")
_OF_MONEY = word_set(
    "cost costs costing earn earned pay paid worth charge charged fetch gross spend spent"
)
_CURRENCIES = word_set("dollars euros pounds yen yuan rupees pesos roubles rubles cents")
_OF_CAUSE = word_set("caused causes led prompted triggered cause")
# Words after which a noun phrase is over.
_BREAKS = (FUNCTION_WORDS | _AUXILIARIES | _QUESTION_WORDS) - word_set(
    "other same most more least own every one"
)
_DETERMINERS = word_set("the a an his her its their this that these those your our")

# Dotted acronyms, numbers with their separators, words with what joins their parts.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+\w*|\w+(?:['’&.-]\w+)*")
# Quotation marks in pairs. The bounds keep a text full of opening marks from costing its square.
_QUOTED = re.compile(
    r'"([^"]{0,200})"|“([^”]{0,200})”|«([^»]{0,200})»'
    r"|(?<!\w)['‘]((?:[^'’]|['’](?=\w)){1,200})['’](?!\w)"
)
# The type is said near the beginning, or at the end: the middle of a long text is not looked at.
_LOOKED_AT = 60


def analyse(text: str) -> Question:
    """Return what a question asks for. Never raises, whatever the text."""
    words = [match.group() for match in _WORD.finditer(text)]
    long = len(words) > 2 * _LOOKED_AT
    asking = words[:_LOOKED_AT] + words[-_LOOKED_AT:] if long else words
    expects, focus = _expected(asking, ends_asking=text.rstrip().endswith("?"))
    if expects is AnswerType.NUMBER and not _CURRENCIES.isdisjoint(map(_plain, asking)):
        expects = AnswerType.MONEY
    return Question(
        text=text,
        terms=tuple(_terms(words)),
        phrases=tuple(_phrases(text)),
        expects=expects,
        focus=focus,
    )


def _phrases(text: str) -> list[str]:
    quoted = ("".join(filter(None, match.groups())).strip() for match in _QUOTED.finditer(text))
    return list(dict.fromkeys(phrase for phrase in quoted if _WORD.search(phrase)))


def _terms(words: Sequence[str]) -> list[str]:
    """Return the words worth searching for, each once; all of them where none would be left."""
    plain = [_plain(word) for word in words]
    dropped = _asking_words(plain)
    named = _named(words)
    kept: dict[str, str] = {}
    for at, word in enumerate(words):
        if named[at] or not (at in dropped or _is_function_word(plain[at])):
            kept.setdefault(word.casefold(), word)
    return list(kept.values()) or list(words)


def _is_function_word(word: str) -> bool:
    return word in FUNCTION_WORDS or word in _QUESTION_WORDS


def _asking_words(plain: Sequence[str]) -> set[int]:
    """Return the places of the words that only ask: "can you tell me", "name", "how many"."""
    lead = _lead_in(plain)
    dropped = set(range(lead))
    if lead < len(plain) and plain[lead] in _IMPERATIVES:
        dropped.add(lead)
    for at, word in enumerate(plain[1:], start=1):
        if plain[at - 1] == "how" and word in _ASKED_BY_HOW:
            dropped.add(at)
    return dropped


def _lead_in(plain: Sequence[str]) -> int:
    """Return how many words come before the question itself, never all of them."""
    match = _LEAD_IN.match(" ".join(plain[:20]))
    count = match.group().count(" ") if match else 0
    return count if count < len(plain) else 0


def _plain(word: str) -> str:
    """Return a word in lower case, a misspelt or contracted question word as it should be."""
    word = word.casefold().replace("’", "'")
    word = _MISSPELT.get(word, word)
    base, mark, _ = word.partition("'")
    return base if mark and base in _QUESTION_WORDS else word


def _named(words: Sequence[str]) -> list[bool]:
    """Say which function words are names by their case: "The Who", "US", "IT".

    Capitals tell nothing in a text that is all capitals, or where every word begins with one.
    """
    telling = any(word[:1].islower() for word in words)
    named = [False] * len(words)
    for at, word in enumerate(words):
        if not telling or at == 0 or not _is_function_word(_plain(word)):
            continue
        acronym = len(word) > 1 and word.isupper()
        after_the = words[at - 1] == "The" and word[:1].isupper()
        named[at] = acronym or after_the
    return named


def _expected(words: Sequence[str], ends_asking: bool) -> tuple[AnswerType, str | None]:
    """Return the expected type and the noun that says it."""
    named = _named(words)
    lead = _lead_in([_plain(word) for word in words])
    plain = ["" if named[at] else _plain(word) for at, word in enumerate(words)][lead:]
    words = words[lead:]
    if not plain:
        return AnswerType.THING, None
    asked_at = next((at for at, word in enumerate(plain) if word in _QUESTION_WORDS), None)
    if plain[0] in _AUXILIARIES and (ends_asking or plain[0] in _BE or asked_at is None):
        return (AnswerType.THING if "or" in plain else AnswerType.YES_NO), None
    if plain[0] in _IMPERATIVES and (asked_at is None or asked_at > 2):
        return _by_noun(plain[1:])
    if asked_at is None:
        return _by_search(plain)
    asked, rest = plain[asked_at], plain[asked_at + 1 :]
    if asked == "how":
        return _by_how(rest)
    if asked in {"what", "which"}:
        return _by_what(rest)
    if asked == "who" and _asks_who_a_name_is(words[asked_at + 1 :], rest):
        return AnswerType.THING, None
    return _BY_WORD[asked], None


_BY_WORD: Mapping[str, AnswerType] = {
    "who": AnswerType.PERSON,
    "whom": AnswerType.PERSON,
    "whose": AnswerType.PERSON,
    "when": AnswerType.DATE,
    "where": AnswerType.PLACE,
    "why": AnswerType.REASON,
}


def _asks_who_a_name_is(words: Sequence[str], plain: Sequence[str]) -> bool:
    """Say whether this goes on like "is Peter Hemington": the answer is what he is."""
    name = words[1:]
    return (
        1 < len(plain) <= 5
        and plain[0] in _BE
        and all(word[:1].isupper() for word in name)
        and not any(_type_of(word.casefold()) for word in name)
    )


def _by_how(rest: Sequence[str]) -> tuple[AnswerType, str | None]:
    asked, after = (rest[0] if rest else ""), rest[1:]
    if asked == "much":
        return _by_how_much(after)
    if asked == "many":
        return AnswerType.NUMBER, _unknown_noun(_phrase(after), _break_after(after))
    expects = _HOW.get(asked, AnswerType.THING)
    if asked in {"big", "large", "high"}:
        # "How big a fine", "How large were its debts"
        noun = _first_noun(after[:8], {AnswerType.MONEY, AnswerType.PERCENTAGE})
        return (_TYPE_OF_NOUN[noun], noun) if noun else (expects, None)
    if asked in {"far", "fast"} and any(_CHANGE.match(word) for word in after):
        return AnswerType.PERCENTAGE, None
    if asked == "long" and any(_singular(word) in _HAS_LENGTH for word in after[:5]):
        return AnswerType.NUMBER, None
    return expects, "age" if asked == "old" else None


def _by_how_much(rest: Sequence[str]) -> tuple[AnswerType, str | None]:
    first = rest[0] if rest else ""
    noun = _singular(first)
    if noun in _TYPE_OF_NOUN:
        expects = AnswerType.DURATION if noun == "time" else _TYPE_OF_NOUN[noun]
        return expects, noun
    if first == "of" or _COMPARED.match(first):
        return AnswerType.PERCENTAGE, None
    if first and first not in _BREAKS and first not in _OF_MONEY:
        return AnswerType.NUMBER, first
    changes = any(_CHANGE.match(word) for word in rest)
    paid = any(word in _OF_MONEY for word in rest)
    return (AnswerType.PERCENTAGE if changes and not paid else AnswerType.MONEY), None


def _by_what(rest: Sequence[str]) -> tuple[AnswerType, str | None]:
    first = rest[0] if rest else ""
    if first in _KINDS:
        return AnswerType.THING, first
    if first in _OF_CAUSE:
        return AnswerType.REASON, None
    if first in _BE:
        return _by_noun(rest[1:])
    if first in _AUXILIARIES:
        paid = any(word in _OF_MONEY for word in rest)
        return (AnswerType.MONEY if paid else AnswerType.THING), None
    return _by_noun(_owner(rest))


def _owner(plain: Sequence[str]) -> list[str]:
    """Cut "operator's shares sank" down to "operator": it is the owner that is asked for."""
    phrase = _phrase(plain)
    at = next((at for at, word in enumerate(phrase) if word.endswith("'s")), None)
    return list(plain) if at is None else [*phrase[:at], phrase[at].removesuffix("'s")]


def _by_noun(plain: Sequence[str]) -> tuple[AnswerType, str | None]:
    """Read the noun phrase that the words begin with."""
    at = 0
    while at < len(plain) and (plain[at] in _DETERMINERS or plain[at] in {"me", "us", "of"}):
        at += 1
    phrase = _phrase(plain[at:])
    after = plain[at + len(phrase) : at + len(phrase) + 1]
    if phrase and after in (["of"], ["for"]) and phrase[-1] in _TRANSPARENT | _MEASURES:
        expects, focus = _by_noun(plain[at + len(phrase) + 1 :])
        if phrase[-1] in _TRANSPARENT or expects in _OF_MEASURES:
            return expects, focus
    if any(word in _KINDS for word in phrase):
        return AnswerType.THING, phrase[-1]
    noun = _head_noun(phrase)
    if noun:
        return _TYPE_OF_NOUN[noun], noun
    return AnswerType.THING, _unknown_noun(phrase, after[0] if after else "")


def _by_search(plain: Sequence[str]) -> tuple[AnswerType, str | None]:
    """Read a bare search such as "perseverance landing date": its last noun that says a type."""
    for word in reversed(plain):
        noun = _singular(word)
        if noun in _TYPE_OF_NOUN:
            return _TYPE_OF_NOUN[noun], noun
    return AnswerType.THING, None


def _phrase(plain: Sequence[str]) -> list[str]:
    """Return the words up to the end of the noun phrase."""
    phrase: list[str] = []
    for word in plain:
        if word in _BREAKS:
            break
        phrase.append(word)
    return phrase


def _break_after(plain: Sequence[str]) -> str:
    return next((word for word in plain if word in _BREAKS), "")


def _head_noun(phrase: Sequence[str]) -> str | None:
    """Return the first noun of the table, or the last of several in a row ("share price")."""
    head = None
    for word in phrase:
        noun = _singular(word)
        if noun in _TYPE_OF_NOUN:
            head = noun
        elif head:
            break
    return head


def _unknown_noun(phrase: Sequence[str], following: str) -> str | None:
    """Return the most likely head of a phrase that may run on into a verb."""
    words = [word for word in phrase if word and not word[0].isdigit()]
    if not words:
        return None
    ends_in_noun = following in _AUXILIARIES or following in {"of", "in", "that", "who"}
    return words[-1] if ends_in_noun else words[0]


def _first_noun(plain: Iterable[str], types: set[AnswerType]) -> str | None:
    nouns = map(_singular, plain)
    return next((noun for noun in nouns if _TYPE_OF_NOUN.get(noun) in types), None)


def _type_of(word: str) -> AnswerType | None:
    return _TYPE_OF_NOUN.get(_singular(word))


def _singular(word: str) -> str:
    """Return a noun of the table for its plural, any other word as it is."""
    if word in _KNOWN_NOUNS or word in _OWN_PLURALS:
        return word
    for ending, singular in (("ies", "y"), ("es", ""), ("s", ""), ("men", "man")):
        noun = word.removesuffix(ending) + singular
        if word.endswith(ending) and noun in _KNOWN_NOUNS:
            return noun
    return word
