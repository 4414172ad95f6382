"""Dates as people and programs write them. What can be read in two ways is never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime

from dateutil import parser

from index.formats.errors import ArticleError

_LONGEST = 64
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# A part of the date that is not written is taken from these, so that the two results differ. They
# lie more than a week apart within the month, for a weekday alone picks a day close to them.
_FILLERS = (datetime(2000, 1, 1), datetime(2001, 2, 15))


def parse_date(value: object) -> date:
    """Read a date: ISO 8601, or a form such as ``11 Feb 2020``, with or without a time.

    Of a time with an offset the date counts as it is written there.

    Raises:
        ArticleError: it is not a date, not a complete one, or ``03/04/2020``, which may be in March
            or in April.

    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ArticleError("published must be a date in quotes, such as 2020-02-11")
    text = value.strip()
    return _iso(text) or _written_out(text)


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _written_out(text: str) -> date:
    """Read a form other than ISO 8601, if it has one meaning."""
    readings = {_reading(text, day_first) for day_first in (False, True)}
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        # The year first means month, then day, everywhere.
        readings &= {_year_first(*map(int, year_first.groups()))}
    complete = sorted(reading for reading in readings if reading is not None)
    if len(complete) > 1:
        first, second = complete
        raise ArticleError(f"published {text!r} may be {first} or {second}; write the one meant")
    # Two digits of a year do not tell the century, nor always that they are the year.
    if not complete or f"{complete[0].year:04}" not in text:
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        raise ArticleError(
            f"published {shown!r} is not a date with day, month and year; write it as 2020-02-11"
        )
    return complete[0]


def _year_first(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _reading(text: str, day_first: bool) -> date | None:
    """Read a date with one order of day and month, or return None if a part is missing."""
    if len(text) > _LONGEST:
        return None
    try:
        filled = {
            parser.parse(text, default=filler, dayfirst=day_first, ignoretz=True).date()
            for filler in _FILLERS
        }
    except (ValueError, OverflowError):
        return None
    return filled.pop() if len(filled) == 1 else None
