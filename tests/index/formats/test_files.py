from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.formats import EXTENSIONS, Rejected, article_files, files, read_file
from tests.index.formats.conftest import Folder

WHOLE_FILES = ["a.txt", "a.md", "a.markdown", "a.json"]
CONTENT = '{"text": "Erdoğan 😀"}'


def names(folder: Folder, *paths: Path) -> list[str]:
    return [
        path.relative_to(folder.path).as_posix() for path in article_files(paths or [folder.path])
    ]


def rejection(path: Path) -> Rejected:
    [item] = read_file(path)
    assert isinstance(item, Rejected), item
    return item


def test_a_folder_is_walked_in_order(folder: Folder) -> None:
    for name in ["b.txt", "a/z.md", "a/b/c.JSON", "c.jsonl", "a.ndjson", "d.Markdown"]:
        folder.write(name)

    assert names(folder) == ["a/b/c.JSON", "a/z.md", "a.ndjson", "b.txt", "c.jsonl", "d.Markdown"]


def test_hidden_and_unknown_files_of_a_folder_are_left_out(folder: Folder) -> None:
    for name in ["a.txt", ".b.txt", ".git/c.txt", "d.pdf", "README", "e/.f/g.md"]:
        folder.write(name)

    assert names(folder) == ["a.txt"]


def test_what_is_named_is_listed_in_the_order_given(folder: Folder) -> None:
    paths = [folder.write(name) for name in ["b.pdf", ".a.txt", "a/c.txt"]]
    missing = folder.path / "missing"

    assert article_files([*paths, missing]) == [*paths, missing]


def test_a_file_is_listed_once(folder: Folder) -> None:
    path = folder.write("a/b.txt")

    assert names(folder, path, folder.path, path.parent) == ["a/b.txt"]


def test_loops_of_links_end(folder: Folder) -> None:
    folder.write("a/b.txt")
    (folder.path / "a" / "up").symlink_to(folder.path)
    (folder.path / "self.txt").symlink_to(folder.path / "self.txt")

    assert names(folder) == ["a/b.txt", "self.txt"]
    assert "cannot be read" in rejection(folder.path / "self.txt").reason


def test_a_linked_folder_is_walked(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Folder(tmp_path_factory.mktemp("other"))
    other.write("a.txt")
    (folder.path / "link").symlink_to(other.path)

    assert names(folder) == ["link/a.txt"]


def test_a_file_named_with_an_unknown_extension_is_rejected(folder: Folder) -> None:
    rejected = folder.rejected("a.pdf", "Some text.")

    assert "extension is unknown" in rejected.reason
    assert ".jsonl" in rejected.reason


def test_what_is_missing_is_rejected(folder: Folder) -> None:
    for name in ["missing.txt", "missing"]:
        assert "no such file or folder" in rejection(folder.path / name).reason


@pytest.mark.parametrize("name", ["folder.txt", "folder"])
def test_a_folder_is_not_a_file(folder: Folder, name: str) -> None:
    folder.write(f"{name}/a.txt")

    assert "it is a folder" in rejection(folder.path / name).reason


def test_a_pipe_is_not_waited_for(folder: Folder) -> None:
    os.mkfifo(folder.path / "a.txt")

    assert names(folder) == ["a.txt"]
    assert "not a regular file" in rejection(folder.path / "a.txt").reason


@pytest.mark.parametrize("name", [*WHOLE_FILES, "a.jsonl"])
def test_a_file_that_may_not_be_read_is_rejected(
    folder: Folder, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    path = folder.write(name)
    monkeypatch.setattr(Path, "open", deny)

    assert "permission" in rejection(path).reason


def test_a_folder_that_may_not_be_listed_is_rejected(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt")
    closed = folder.write("closed/b.txt").parent
    original = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)

    assert names(folder) == ["a.txt", "closed"]
    assert "permission" in rejection(closed).reason


@pytest.mark.parametrize("name", WHOLE_FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_a_mark(folder: Folder, name: str, encoding: str) -> None:
    article = folder.article(name, CONTENT.encode(encoding))

    assert article.text == ("Erdoğan 😀" if name == "a.json" else CONTENT)


@pytest.mark.parametrize("name", WHOLE_FILES)
@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", None, "empty"),
        (b" \r\n\t", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        (b"One\ntwo caf\xe9\nthree", 2, "not valid UTF-8"),
        (b"\xef\xbb\xbfOne\n\n\xff", 3, "not valid UTF-8"),
        (b"surrogate \xed\xa0\x80", 1, "not valid UTF-8"),
        (b"\xff\xfea", 1, "not valid UTF-16"),
        (b"\x7fELF\0\0\0", None, "binary"),
        ("One.".encode("utf-16-le"), None, "binary"),
    ],
)
def test_what_is_not_text_is_rejected(
    folder: Folder, name: str, content: bytes, line: int | None, reason: str
) -> None:
    rejected = folder.rejected(name, content)

    assert reason in rejected.reason
    assert rejected.line == line


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_is_too_large_is_rejected(
    folder: Folder, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(CONTENT.encode())
    monkeypatch.setattr(files, "MAX_BYTES", size)
    assert folder.article(name, CONTENT).text

    monkeypatch.setattr(files, "MAX_BYTES", size - 1)
    assert f"more than {size - 1} bytes" in folder.rejected(name, CONTENT).reason


def test_the_same_file_keeps_its_id_and_another_does_not_share_it(folder: Folder) -> None:
    first = folder.article("a/Zürich & more.txt", "One.")
    again = folder.article("a/Zürich & more.txt", "Two.")
    other = folder.article("b/Zürich & more.txt", "One.")
    (folder.path / "link").symlink_to(folder.path / "a")
    [linked] = read_file(folder.path / "link" / "Zürich & more.txt")

    assert first.id.startswith("zurich-more-")
    assert len(first.id) == len("zurich-more-") + 8
    assert first.id == again.id
    assert first.id != other.id
    assert isinstance(linked, Article)
    assert linked.id == first.id


@pytest.mark.parametrize(
    ("name", "title", "slug"),
    [
        ("harbour_bridge--opens.txt", "Harbour bridge opens", "harbour-bridge-opens"),
        ("2019-03-15-bridge.txt", "2019-03-15 bridge", "2019-03-15-bridge"),
        ("北京.txt", "北京", "article"),
        ("___.txt", "Untitled", "article"),
        ("a\nb.txt", "A b", "a-b"),
    ],
)
def test_a_file_name_becomes_a_title_and_an_id(
    folder: Folder, name: str, title: str, slug: str
) -> None:
    article = folder.article(name, "Some text.")

    assert article.title == title
    assert article.id.rpartition("-")[0] == slug


def test_a_file_name_that_is_not_unicode_is_read_and_named(folder: Folder) -> None:
    name = os.fsdecode(b"caf\xe9.txt")

    article = folder.article(name, "Some text.")
    rejected = folder.rejected(name, "")

    assert article.title == "Caf?"
    assert str(rejected).encode().endswith(b"\\udce9.txt: " + rejected.reason.encode())


def test_a_rejection_names_its_place() -> None:
    path = Path("a.jsonl")

    assert str(Rejected(path, "why")) == "a.jsonl: why"
    assert str(Rejected(path, "why", line=3)) == "a.jsonl, line 3: why"
    assert str(Rejected(path, "why", record=2)) == "a.jsonl, record 2: why"


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary()
    | st.text().map(str.encode)
    | st.text("-:#*[]!<>`|&\\ \n\"'ab{},0").map(str.encode)
    | st.text().map(lambda inside: f"---\n{inside}\n---\nText.".encode())
    | st.text().map(lambda inside: f'{{"text": "{inside}"}}\n[]'.encode())
)
def test_no_content_stops_the_reading(folder: Folder, extension: str, content: bytes) -> None:
    items = folder.read(f"a{extension}", content)

    assert items
    for item in items:
        assert str(item).encode()
        if isinstance(item, Article):
            assert item.id
            assert item.title
            assert item.text.strip()
            assert item.digest
