from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

import pytest

from index.articles import Article
from index.formats import Rejected
from tests.index.formats.conftest import Folder


def test_an_object_is_an_article_named_after_its_file(folder: Folder) -> None:
    article = folder.article("harbour_bridge.json", '{"text": "It opened.", "title": null}')

    assert article.title == "Harbour bridge"
    assert article.id.startswith("harbour-bridge-")


def test_every_field_is_read(folder: Folder) -> None:
    article = folder.article(
        "a.json",
        '{"id": 7, "title": "T", "text": "One\\r\\ntwo", "published": "2020-02-11T10:00:00Z",'
        ' "url": "http://example.org", "source": "S", "language": "en", "more": {}}',
    )

    assert article == Article(
        id="7",
        title="T",
        text="One\r\ntwo",
        published=date(2020, 2, 11),
        url="http://example.org",
        source="S",
        language="en",
    )


def test_the_records_of_an_array_come_in_order_and_bad_ones_stop_nothing(folder: Folder) -> None:
    records = [{"text": "One."}, {"text": ""}, "two", None, {"text": "Three.", "id": "3"}]

    first, blank, string, null, last = folder.read("a.json", json.dumps(records))

    assert isinstance(first, Article)
    assert (first.id, first.title) == (sha256(b"One.").hexdigest()[:16], "One.")
    assert isinstance(last, Article)
    assert last.id == "3"
    assert isinstance(blank, Rejected)
    assert (blank.record, blank.line) == (2, None)
    assert "blank" in blank.reason
    for number, item in [(3, string), (4, null)]:
        assert isinstance(item, Rejected)
        assert item.record == number
        assert "must be an object" in item.reason


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('{"text":\n "a",\n}', 3, "invalid JSON at column"),
        ('{"text": "a"} {"text": "b"}', 1, "Extra data"),
        ('{"text": "a\nb"}', 1, "Invalid control character"),
        ('"text"', None, "must be an object"),
        ("17", None, "must be an object"),
        ("[]", None, "the array is empty"),
        ("{}", None, "the text is missing"),
        (' {"text": 17}', None, "text must be a string"),
        ('{"text": "a", "published": true}', None, "published must be a date"),
        ('{"text": "a", "title": ["b"]}', None, "title must be a string"),
        ('{"text": "\\ud800"}', None, "lone surrogate"),
        ('{"text": "\\u0000"}', None, "NUL"),
        ("[" * 100_000, None, "nested too deeply"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", None, "too many digits"),
    ],
)
def test_invalid_content_is_rejected(
    folder: Folder, content: str, line: int | None, reason: str
) -> None:
    rejected = folder.rejected("a.json", content)

    assert reason in rejected.reason
    assert rejected.line == line


def test_an_escaped_pair_of_surrogates_is_one_character(folder: Folder) -> None:
    assert folder.article("a.json", '{"text": "\\ud83d\\ude00"}').text == "😀"
