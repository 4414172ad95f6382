"""Typed values: what a span means, in a form that a program can compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qa.names import find_names
from qa.question import AnswerType, word_set


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value at the precision that the text states.

    ``normalised`` is, by type:

    - date: ISO 8601, with EDTF where ISO has no form: ``2018-09-03``, ``2018-09``, ``2018``,
      ``2017/2019``, ``199X``, ``2004-22`` (summer), ``2004-33`` (first quarter), ``-0499`` (500
      BC), ``2020-W06``, ``T09:30``
    - duration: ISO 8601: ``P3M``, ``PT5H``
    - number: plain digits, with the symbol of a unit of measurement where there is one: ``1200``,
      ``20 km``
    - money: the ISO 4217 currency and digits, ``EUR 3500000``; the currency as it was written
      where several countries have one of that name, ``pesos 400000000``
    - percentage: ``67%``
    - person, organisation, place: the name without title and article

    It is None where the text cannot be resolved. ``derivation`` says how a relative value was
    resolved.
    """

    type: AnswerType
    normalised: str | None
    derivation: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the value as JSON takes it."""
        return {
            "type": self.type.value,
            "normalised": self.normalised,
            "derivation": self.derivation,
        }


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """A piece of a text that states a value: ``text[start:end]``."""

    start: int
    end: int
    value: Value


def find_values(text: str, published: date | None = None) -> list[TypedSpan]:
    """Return the values that a text states, in their order; none overlaps another.

    ``published`` is the date of the text, by which ``Monday`` or ``Feb. 3`` are resolved where
    that leaves no doubt. Names are found by their capitals and their type is a guess: ``thing``
    where nothing tells.
    """
    found: list[TypedSpan] = []
    taken = bytearray(len(text))
    numbers = [match.start() for match in _NUMBER_BEGINS.finditer(text)]
    for kind in _KINDS:
        for match in kind.matches(text, numbers):
            start, end = match.span()
            if not any(taken[start:end]):
                found.append(TypedSpan(start, end, kind.value(match, published)))
                taken[start:end] = b"\1" * (end - start)
    found.extend(
        TypedSpan(start, end, Value(kind, text[start:end]))
        for start, end, kind in find_names(text)
        if not any(taken[start:end])
    )
    return sorted(found, key=lambda span: span.start)


def value_of(text: str, expects: AnswerType, published: date | None) -> Value | None:
    """Return the value of the text of an answer, or None where it states none.

    The expected type decides where the text alone does not: a bare ``1999`` is a number to "How
    many", a name of unknown kind is a person to "Who". A text that states several values of the
    expected type has that type and no single normalised form.
    """
    found = find_values(text, published)
    if expects in {AnswerType.THING, AnswerType.REASON, AnswerType.YES_NO}:
        whole = [span.value for span in found if _fills(span, text)]
        return whole[0] if whole else None
    values = [_read_as(expects, span.value, text[span.start : span.end]) for span in found]
    fitting = [value for value in values if value.type is expects]
    if fitting:
        same = len({value.normalised for value in fitting}) == 1
        return fitting[0] if same else Value(expects, None)
    return values[0] if found and _fills(found[0], text) else None


_NAMED = frozenset({AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE})


def _fills(span: TypedSpan, text: str) -> bool:
    """Say whether a value is at least half of a text, so that the text is that value."""
    return 2 * (span.end - span.start) >= len(text.strip())


def _read_as(expects: AnswerType, value: Value, text: str) -> Value:
    """Return a value as the expected type where the text may be read so."""
    if value.type is AnswerType.THING and expects in _NAMED:
        return Value(expects, value.normalised)
    if expects is AnswerType.NUMBER and value.type in {AnswerType.DURATION, AnswerType.DATE}:
        count = _COUNT_OF_TIME.match(text)
        if count and (number := _number(count["n"])) is not None:
            return Value(AnswerType.NUMBER, _digits(number))
    return value


# --- Numbers -------------------------------------------------------------------------------------

_TO_NINETEEN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: number for number, word in enumerate(_TO_NINETEEN)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_MAGNITUDES = {
    "dozen": 12,
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
# Written right after the digits: "3.5m". Alone they may be metres, so only money reads them.
_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}


def _either(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# A number begins where no other one goes on, so that a long run of digits is read once.
_FIRST = r"(?<![\w.,'’])(?<![\w.,][-–])"
_NUMBER_BEGINS = re.compile(
    rf"{_FIRST}(?:[0-9]|(?i:(?:{_either([*_SMALL, *_MAGNITUDES, 'half', 'a', 'an'])})\b))"
)
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,9})?(?![0-9]|[.,][0-9])"
_WORDS = (
    rf"(?i:(?:(?:half )?a (?={_either(_MAGNITUDES)})|half an? (?={_either(_MAGNITUDES)}))?"
    rf"(?:{_either([*_SMALL, *_MAGNITUDES])})"
    rf"(?:(?: and |[ -])(?:{_either([*_SMALL, *_MAGNITUDES])})){{0,9}}(?:-and-a-half)?)\b"
)
_MAGNITUDE = rf"(?i:[ -]?(?:{_either(_MAGNITUDES)})\b)"
_NUMBER = rf"(?:{_DIGITS}(?:{_MAGNITUDE})?|{_WORDS})"
_AMOUNT = rf"(?:{_DIGITS}(?:{_MAGNITUDE}|(?i:[ ]?(?:{_either(_LETTERS)})\b))?|{_WORDS})"
_SCALED = rf"{_DIGITS}(?:{_MAGNITUDE}|(?i: ?(?:{_either(_LETTERS)})\b))"
_DIGITS_THEN = re.compile(r"([0-9.,]+)[ -]?([a-z]*)")
_RANGE = r"(?: ?[-–] ?| to )"


def _number(text: str) -> Decimal | None:
    """Return the number that a text states, None where it is no well-formed one."""
    text = text.lower().strip()
    match = _DIGITS_THEN.fullmatch(text)
    if match:
        factor = (_MAGNITUDES | _LETTERS | {"": 1}).get(match[2])
        return None if factor is None else Decimal(match[1].replace(",", "")) * factor
    return _number_of_words(text)


def _number_of_words(text: str) -> Decimal | None:
    half = text.endswith("-and-a-half")
    words = re.split(r"[ -]", text.removesuffix("-and-a-half"))
    if words[0] == "half":
        scale = _number_of_words(" ".join(word for word in words[1:] if word != "a"))
        return scale / 2 if scale is not None else None
    total, current, last = Decimal(0), Decimal(0), Decimal("Infinity")
    for word in words:
        if word in _MAGNITUDES:
            current = max(current, Decimal(1)) * _MAGNITUDES[word]
            if _MAGNITUDES[word] >= 1000:
                total, current = total + current, Decimal(0)
            last = Decimal(100)
        elif word in _SMALL:
            number = Decimal(_SMALL[word])
            # "five six" and "nineteen ninety" are no numbers, "twenty six" is.
            if number >= last:
                return None
            current, last = current + number, Decimal(0 if number < 20 else 10)
    return total + current + (Decimal("0.5") if half else 0)


def _digits(number: Decimal) -> str:
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _counted(text: str) -> str | None:
    number = _number(text)
    return None if number is None else _digits(number)


_UNITS = {
    "km": "km", "kilometres": "km", "kilometers": "km", "miles": "mi", "mile": "mi",
    "metres": "m", "meters": "m", "metre": "m", "feet": "ft", "ft": "ft", "foot": "ft",
    "cm": "cm", "centimetres": "cm", "centimeters": "cm", "mm": "mm", "inches": "in",
    "kg": "kg", "kilograms": "kg", "tonnes": "t", "tons": "tons", "mph": "mph", "km/h": "km/h",
    "°C": "°C", "°F": "°F", "acres": "acres", "hectares": "ha", "MW": "MW", "GHz": "GHz",
    "MHz": "MHz", "GB": "GB", "MB": "MB", "gigabytes": "GB", "megabytes": "MB", "litres": "l",
    "liters": "l", "degrees": "°", "barrels": "barrels",
}  # fmt: skip

# --- Money ---------------------------------------------------------------------------------------

_SYMBOLS = {
    "US$": "USD", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "R$": "BRL",
    "$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
    "Rs": "INR",
}  # fmt: skip
_CURRENCIES = {
    "us dollars": "USD", "australian dollars": "AUD", "canadian dollars": "CAD",
    "hong kong dollars": "HKD", "dollars": "USD", "dollar": "USD", "euros": "EUR", "euro": "EUR",
    "pounds sterling": "GBP", "pounds": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "rupees": "INR", "roubles": "RUB", "rubles": "RUB", "won": "KRW", "baht": "THB",
    "ringgit": "MYR", "rand": "ZAR", "reais": "BRL", "zloty": "PLN", "shekels": "ILS",
    "swiss francs": "CHF", "forint": "HUF", "rupiah": "IDR", "lira": "TRY", "naira": "NGN",
}  # fmt: skip
# Currencies that are also other words are believed after a scale only: "3 million won".
_WORD_CURRENCIES = ("won", "pounds", "rand", "lira")
# Several countries have a currency of this name.
_SHARED_CURRENCIES = ("pesos", "dinars", "kroner", "kronor", "francs", "crowns", "shillings")
_CODES = word_set("USD EUR GBP JPY CHF AUD CAD CNY INR RUB KRW SEK NOK DKK TRY BRL ZAR")
_HUNDREDTHS = {"cents": "USD", "cent": "USD", "pence": "GBP", "p": "GBP"}


def _money(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    number = _number(groups["n"])
    if number is None:
        return None
    if name := groups.get("hundredth"):
        return f"{_HUNDREDTHS[name.strip().lower()]} {_digits(number / 100)}"
    name = groups.get("symbol") or groups.get("code") or groups["currency"]
    currency = _SYMBOLS.get(name) or _CURRENCIES.get(name.lower()) or name
    return f"{currency} {_digits(number)}"


# --- Percentages, plain numbers, durations -------------------------------------------------------

_FRACTIONS = {
    "half": "50%",
    "a quarter": "25%",
    "one quarter": "25%",
    "three quarters": "75%",
    "a fifth": "20%",
    "one fifth": "20%",
    "a tenth": "10%",
    "one tenth": "10%",
}


def _percentage(match: re.Match[str]) -> str | None:
    ends = [_counted(match[name]) for name in ("n", "to") if match[name]]
    return None if None in ends else "/".join(f"{end}%" for end in ends)


def _fraction(match: re.Match[str]) -> str | None:
    return _FRACTIONS.get(match.group().lower().replace("-", " "))


def _plain_number(match: re.Match[str]) -> str | None:
    number = _counted(match["n"])
    unit = match.groupdict().get("unit")
    return f"{number} {_UNITS[unit]}" if number and unit else number


def _unresolved(match: re.Match[str]) -> str | None:
    return None


_PERIODS = {
    "second": ("PT{}S", 1),
    "minute": ("PT{}M", 1),
    "hour": ("PT{}H", 1),
    "day": ("P{}D", 1),
    "week": ("P{}W", 1),
    "fortnight": ("P{}W", 2),
    "month": ("P{}M", 1),
    "year": ("P{}Y", 1),
    "decade": ("P{}Y", 10),
    "century": ("P{}Y", 100),
    "centurie": ("P{}Y", 100),
}
_PERIOD = rf"(?:{_either(_PERIODS)})"
_COUNT_OF_TIME = re.compile(rf"(?P<n>{_NUMBER})(?:[- ]{_PERIOD}s?)?$", re.IGNORECASE)


def _duration(match: re.Match[str]) -> str | None:
    number = _number(match["n"]) if match["n"] else Decimal("0.5" if match["half"] else 1)
    if number is None or match["to"]:
        return None
    form, factor = _PERIODS[match["unit"].lower()]
    return form.format(_digits(number * factor))


# --- Dates ---------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?!\w)"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
# The numbers that EDTF gives to parts of a year, in the place of a month.
_PARTS_OF_YEAR = {
    "spring": 21,
    "summer": 22,
    "autumn": 23,
    "fall": 23,
    "winter": 24,
    "first quarter": 33,
    "second quarter": 34,
    "third quarter": 35,
    "fourth quarter": 36,
    "last quarter": 36,
    "final quarter": 36,
}
_CENTURIES = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty-first",
)  # fmt: skip
# A day without a year is resolved where one year is far nearer than the next.
_FURTHEST_BACK, _FURTHEST_AHEAD = 120, 60
_MOST_MONTHS_BACK = 3


def _month_number(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3].lower()) + 1


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(published: date, months: int) -> str | None:
    """Return the month so many months after the article's."""
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"


def _moved(published: date, days: int) -> date | None:
    try:
        return published + timedelta(days=days)
    except OverflowError:
        return None


def _iso(match: re.Match[str]) -> str | None:
    found = _date(*map(int, match.group().split("-")))
    return found.isoformat() if found else None


def _day_of_month(match: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", match["day"]))


def _day_of_year(match: re.Match[str]) -> str | None:
    if not match["year"]:
        return None
    found = _date(int(match["year"]), _month_number(match), _day_of_month(match))
    return found.isoformat() if found else None


def _resolve_day(match: re.Match[str], published: date) -> str | None:
    """Resolve "Feb. 3" where one year is far nearer than the next."""
    if match["year"]:
        return None
    for year in (published.year - 1, published.year, published.year + 1):
        found = _date(year, _month_number(match), _day_of_month(match))
        if found and -_FURTHEST_BACK <= (found - published).days <= _FURTHEST_AHEAD:
            return found.isoformat()
    return None


def _month_of_year(match: re.Match[str]) -> str | None:
    return f"{match['year']}-{_month_number(match):02}"


def _resolve_month(match: re.Match[str], published: date) -> str | None:
    """Resolve "April" where it is just past, or where "last" or "next" points to it."""
    back = (published.month - _month_number(match)) % 12
    which = (match["which"] or "").lower()
    if which == "last":
        return _shifted(published, -(back or 12))
    if which == "next":
        return _shifted(published, 12 - back)
    return _shifted(published, -back) if back <= _MOST_MONTHS_BACK else None


def _years(match: re.Match[str]) -> str | None:
    first, last = match["first"], match["last"]
    last = last if len(last) == 4 else first[:2] + last
    return f"{first}/{last}" if first < last else None


def _decade(match: re.Match[str]) -> str | None:
    # "the '90s" does not say of which century.
    return f"{match['decade'][:3]}X" if match["decade"] else None


def _century(match: re.Match[str]) -> str | None:
    text = match["century"].lower()
    number = int(text[:-2]) if text[0].isdigit() else _CENTURIES.index(text) + 1
    return None if match["bc"] else f"{number - 1:02}XX"


def _before_christ(match: re.Match[str]) -> str | None:
    # ISO 8601 has a year 0000, which is 1 BC.
    year = int(match["year"].replace(",", "")) - 1
    return f"-{year:04}" if 0 < year < 10000 else None


def _part_of_year(match: re.Match[str]) -> str | None:
    return f"{match['year']}-{_PARTS_OF_YEAR[match['part'].lower()]}"


def _year(match: re.Match[str]) -> str | None:
    return match["year"]


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return f"T{hour:02}:{minute:02}" if hour < 24 else None


def _resolve_weekday(match: re.Match[str], published: date) -> str | None:
    """Resolve "Monday" to the last one up to the article's date, as news writes it."""
    which = (match["which"] or "").lower()
    if which in {"next", "coming"}:
        return None
    back = (published.weekday() - _DAYS.index(match["weekday"])) % 7
    found = _moved(published, -(back or 7) if which == "last" else -back)
    return found.isoformat() if found else None


def _resolve_day_word(match: re.Match[str], published: date) -> str | None:
    found = _moved(published, {"yesterday": -1, "tomorrow": 1}.get(match.group().lower(), 0))
    return found.isoformat() if found else None


def _resolve_days_ago(match: re.Match[str], published: date) -> str | None:
    days = _number(match["n"])
    found = _moved(published, -int(days)) if days is not None and days < 10**6 else None
    return found.isoformat() if found else None


def _resolve_period(match: re.Match[str], published: date) -> str | None:
    """Resolve "last week", "this month", "next year"."""
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    unit = match["unit"].lower()
    if unit == "month":
        return _shifted(published, step)
    if unit == "year":
        return f"{published.year + step:04}"
    day = _moved(published, 7 * step)
    if day is None:
        return None
    week = day.isocalendar()
    return f"{week.year:04}-W{week.week:02}"


# --- The table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to state a value: what it looks like, and what it means.

    ``resolve`` gives the meaning of a relative one by the article's date.
    """

    type: AnswerType
    pattern: re.Pattern[str]
    normalise: Callable[[re.Match[str]], str | None] = _unresolved
    resolve: Callable[[re.Match[str], date], str | None] | None = None

    @property
    def begins_with_number(self) -> bool:
        """Whether this is looked for only where a number begins, which is cheap."""
        return self.pattern.pattern.startswith(_FIRST)

    def matches(self, text: str, numbers: Sequence[int]) -> Iterator[re.Match[str]]:
        """Yield what looks like this; ``numbers`` are the places where a number may begin."""
        if not self.begins_with_number:
            yield from self.pattern.finditer(text)
            return
        end = 0
        for at in numbers:
            if at >= end and (match := self.pattern.match(text, at)):
                end = match.end()
                yield match

    def value(self, match: re.Match[str], published: date | None) -> Value:
        """Return the value that a match states."""
        normalised = self.normalise(match)
        if normalised is None and self.resolve and published:
            normalised = self.resolve(match, published)
            if normalised is not None:
                derivation = f'from "{match.group()}" and the article\'s date'
                return Value(self.type, normalised, derivation)
        return Value(self.type, normalised)


_D, _T, _N = AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER
_M, _P = AnswerType.MONEY, AnswerType.PERCENTAGE
_ON_DAY = rf"(?:{_WEEKDAY},? )?"
_OF_YEAR = rf",?(?: of)? (?P<year>{_YEAR})(?![\w%]|[.,][0-9])"
_RATE = r"(?:%|(?i:(?:per ?cent|percentage points?|pc)\b))"
_ANY_CURRENCY = _either({*_CURRENCIES, *_SHARED_CURRENCIES}.difference(_WORD_CURRENCIES))
# "In May": a month alone that is no modal verb, no name.
_IN = (
    r"\b(?:(?P<which>(?i:last|next|this)) |(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=[Ss]ince )"
    r"|(?<=ntil )|(?<=[Ee]arly )|(?<=[Ll]ate )|(?<=[Dd]uring ))"
)

# Where two match the same words the earlier one has them.
_KINDS: tuple[_Kind, ...] = tuple(
    _Kind(kind, re.compile(pattern), *meaning)
    for kind, pattern, *meaning in (
        (_P, rf"{_FIRST}(?P<n>{_NUMBER})(?:{_RANGE}(?P<to>{_DIGITS}))? ?{_RATE}", _percentage),
        (_M, rf"(?<!\w)(?P<symbol>{_either(_SYMBOLS)}) ?(?P<n>{_AMOUNT})", _money),
        (_M, rf"\b(?P<code>{_either(_CODES)}) ?(?P<n>{_AMOUNT})", _money),
        (_M, rf"{_FIRST}(?P<n>{_AMOUNT}) ?(?P<code>{_either(_CODES)})\b", _money),
        (_M, rf"{_FIRST}(?P<n>{_AMOUNT}) ?(?P<currency>(?i:{_ANY_CURRENCY}))\b", _money),
        (_M, rf"{_FIRST}(?P<n>{_SCALED}) ?(?P<currency>{_either(_WORD_CURRENCIES)})\b", _money),
        (_M, rf"{_FIRST}(?P<n>{_DIGITS})(?P<hundredth>p)\b", _money),
        (_M, rf"{_FIRST}(?P<n>{_NUMBER})(?P<hundredth> (?:cents?|pence))\b", _money),
        (_D, rf"{_FIRST}{_YEAR}-[01][0-9]-[0-3][0-9]\b", _iso),
        (_D, rf"(?<![\w.,’'–-]){_ON_DAY}(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})(?:{_OF_YEAR})?",
         _day_of_year, _resolve_day),
        (_D, rf"\b{_ON_DAY}(?P<month>{_MONTH}) (?P<day>{_DAY})(?!\w|[,.][0-9])(?:{_OF_YEAR})?",
         _day_of_year, _resolve_day),
        (_D, rf"\b(?P<month>{_MONTH}){_OF_YEAR}", _month_of_year),
        (_D, rf"\b(?i:(?P<part>{_either(_PARTS_OF_YEAR)})){_OF_YEAR}", _part_of_year),
        (_D, rf"{_FIRST}(?P<first>{_YEAR}){_RANGE}(?P<last>{_YEAR}|[0-9]{{2}})(?!\w|[.,][0-9])",
         _years),
        (_D, r"(?<![\w.,])(?:(?P<decade>[12][0-9]{2}0)|['’][0-9]0)['’]?s\b", _decade),
        (_D, rf"\b(?i:(?P<century>[1-9][0-9]?(?:st|nd|rd|th)|{_either(_CENTURIES)})[ -]century"
             r"(?P<bc> BCE?)?)\b", _century),
        (_D, rf"{_FIRST}(?P<year>[0-9]{{1,3}},[0-9]{{3}}|[0-9]{{1,4}}) ?(?:BCE?\b|B\.C\.)",
         _before_christ),
        (_D, rf"{_FIRST}(?P<hour>[0-2]?[0-9])(?:[:.](?P<minute>[0-5][0-9]))? ?"
             r"(?P<half>[ap]m\b|[ap]\.m\.)", _time),
        (_D, rf"{_FIRST}(?P<hour>[0-2]?[0-9]):(?P<minute>[0-5][0-9])(?P<half>)(?![:\w])", _time),
        (_D, rf"\b(?:(?P<which>(?i:last|next|this|coming)) )?(?P<weekday>{_WEEKDAY})\b",
         _unresolved, _resolve_weekday),
        (_D, r"\b(?i:yesterday|today|tomorrow|tonight)\b", _unresolved, _resolve_day_word),
        (_D, rf"{_FIRST}(?i:(?P<n>{_NUMBER}) days? ago)\b", _unresolved, _resolve_days_ago),
        (_D, r"\b(?i:(?P<which>last|this|next) (?P<unit>week|month|year))\b",
         _unresolved, _resolve_period),
        (_D, rf"{_FIRST}(?i:(?:{_NUMBER}|an?|several|a few) {_PERIOD}s? ago)\b", _unresolved),
        (_D, rf"{_IN}(?P<month>{_MONTH})(?! [A-Z0-9])", _unresolved, _resolve_month),
        (_N, rf"{_FIRST}(?P<n>{_NUMBER})(?=[- ]years?[- ]olds?\b)", _plain_number),
        (_T, rf"{_FIRST}(?:(?P<n>{_NUMBER})(?:{_RANGE}(?P<to>{_NUMBER}))?|(?P<half>(?i:half an?))"
             rf"|(?i:an?))[- ](?i:(?P<unit>{_PERIOD})s?)\b", _duration),
        (_P, r"\b(?i:half(?= of\b)|(?:an?|one|two|three)[- ](?:third|quarter|fifth|tenth)s?"
             r"(?= of\b)|two[- ]thirds|three[- ]quarters)\b", _fraction),
        (_D, rf"{_FIRST}(?P<year>{_YEAR})(?![\w%]|[.,:–-][0-9]| (?:people|[a-z]{{3,}}s)\b)", _year),
        (_N, rf"{_FIRST}(?P<n>{_NUMBER})[ -]?(?P<unit>{_either(_UNITS)})(?!\w)", _plain_number),
        (_N, r"\b(?i:dozens|scores|hundreds|thousands|millions|billions)(?= of\b)", _unresolved),
        (_N, rf"{_FIRST}(?!(?i:one (?:of|another|who|that)\b))(?P<n>{_NUMBER})(?!\w)",
         _plain_number),
    )
)  # fmt: skip
