from __future__ import annotations

from datetime import date

import pytest

from index.articles import Article
from index.formats import front_matter
from tests.index.formats.conftest import Folder

EXTENSIONS = ["txt", "md", "markdown"]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_field_is_read(folder: Folder, extension: str) -> None:
    content = (
        "---\nid: 007\ntitle: 'A: title'\npublished: 2020-02-11\nurl: https://example.org/a\n"
        "source: Courier\nlanguage: no\ntags: [one, two]\n---\n\nThe text.\n"
    )

    article = folder.article(f"a.{extension}", content)

    assert article == Article(
        id="007",
        title="A: title",
        text=article.text,
        published=date(2020, 2, 11),
        url="https://example.org/a",
        source="Courier",
        language="no",
    )
    assert article.text.rstrip("\n") == "The text."


@pytest.mark.parametrize(
    "published",
    ["2020-02-11", "'2020-02-11'", "2020-02-11T10:00:00Z", "2020-02-11 10:00:00", "11 Feb 2020"],
)
def test_a_date_may_be_written_in_several_ways(folder: Folder, published: str) -> None:
    article = folder.article("a.txt", f"---\npublished: {published}\n---\nText.")

    assert article.published == date(2020, 2, 11)


def test_a_number_is_the_text_that_was_written(folder: Folder) -> None:
    assert folder.article("a.txt", "---\ntitle: 1984\n---\nText.").title == "1984"


@pytest.mark.parametrize("nothing", ["", "~", "null", "''"])
def test_an_empty_field_counts_as_not_given(folder: Folder, nothing: str) -> None:
    article = folder.article("my-file.md", f"---\ntitle: {nothing}\nurl: {nothing}\n---\nText.")

    assert (article.title, article.url) == ("My file", None)


def test_null_in_quotes_is_a_word(folder: Folder) -> None:
    assert folder.article("a.txt", "---\ntitle: 'null'\n---\nText.").title == "null"


@pytest.mark.parametrize("inside", ["", "# only a comment\n", "\n"])
def test_front_matter_may_be_empty(folder: Folder, inside: str) -> None:
    assert folder.article("a.txt", f"---\n{inside}---  \n\n \nText.").text == "Text."


def test_line_endings_and_a_byte_order_mark_do_not_hide_it(folder: Folder) -> None:
    article = folder.article("a.txt", "\ufeff---\r\ntitle: T\r\n---\r\nOne.\r\nTwo.\rThree.")

    assert (article.title, article.text) == ("T", "One.\nTwo.\nThree.")


def test_a_line_of_hyphens_further_down_is_text(folder: Folder) -> None:
    assert folder.article("a.txt", "One.\n---\nTwo.").text == "One.\n---\nTwo."


def test_front_matter_without_a_text_is_rejected(folder: Folder) -> None:
    assert "blank" in folder.rejected("a.txt", "---\ntitle: T\n---\n\n").reason
    assert "no text" in folder.rejected("a.md", "---\ntitle: T\n---\n\n").reason


@pytest.mark.parametrize(
    ("inside", "line", "reason"),
    [
        ("source: S\ntitle: a: b\n", 3, "not valid YAML: mapping values are not allowed here"),
        ("title: 'open\n", 3, "not valid YAML"),
        ("a: &a [x]\nb: *a\n", 3, "aliases"),
        ("a: \x07\n", None, "characters that YAML does not allow"),
        ("just words\n", 2, "lines of the form name: value"),
        ("- a\n- b\n", 2, "lines of the form name: value"),
        ("? [a]\n: b\n", 2, "not valid YAML"),
        ("[" * 5000 + "\n", None, "nested too deeply"),
        ("published: 2020-02-31\n", None, "not a date"),
        ("published: true\n", None, "not a date"),
        ("published: 03/04/2020\n", None, "may be"),
        ("title: [a, b]\n", None, "title must be a string, not a list"),
        ("title: !!python/object/apply:os.getcwd []\n", None, "title must be a string"),
        ("id: a/b\n", None, "id must have"),
        ('source: "\\ud800"\n', None, "lone surrogate"),
    ],
)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_invalid_front_matter_is_rejected(
    folder: Folder, extension: str, inside: str, line: int | None, reason: str
) -> None:
    rejected = folder.rejected(f"a.{extension}", f"---\n{inside}---\nText.\n")

    assert reason in rejected.reason
    assert rejected.line == line


def test_front_matter_has_to_be_closed(folder: Folder) -> None:
    for content in (
        "---\ntitle: T\n\nText.",
        "---\n" + "#" * front_matter.MAX_CHARACTERS + "\n---",
    ):
        rejected = folder.rejected("a.md", content)

        assert "not closed" in rejected.reason
        assert rejected.line == 1


def test_aliases_cannot_grow(folder: Folder) -> None:
    rows = ["a0: &a0 {k: v}"]
    rows += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]

    rejected = folder.rejected("a.md", "---\n" + "\n".join(rows) + "\n---\nText.")

    assert "aliases" in rejected.reason
