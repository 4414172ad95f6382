from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats import ArticleError
from index.formats.dates import parse_date


@pytest.mark.parametrize(
    "written",
    [
        "2020-02-11",
        " 2020-02-11 ",
        "20200211",
        "2020/02/11",
        "2020.2.11",
        "2020-02-11T10:00:00Z",
        "2020-02-11T23:30:00-08:00",
        "2020-02-11 10:00:00 +0300",
        "2020-02-11 10:00 EST",
        "11 February 2020",
        "11-Feb-2020",
        "2020 Feb 11",
        "Feb. 11, 2020",
        "February 11th, 2020",
        "11th of February, 2020",
        "Tue, 11 Feb 2020 10:00:00 GMT",
        date(2020, 2, 11),
        datetime(2020, 2, 11, 23, 59, tzinfo=UTC),
    ],
)
def test_a_date_is_read_as_it_is_written(written: object) -> None:
    assert parse_date(written) == date(2020, 2, 11)


def test_a_day_above_twelve_or_equal_to_the_month_has_one_meaning() -> None:
    assert parse_date("13/04/2020") == date(2020, 4, 13)
    assert parse_date("04/13/2020") == date(2020, 4, 13)
    assert parse_date("04/04/2020") == date(2020, 4, 4)


@pytest.mark.parametrize("written", ["03/04/2020", "3.4.2020", "03-04-2020", "03/04/2020 10:00"])
def test_day_and_month_are_never_guessed(written: str) -> None:
    with pytest.raises(ArticleError, match="may be 2020-03-04 or 2020-04-03; write the one meant"):
        parse_date(written)


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "Monday",
        "Tuesday February 2020",
        "10:00",
        "2020",
        "February 2020",
        "11 February",
        "11 Feb 20",
        "2020-02-30",
        "2020-13-02",
        "30 Feb 2020",
        "1581379200",
        "2020-02-11 or later",
        "0000-01-01",
        "9" * 5000,
    ],
)
def test_what_is_not_a_whole_date_is_rejected(written: str) -> None:
    with pytest.raises(ArticleError, match="not a date with day, month and year") as caught:
        parse_date(written)

    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("value", [True, 20200211, 2020.5, ["2020-02-11"], {}])
def test_another_type_is_rejected(value: object) -> None:
    with pytest.raises(ArticleError, match="must be a date in quotes"):
        parse_date(value)


@given(st.text(max_size=70) | st.text("0123456789 -/.:+TZFebMonapm", max_size=30))
def test_any_string_is_a_date_or_an_article_error(written: str) -> None:
    try:
        parse_date(written)
    except ArticleError as error:
        assert "published" in str(error)
