"""What the tests of all formats share: a folder to write files into and to read them from."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.articles import Article
from index.formats import Rejected, read_file


class Folder:
    """A folder whose files are written and read in one step."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: str | bytes = "Some text.") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name: str, content: str | bytes) -> list[Article | Rejected]:
        return list(read_file(self.write(name, content)))

    def article(self, name: str, content: str | bytes) -> Article:
        """Read a file that holds one article."""
        [item] = self.read(name, content)
        assert isinstance(item, Article), item
        return item

    def rejected(self, name: str, content: str | bytes) -> Rejected:
        """Read a file of which one thing is rejected and nothing else comes."""
        [item] = self.read(name, content)
        assert isinstance(item, Rejected), item
        return item


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
