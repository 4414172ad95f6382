from __future__ import annotations

import pytest

from tests.index.formats.conftest import Folder


def test_a_short_first_line_above_a_blank_line_is_the_title(folder: Folder) -> None:
    article = folder.article("a.txt", "\nBridge opens\n \n\n  It opened.\n\nIt cost much.\n")

    assert article.title == "Bridge opens"
    assert article.text == "  It opened.\n\nIt cost much.\n"


@pytest.mark.parametrize(
    "content",
    [
        "It opened on Monday.\n\nIt cost much.",
        "“It opened.”\n\nIt cost much.",
        "It opened on Monday\nin the morning\n\nIt cost much.",
        "Only one line",
        "Only one line\n\n \n",
        "x" * 121 + "\n\nText.",
    ],
)
def test_another_first_line_stays_in_the_text(folder: Folder, content: str) -> None:
    article = folder.article("harbour_bridge-2019-03.txt", content)

    assert article.title == "Harbour bridge 2019-03"
    assert article.text == content


def test_a_title_in_the_front_matter_leaves_the_text_whole(folder: Folder) -> None:
    article = folder.article("a.txt", "---\ntitle: T\n---\nFirst line\n\nText.")

    assert (article.title, article.text) == ("T", "First line\n\nText.")


def test_nothing_but_line_endings_changes(folder: Folder) -> None:
    content = "\tİstanbul  e\u0301\u00a0ﬁ 😀 \u2028 “x”.\r\n\r\n  *not* <b>markup</b> \x0c\rEnd. "

    article = folder.article("a.txt", content)

    assert article.text == content.replace("\r\n", "\n").replace("\r", "\n")


def test_a_line_of_five_megabytes_is_read(folder: Folder) -> None:
    content = "One sentence follows another. " * 170_000

    assert folder.article("a.txt", content).text == content
