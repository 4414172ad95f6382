from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from index.articles import Article
from index.formats import ArticleError, article_from
from index.formats.record import LIMITS


def test_all_fields_come_through() -> None:
    fields = {
        "id": "bridge-2019",
        "title": "Bridge opens",
        "text": "The bridge opened.",
        "published": "2019-03-15",
        "url": "https://example.org/bridge?a=b#c",
        "source": "Coastal Courier",
        "language": "pt_BR",
        "section": ["ignored"],
    }

    article = article_from(fields)

    assert article == Article(
        id="bridge-2019",
        title="Bridge opens",
        text="The bridge opened.",
        published=date(2019, 3, 15),
        url="https://example.org/bridge?a=b#c",
        source="Coastal Courier",
        language="pt-BR",
    )


def test_a_text_is_enough_and_names_itself() -> None:
    article = article_from({"text": "The bridge opened."})

    assert article.id == sha256(b"The bridge opened.").hexdigest()[:16]
    assert article.title == "The bridge opened."
    rest = (article.published, article.url, article.source, article.language)
    assert rest == (None, None, None, None)


def test_defaults_stand_in_for_what_is_not_given() -> None:
    fields = {"text": "Text.", "title": " ", "published": "", "url": None, "source": "\t"}

    article = article_from(fields, default_id="file-1", default_title="File")

    assert article == Article(id="file-1", title="File", text="Text.")


def test_the_text_stays_exactly_as_it_is() -> None:
    text = " \u00a0One\r\ntwo\ttabs\x0b e\u0301 ﬁ 😀 \u200b\n\n"

    article = article_from({"text": text})

    assert article.text == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("word " * 1_000_000, "word " * 15 + "word…"),
        ("字" * 1000, "字" * 80 + "…"),
        ("\n\nOne\n\ttwo \x1b three", "One two three"),
        ("\x1b\x1b", "Untitled"),
    ],
)
def test_a_title_made_from_the_text_is_one_short_line(text: str, title: str) -> None:
    assert article_from({"text": text}).title == title


def test_a_title_becomes_one_line() -> None:
    assert article_from({"text": "x", "title": " Two\n  lines\t"}).title == "Two lines"


@pytest.mark.parametrize(
    ("value", "kept"), [("a", "a"), (17, "17"), ("é:~@+,=!_.-", "é:~@+,=!_.-"), ("x" * 200,) * 2]
)
def test_an_id_fits_into_the_path_of_a_url(value: object, kept: str) -> None:
    assert article_from({"text": "x", "id": value}).id == kept


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        ".",
        "..",
        "a b",
        "a/b",
        r"a\b",
        "a?b",
        "a#b",
        "a%b",
        "\n",
        "\ud800",
        "\u202e",
        "x" * 201,
    ],
)
def test_an_id_that_does_not_fit_is_rejected(value: str) -> None:
    with pytest.raises(ArticleError, match="id must have 1 to 200 printable characters"):
        article_from({"text": "x", "id": value})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "the text is missing"),
        (17, "text must be a string, not a number"),
        (["x"], "text must be a string, not a list"),
        ({}, "text must be a string, not an object"),
        (b"x", "text must be a string, not this type"),
        ("", "the text is blank"),
        (" \n\t\u00a0", "the text is blank"),
        ("a\0b", "NUL character"),
        ("ab\ud800c", r"character 2 of the text is a lone surrogate \(\\ud800\)"),
    ],
)
def test_a_text_that_cannot_be_kept_is_rejected(text: object, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        article_from({"text": text})


@pytest.mark.parametrize("name", ["title", "url", "source", "language"])
def test_fields_of_one_line_are_checked(name: str) -> None:
    for value, reason in [
        (17, f"{name} must be a string, not a number"),
        (True, f"{name} must be a string, not true or false"),
        ("x" * 3000, f"{name} has 3,000 characters; at most {LIMITS[name]} fit"),
        ("a\x1b[31m", f"{name} holds the control character or lone surrogate U\\+001B"),
        ("a\udfff", f"{name} holds the control character or lone surrogate U\\+DFFF"),
    ]:
        with pytest.raises(ArticleError, match=reason):
            article_from({"text": "x", name: value})


@pytest.mark.parametrize("value", [True, 1.5, [], {}])
def test_an_id_of_another_type_is_rejected(value: object) -> None:
    with pytest.raises(ArticleError, match="id must be a string or a whole number"):
        article_from({"text": "x", "id": value})


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc", "/posts/1", "example.org", "http://", "http://["]
)
def test_only_a_web_address_is_a_url(url: str) -> None:
    with pytest.raises(ArticleError, match="url must be a whole web address"):
        article_from({"text": "x", "url": url})


def test_a_url_has_no_spaces() -> None:
    with pytest.raises(ArticleError, match="url must be a whole web address"):
        article_from({"text": "x", "url": "https://example.org/a b"})


@pytest.mark.parametrize("language", ["English, British", "e", "en-", "12"])
def test_a_language_is_a_tag(language: str) -> None:
    with pytest.raises(ArticleError, match="language must be a language tag"):
        article_from({"text": "x", "language": language})


@pytest.mark.parametrize("published", [True, 0, "soon", "03/04/2020"])
def test_a_date_is_checked(published: object) -> None:
    with pytest.raises(ArticleError, match="published"):
        article_from({"text": "x", "published": published})
