from __future__ import annotations

import pytest

from index.formats import Rejected
from tests.index.formats.conftest import Folder


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("*One* **two** __three__ _four_ ~~five~~", "One two three four five"),
        ("[link *text*](https://a.example 'title') and [ref][r]\n\n[r]: /x", "link text and ref"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("![A *red* bridge](b.png) opens", "A red bridge opens"),
        ("`a * b` stays", "a * b stays"),
        ("A &amp; B &copy; \\*C\\* 5 < 6", "A & B © *C* 5 < 6"),
        ("wrapped\nline", "wrapped line"),
        ("hard  \nbreak\\\nhere", "hard\nbreak\nhere"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("one\n\n***\n\ntwo", "one\n\ntwo"),
        ("intro\n\n# Head\ntext", "intro\n\nHead\n\ntext"),
        ("intro\n\nHead\n===\ntext", "intro\n\nHead\n\ntext"),
        ("before\n\n- one\n- two\n  more\n\nafter", "before\n\none\ntwo more\n\nafter"),
        ("- one\n\n  para\n\n- two\n  1. deep\n", "one\npara\ntwo\ndeep"),
        ("- one\n\n1. first\n2. second", "one\n\nfirst\nsecond"),
        ("```\ncode\n```\n- one", "code\n\none"),
        ("```py\nx = 1\n\ny = *2*\n```", "x = 1\n\ny = *2*"),
        ("    indented code", "indented code"),
        ("> quoted\n>\n> more", "quoted\n\nmore"),
        ("| A | *B* |\n|---|---|\n| 1 | |\n\nafter", "A\tB\n1\t\n\nafter"),
        ("a <b>bold</b> word<br>next <!-- no -->end", "a bold word\nnext end"),
        ("<div><p>One <i>x</i> &lt;</p>\n<!-- a\nb --><p>Two</p></div>", "One x <\nTwo"),
        ("<script>\nbad()\n</script>\n\ntext", "text"),
        ("Erdoğan said: “naïve” 😀", "Erdoğan said: “naïve” 😀"),
    ],
)
def test_markup_is_removed(folder: Folder, source: str, text: str) -> None:
    assert folder.article("a.md", source).text == text


def test_an_opening_heading_is_the_title_and_not_repeated(folder: Folder) -> None:
    article = folder.article("a.markdown", "# Bridge *opens*\n\nIt opened.\n\n## Later\n\nMore.")

    assert (article.title, article.text) == ("Bridge opens", "It opened.\n\nLater\n\nMore.")


def test_a_heading_further_down_is_the_title_and_stays(folder: Folder) -> None:
    article = folder.article("a.md", "Intro.\n\n# Bridge opens\n\nIt opened.")

    assert (article.title, article.text) == (
        "Bridge opens",
        "Intro.\n\nBridge opens\n\nIt opened.",
    )


def test_the_title_of_the_front_matter_comes_first(folder: Folder) -> None:
    same = folder.article("a.md", "---\ntitle: Bridge\n---\n# Bridge\n\nIt opened.")
    other = folder.article("b.md", "---\ntitle: Bridge\n---\n# Part one\n\nIt opened.")

    assert (same.title, same.text) == ("Bridge", "It opened.")
    assert (other.title, other.text) == ("Bridge", "Part one\n\nIt opened.")


def test_a_heading_too_long_for_a_title_is_only_text(folder: Folder) -> None:
    article = folder.article("a.md", f"# {'long ' * 200}\n\n## Bridge\n\nIt opened.")

    assert article.title == "Bridge"
    assert article.text.startswith("long long")


def test_without_any_title_the_file_name_is_made_readable(folder: Folder) -> None:
    assert folder.article("harbour-bridge.md", "It opened.").title == "Harbour bridge"


@pytest.mark.parametrize("source", ["# Only a heading", "![](picture.png)", "<!-- nothing -->"])
def test_an_article_without_text_is_rejected(folder: Folder, source: str) -> None:
    assert "no text" in folder.rejected("a.md", source).reason


def test_a_line_of_five_megabytes_is_read(folder: Folder) -> None:
    content = ("One sentence follows another. " * 9 + "That is *all*. ") * 18_000

    assert folder.article("a.md", content).text.startswith("One sentence follows")


@pytest.mark.parametrize("piece", ["[", "![", "[a](", "<", "<!--", "<a ", "**a ", "`", "> ", "|"])
def test_repeated_markup_is_read(folder: Folder, piece: str) -> None:
    [item] = folder.read("a.md", piece * 3000)

    assert not isinstance(item, Rejected) or "no text" in item.reason
