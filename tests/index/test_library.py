from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.articles import Article
from index.errors import LibraryError
from index.library import Changes, Library
from tests.conftest import ARTICLES, BRIDGE, COMET


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite3")


def test_an_article_comes_back_as_it_was_put(library: Library) -> None:
    changes = library.put(ARTICLES)

    assert changes == Changes(added=3)
    assert library.get("bridge") == BRIDGE
    assert library.get("unknown") is None


def test_the_same_article_again_changes_nothing(library: Library) -> None:
    library.put(ARTICLES)

    changes = library.put([BRIDGE])

    assert changes == Changes(unchanged=1)
    assert library.snapshot().articles == 3


def test_a_changed_article_replaces_the_old_and_the_old_text_stays_readable(
    library: Library,
) -> None:
    library.put([BRIDGE])
    before = library.snapshot().version
    changed = replace(BRIDGE, text="The bridge closed again.")

    changes = library.put([changed])

    assert changes == Changes(replaced=1)
    assert library.get("bridge") == changed
    assert [article for _, article in library.at(before)] == [BRIDGE]
    assert [article for _, article in library.at(before + 1)] == [changed]


def test_a_purge_forgets_only_what_no_generation_needs(library: Library) -> None:
    library.put([BRIDGE])
    first = library.snapshot().version
    [(revision, _)] = library.at(first)
    library.put([replace(BRIDGE, title="Bridge closed")])

    library.purge(first)
    kept = library.revision(revision)
    library.purge(library.snapshot().version)

    assert kept == BRIDGE
    assert library.revision(revision) is None


def test_a_write_that_fails_leaves_nothing_behind(library: Library) -> None:
    library.put([COMET])

    def broken() -> object:
        yield BRIDGE
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        library.put(broken())  # type: ignore[arg-type]

    assert library.get("bridge") is None
    assert library.snapshot().articles == 1


def test_articles_are_paged_by_id_and_filtered_by_source(library: Library) -> None:
    library.put(ARTICLES)

    first = library.page(2)
    second = library.page(2, after=first[-1].id)
    northern = library.page(10, source="Northern Post")

    assert [article.id for article in first + second] == ["bridge", "comet", "recipe"]
    assert northern == [COMET]


def test_text_is_kept_character_by_character(library: Library) -> None:
    odd = Article(id="odd", title="", text="a\0b\r\n\u202ec\U0001f600 ﬁ\u0301")

    library.put([odd])

    assert library.get("odd") == odd


def test_threads_share_a_library(library: Library) -> None:
    def put(number: int) -> None:
        library.put([replace(COMET, id=f"comet-{number}")])

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert library.snapshot().articles == 8
    library.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"this is not a database, and it is long enough to be looked at" * 40)

    with pytest.raises(LibraryError, match=r"library\.sqlite3"):
        Library(path).get("bridge")


def test_a_library_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(LibraryError, match="format 1"):
        Library(path).snapshot()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    with pytest.raises(LibraryError, match="data"):
        Library(tmp_path / "data" / "library.sqlite3").put([BRIDGE])


def test_a_text_that_was_changed_behind_our_back_is_found(library: Library) -> None:
    library.put(ARTICLES)
    assert list(library.problems()) == []
    connection = sqlite3.connect(library.path)
    with connection:
        connection.execute("UPDATE articles SET text = 'forged' WHERE id = 'comet'")
    connection.close()

    assert any("comet" in problem for problem in library.problems())
    library.close()
