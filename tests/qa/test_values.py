from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question import AnswerType
from qa.values import find_values, value_of

# A Tuesday.
PUBLISHED = date(2020, 2, 11)

DATES = [
    ("signed on 3 September 2018 in Sochi", "3 September 2018", "2018-09-03"),
    ("signed on the 3rd of September 2018", "3rd of September 2018", "2018-09-03"),
    ("on September 3, 2018, they met", "September 3, 2018", "2018-09-03"),
    ("on Sept. 3, 2018, they met", "Sept. 3, 2018", "2018-09-03"),
    ("Monday, 3 September 2018", "Monday, 3 September 2018", "2018-09-03"),
    ("updated 2018-09-03 at noon", "2018-09-03", "2018-09-03"),
    ("on 31 February 2018", "31 February 2018", None),
    ("attack on Idlib in September 2018 on", "September 2018", "2018-09"),
    ("in May of 2004", "May of 2004", "2004-05"),
    ("the Jan 2017 talks", "Jan 2017", "2017-01"),
    ("built in 1972.", "1972", "1972"),
    ("(1809)", "1809", "1809"),
    ("from 2017-2019 it", "2017-2019", "2017/2019"),
    ("from 2017 to 2019 it", "2017 to 2019", "2017/2019"),
    ("the war of 1914–18", "1914–18", "1914/1918"),
    ("music of the 1990s", "1990s", "199X"),
    ("music of the '90s", "'90s", None),
    ("in the 19th century", "19th century", "18XX"),
    ("in the nineteenth century", "nineteenth century", "18XX"),
    ("founded around 660 BCE", "660 BCE", "-0659"),
    ("in the summer of 2004", "summer of 2004", "2004-22"),
    ("the third quarter of 2004", "third quarter of 2004", "2004-35"),
    ("opens at 9.30am", "9.30am", "T09:30"),
    ("opens at 12 pm", "12 pm", "T12:00"),
    ("at 17:05 on", "17:05", "T17:05"),
]
DURATIONS = [
    ("it lasted three months", "three months", "P3M"),
    ("it took 5 hours", "5 hours", "PT5H"),
    ("a 12-month contract", "12-month", "P12M"),
    ("after a year", "a year", "P1Y"),
    ("after half an hour", "half an hour", "PT0.5H"),
    ("within two weeks", "two weeks", "P2W"),
    ("two decades of war", "two decades", "P20Y"),
    ("over three centuries", "three centuries", "P300Y"),
    ("for 2.5 years", "2.5 years", "P2.5Y"),
    ("for 45 minutes", "45 minutes", "PT45M"),
    ("for 30 seconds", "30 seconds", "PT30S"),
    ("within 3-5 days", "3-5 days", None),
    ("within four to five days", "four to five days", None),
    ("for 1,000 days", "1,000 days", "P1000D"),
]
NUMBERS = [
    ("Turkey built 12 posts", "12", "12"),
    ("some 1,200 guests", "1,200", "1200"),
    ("and 3.5 million copies", "3.5 million", "3500000"),
    ("twelve men", "twelve", "12"),
    ("Five Turkish soldiers", "Five", "5"),
    ("twenty-five men", "twenty-five", "25"),
    ("a hundred and five men", "a hundred and five", "105"),
    ("two hundred thousand men", "two hundred thousand", "200000"),
    ("half a million men", "half a million", "500000"),
    ("a dozen eggs", "a dozen", "12"),
    ("two dozen eggs", "two dozen", "24"),
    ("three million two hundred men", "three million two hundred", "3000200"),
    ("hundreds of targets", "hundreds", None),
    ("scores of soldiers", "scores", None),
    ("the 62-year-old pilot", "62", "62"),
    ("he is 62 years old", "62", "62"),
    ("some 20 miles away", "20 miles", "20 mi"),
    ("a 3.2 km tunnel", "3.2 km", "3.2 km"),
    ("at 37 GHz", "37 GHz", "37 GHz"),
    ("1500 people came", "1500", "1500"),
    ("2000 jobs were lost", "2000", "2000"),
    ("zero cases", "zero", "0"),
    ("one billion stars", "one billion", "1000000000"),
    ("0.75 of it", "0.75", "0.75"),
    ("007 agents", "007", "7"),
]
MONEY = [
    ("it cost $3.5m", "$3.5m", "USD 3500000"),
    ("it cost $3.5 million", "$3.5 million", "USD 3500000"),
    ("it cost £20", "£20", "GBP 20"),
    ("it cost €1.5bn", "€1.5bn", "EUR 1500000000"),
    ("it cost US$ 40", "US$ 40", "USD 40"),
    ("it cost A$40", "A$40", "AUD 40"),
    ("worth 330m euros", "330m euros", "EUR 330000000"),
    ("worth 3.5 million euros", "3.5 million euros", "EUR 3500000"),
    ("212 million dollars", "212 million dollars", "USD 212000000"),
    ("worth EUR 20", "EUR 20", "EUR 20"),
    ("worth 20 EUR", "20 EUR", "EUR 20"),
    ("worth 400m pesos", "400m pesos", "pesos 400000000"),
    ("100,000 kroner", "100,000 kroner", "kroner 100000"),
    ("100 trillion won", "100 trillion won", "KRW 100000000000000"),
    ("a stamp of 20p", "20p", "GBP 0.2"),
    ("it cost 50 cents", "50 cents", "USD 0.5"),
    ("five dollars each", "five dollars", "USD 5"),
    ("it cost $1,250.50", "$1,250.50", "USD 1250.5"),
    ("¥500 notes", "¥500", "JPY 500"),
    ("ten million yen", "ten million yen", "JPY 10000000"),
]
PERCENTAGES = [
    ("rose by 67% in May", "67%", "67%"),
    ("rose by 67 percent", "67 percent", "67%"),
    ("rose by 67 per cent", "67 per cent", "67%"),
    ("rose by 0.3 percentage points", "0.3 percentage points", "0.3%"),
    ("fell 2.0 percent", "2.0 percent", "2%"),
    ("between 30-40% of", "30-40%", "30%/40%"),
    ("some 3 to 4% more", "3 to 4%", "3%/4%"),
    ("fifty percent of", "fifty percent", "50%"),
    ("half of voters", "half", "50%"),
    ("a quarter of voters", "a quarter", "25%"),
    ("two-thirds of voters", "two-thirds", None),
]
NAMES = [
    ("the Syrian President Bashar Assad said", "Bashar Assad", "person"),
    ("Kremlin spokesman Dmitry Peskov", "Dmitry Peskov", "person"),
    ("Mayor Helena Duarte cut the ribbon", "Helena Duarte", "person"),
    ("U.S. Secretary of State Michael Pompeo", "Michael Pompeo", "person"),
    ("accused by Recep Tayyip Erdoğan on", "Recep Tayyip Erdoğan", "person"),
    ("Peskov said so", "Peskov", "person"),
    ("the firm Almeida Works Ltd. had", "Almeida Works Ltd.", "organisation"),
    ("a loan of the Bank of England to", "Bank of England", "organisation"),
    ("studied at Yale University for", "Yale University", "organisation"),
    ("engineers of NASA found", "NASA", "organisation"),
    ("a garden in Tromsø that", "Tromsø", "place"),
    ("The Kremlin and Russia agree", "Russia", "place"),
    ("on Lake Garda", "Lake Garda", "place"),
    ("the film Jaws was", "Jaws", "thing"),
]
RELATIVE = [
    ("on Feb. 3. Turkey", "Feb. 3", "2020-02-03"),
    ("on 20 December it", "20 December", "2019-12-20"),
    ("on Feb. 20 it", "Feb. 20", "2020-02-20"),
    ("on August 15 it", "August 15", None),
    ("attack on Monday, the", "Monday", "2020-02-10"),
    ("said on Tuesday that", "Tuesday", "2020-02-11"),
    ("on Saturday to", "Saturday", "2020-02-08"),
    ("last Tuesday it", "last Tuesday", "2020-02-04"),
    ("next Monday it", "next Monday", None),
    ("it was yesterday", "yesterday", "2020-02-10"),
    ("it is tomorrow", "tomorrow", "2020-02-12"),
    ("three days ago", "three days ago", "2020-02-08"),
    ("two years ago", "two years ago", None),
    ("last week it", "last week", "2020-W06"),
    ("last month it", "last month", "2020-01"),
    ("next year it", "next year", "2021"),
    ("in January it", "January", "2020-01"),
    ("in April it", "April", None),
    ("last April it", "last April", "2019-04"),
    ("next April it", "next April", "2020-04"),
]
CASES = [
    *((text, span, AnswerType.DATE, normalised) for text, span, normalised in DATES),
    *((text, span, AnswerType.DURATION, normalised) for text, span, normalised in DURATIONS),
    *((text, span, AnswerType.NUMBER, normalised) for text, span, normalised in NUMBERS),
    *((text, span, AnswerType.MONEY, normalised) for text, span, normalised in MONEY),
    *((text, span, AnswerType.PERCENTAGE, normalised) for text, span, normalised in PERCENTAGES),
    *((text, span, AnswerType(kind), span) for text, span, kind in NAMES),
]


@pytest.mark.parametrize(("text", "span", "kind", "normalised"), CASES)
def test_values_are_found_and_normalised(
    text: str, span: str, kind: AnswerType, normalised: str | None
) -> None:
    found = {text[value.start : value.end]: value.value for value in find_values(text)}
    assert span in found
    assert (found[span].type, found[span].normalised) == (kind, normalised)
    assert found[span].derivation is None


@pytest.mark.parametrize(("text", "span", "normalised"), RELATIVE)
def test_relative_dates_are_resolved_where_they_leave_no_doubt(
    text: str, span: str, normalised: str | None
) -> None:
    found = {text[value.start : value.end]: value.value for value in find_values(text, PUBLISHED)}
    assert (found[span].type, found[span].normalised) == (AnswerType.DATE, normalised)
    derivation = f'from "{span}" and the article\'s date'
    assert found[span].derivation == (derivation if normalised else None)


@pytest.mark.parametrize(("text", "span", "normalised"), RELATIVE)
def test_without_the_date_of_the_article_they_are_not(
    text: str, span: str, normalised: str | None
) -> None:
    found = {text[value.start : value.end]: value.value for value in find_values(text)}
    assert found[span].normalised is None


@pytest.mark.parametrize(
    "text",
    [
        "it may rain",
        "they march on",
        "version 1.2.3",
        "the first man",
        "one of the best",
        "The and But",
        "",
    ],
)
def test_what_states_no_value_has_none(text: str) -> None:
    assert find_values(text) == []


@pytest.mark.parametrize("text", ["five six men", "nineteen ninety nine"])
def test_words_that_make_no_number_are_not_made_into_one(text: str) -> None:
    assert all(span.value.normalised is None for span in find_values(text))


@pytest.mark.parametrize(
    ("text", "expects", "normalised"),
    [
        ("September 2018", AnswerType.DATE, "2018-09"),
        ("in September 2018", AnswerType.DATE, "2018-09"),
        ("Monday", AnswerType.DATE, "2020-02-10"),
        ("1999", AnswerType.NUMBER, "1999"),
        ("1999", AnswerType.DATE, "1999"),
        ("three years", AnswerType.NUMBER, "3"),
        ("three years", AnswerType.DURATION, "P3Y"),
        ("more than 167 million", AnswerType.NUMBER, "167000000"),
        ("about $94m", AnswerType.MONEY, "USD 94000000"),
        ("Jaws", AnswerType.PERSON, "Jaws"),
        ("Syrian President Bashar Assad", AnswerType.PERSON, "Bashar Assad"),
        ("the Kremlin", AnswerType.ORGANISATION, "Kremlin"),
        ("2000 and 2001", AnswerType.DATE, None),
    ],
)
def test_an_answer_is_read_as_the_type_that_is_expected(
    text: str, expects: AnswerType, normalised: str | None
) -> None:
    value = value_of(text, expects, PUBLISHED)
    assert value is not None
    assert (value.type, value.normalised) == (expects, normalised)


def test_an_answer_of_another_type_keeps_its_own() -> None:
    value = value_of("$94m", AnswerType.PERSON, None)
    assert value is not None
    assert value.type is AnswerType.MONEY


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("", AnswerType.DATE),
        ("medical students", AnswerType.PERSON),
        ("a guerrilla campaign that lasted until 1999", AnswerType.THING),
        ("higher fuel costs", AnswerType.REASON),
    ],
)
def test_an_answer_without_a_value_has_none(text: str, expects: AnswerType) -> None:
    assert value_of(text, expects, PUBLISHED) is None


@pytest.mark.parametrize(
    "unit",
    ["1", "1,111", "a ", "A ", "one ", "one-", "A.", "$1", "1 to ", "A of the ", "In ", "half a "],
)
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    began = perf_counter()
    find_values((unit * 20_000)[:20_000])
    assert perf_counter() - began < 3


PIECES = st.sampled_from(
    "last next May Feb. 3 2018 30 31 1999 half a million years ago % $ €5bn - – to of President The"
    " U.S. one two hundred thousand 19th century 0 BC 9.30 am Monday 99999999 days".split()
)
TEXTS = st.text() | st.lists(PIECES).map(" ".join)
DAYS = st.dates() | st.none()


@given(TEXTS, DAYS)
def test_values_of_any_text_lie_in_it_in_order_without_overlap(
    text: str, published: date | None
) -> None:
    found = find_values(text, published)
    ends = [0, *(span.end for span in found)]
    assert all(end <= span.start < span.end for end, span in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


@given(TEXTS, st.sampled_from(AnswerType), DAYS)
def test_any_text_has_a_value_or_none(
    text: str, expects: AnswerType, published: date | None
) -> None:
    value = value_of(text, expects, published)
    assert value is None or value.to_dict()["type"] in set(AnswerType)
