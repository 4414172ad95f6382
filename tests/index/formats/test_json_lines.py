from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.articles import Article
from index.formats import Rejected, files, read_file
from tests.index.formats.conftest import Folder


def lines_of(items: list[Article | Rejected]) -> list[str | int | None]:
    """Tell articles by their text and rejections by their line."""
    return [item.text if isinstance(item, Article) else item.line for item in items]


@pytest.mark.parametrize("extension", ["jsonl", "ndjson"])
def test_a_bad_line_in_the_middle_stops_nothing(folder: Folder, extension: str) -> None:
    content = '{"text": "One."}\n\n{"text": \n{"text": "Two."}\r\n[]\n{"text": "Three."}'

    items = folder.read(f"a.{extension}", content)

    assert lines_of(items) == ["One.", 3, "Two.", 5, "Three."]
    assert isinstance(items[1], Rejected)
    assert "invalid JSON at column" in items[1].reason


def test_a_line_in_another_encoding_stops_nothing(folder: Folder) -> None:
    content = b'{"text": "One."}\n{"text": "caf\xe9"}\n{"text": "\0"}\n{"text": "Two."}\n'

    items = folder.read("a.jsonl", content)

    assert lines_of(items) == ["One.", 2, 3, "Two."]
    assert "not valid UTF-8" in str(items[1])
    assert "NUL" in str(items[2])


def test_a_text_may_hold_every_kind_of_line_end(folder: Folder) -> None:
    text = "One\u2028two\u0085three\x0bfour\r\n"

    article = folder.article("a.jsonl", json.dumps({"text": text}, ensure_ascii=False))

    assert article.text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_accepted(folder: Folder, encoding: str) -> None:
    content = '\n{"text": "Erdoğan"}\r\n{"text": }\n{"text": "Ċ਀"}\n'

    items = folder.read("a.jsonl", content.encode(encoding))

    assert lines_of(items) == ["Erdoğan", 3, "Ċ਀"]


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_rejected(folder: Folder, content: str) -> None:
    assert "empty" in folder.rejected("a.jsonl", content).reason


def test_only_a_line_has_a_largest_size(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    short = json.dumps({"text": "x" * 80})
    too_long = json.dumps({"text": "y" * 990})

    items = folder.read("a.jsonl", "\n".join([short, too_long, short, too_long]))

    assert lines_of(items) == ["x" * 80, 2, "x" * 80, 4]
    assert "more than 100 bytes" in str(items[1])


def test_a_line_of_five_megabytes_is_read(folder: Folder) -> None:
    text = "One sentence follows another. " * 170_000

    assert folder.article("a.jsonl", json.dumps({"text": text})).text == text


def test_a_file_is_read_line_by_line(folder: Folder) -> None:
    path: Path = folder.write("a.jsonl", '{"text": "One."}\n')

    items = read_file(path)
    first = next(items)
    with path.open("a") as stream:
        stream.write('{"text": "Two."}\n')

    assert lines_of([first, *items]) == ["One.", "Two."]
