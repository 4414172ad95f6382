"""The library: every article, durable, in one SQLite file. The truth that indexes derive from.

Each text that an article has had is a revision with a number of its own. A change adds a
revision and retires the old one, which stays readable for as long as a generation of the index
was built from it; so an answer always quotes the very text that was indexed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.articles import Article
from index.errors import LibraryError

FORMAT = 1
_BUSY_SECONDS = 10
_COLUMNS = "id, title, text, published, url, source, language"
_SCHEMA = f"""
CREATE TABLE articles (
    revision INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    url TEXT,
    source TEXT,
    language TEXT,
    digest TEXT NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER
);
CREATE UNIQUE INDEX current_articles ON articles (id) WHERE retired IS NULL;
CREATE INDEX retired_articles ON articles (retired) WHERE retired IS NOT NULL;
CREATE TABLE version (number INTEGER NOT NULL);
INSERT INTO version VALUES (0);
PRAGMA user_version = {FORMAT};
"""


@dataclass(slots=True)
class Changes:
    """How many articles a write added, replaced, and found as they were."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The library at one moment: its version and how many articles it holds."""

    version: int
    articles: int


class Library:
    """The articles of one data folder. Safe to share between threads and processes.

    The file is opened, and made where there is none, when it is first used. Every method raises
    LibraryError when the file cannot be used or is not a library of this version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def put(self, articles: Iterable[Article]) -> Changes:
        """Store articles in one transaction; one with a known id replaces the old.

        When this returns, the articles are on disk. When it raises, none is.
        """
        changes = Changes()
        with self._write() as (connection, version):
            for article in articles:
                self._put_one(connection, version, article, changes)
        return changes

    def get(self, article_id: str) -> Article | None:
        """Return the article as it stands now, or None."""
        rows = self._read(
            f"SELECT {_COLUMNS} FROM articles WHERE id = ? AND retired IS NULL", article_id
        )
        return _article(rows[0]) if rows else None

    def revision(self, number: int) -> Article | None:
        """Return the article text with this revision number, retired or not, or None."""
        rows = self._read(f"SELECT {_COLUMNS} FROM articles WHERE revision = ?", number)
        return _article(rows[0]) if rows else None

    def page(
        self, limit: int, after: str | None = None, source: str | None = None
    ) -> list[Article]:
        """Return up to ``limit`` articles in the order of their ids, beginning after an id."""
        rows = self._read(
            f"SELECT {_COLUMNS} FROM articles WHERE retired IS NULL AND id > ?"
            " AND (? IS NULL OR source = ?) ORDER BY id LIMIT ?",
            after or "",
            source,
            source,
            limit,
        )
        return [_article(row) for row in rows]

    def snapshot(self) -> Snapshot:
        """Return the version and the number of articles."""
        version, count = self._read(
            "SELECT number, (SELECT count(*) FROM articles WHERE retired IS NULL) FROM version"
        )[0]
        return Snapshot(version, count)

    def at(self, version: int) -> Iterator[tuple[int, Article]]:
        """Yield (revision, article) for all that the library held at a version, by revision.

        Rows are fetched in batches, so writers are not held up while the caller works.
        """
        last = 0
        while rows := self._read(
            f"SELECT revision, {_COLUMNS} FROM articles WHERE revision > ? AND added <= ?"
            " AND (retired IS NULL OR retired > ?) ORDER BY revision LIMIT 64",
            last,
            version,
            version,
        ):
            for row in rows:
                yield row[0], _article(row[1:])
            last = rows[-1][0]

    def purge(self, oldest_version: int) -> None:
        """Forget the revisions that no generation of this version or later was built from."""
        with self._errors(), self._connection() as connection:
            connection.execute("DELETE FROM articles WHERE retired <= ?", (oldest_version,))

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the file: damaged pages, texts that differ from their digest."""
        for (line,) in self._read("PRAGMA integrity_check"):
            if line != "ok":
                yield f"the library is damaged: {line}"
        last = 0
        while rows := self._read(
            f"SELECT revision, digest, {_COLUMNS} FROM articles WHERE revision > ?"
            " ORDER BY revision LIMIT 64",
            last,
        ):
            for row in rows:
                article = _article(row[2:])
                if article.digest != row[1]:
                    yield f"the text of article {article.id!r} is not the one that was stored"
            last = rows[-1][0]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    def _put_one(
        self, connection: sqlite3.Connection, version: int, article: Article, changes: Changes
    ) -> None:
        row = connection.execute(
            f"SELECT revision, {_COLUMNS} FROM articles WHERE id = ? AND retired IS NULL",
            (article.id,),
        ).fetchone()
        if row and _article(row[1:]) == article:
            changes.unchanged += 1
            return
        if row:
            connection.execute(
                "UPDATE articles SET retired = ? WHERE revision = ?", (version, row[0])
            )
            changes.replaced += 1
        else:
            changes.added += 1
        connection.execute(
            f"INSERT INTO articles ({_COLUMNS}, digest, added) VALUES (?,?,?,?,?,?,?,?,?)",
            (
                article.id,
                article.title,
                article.text,
                article.published.isoformat() if article.published else None,
                article.url,
                article.source,
                article.language,
                article.digest,
                version,
            ),
        )

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return connection

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        with self._lock:
            self._connections.append(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if _format(connection) == 0:
            # Two processes may come here together: the second finds the tables and goes on.
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
                    for statement in _SCHEMA.split(";"):
                        connection.execute(statement)
        if _format(connection) != FORMAT:
            raise LibraryError(
                f"{self.path} is not a library of format {FORMAT} (it says {_format(connection)}):"
                " use the version of Whence that made it, or another data folder"
            )
        return connection

    def _read(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._errors():
            return self._connection().execute(statement, parameters).fetchall()

    @contextmanager
    def _write(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Hold a write transaction; the number given is the version that it makes."""
        with self._errors(), self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE version SET number = number + 1")
            version = connection.execute("SELECT number FROM version").fetchone()[0]
            yield connection, version

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(f"the library {self.path} cannot be used: {error}") from error


def _format(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _article(row: tuple[Any, ...]) -> Article:
    article_id, title, text, published, url, source, language = row
    day = date.fromisoformat(published) if published else None
    return Article(article_id, title, text, day, url, source, language)
