"""What the endpoints ask of the engine."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app

from index.articles import Article
from index.base import Filters
from qa.reply import Reply, SearchPage


class Service(Protocol):
    """The part of the engine that is offered over HTTP."""

    def ask(self, question: str, /, *, limit: int, filters: Filters, explain: bool) -> Reply:
        """Answer a question, with up to ``limit`` passages."""
        ...

    def search(self, query: str, /, *, limit: int, filters: Filters) -> SearchPage:
        """Return the sentences that match a query."""
        ...

    def get_article(self, article_id: str, /) -> Article | None:
        """Return an article, or None."""
        ...

    def list_articles(
        self, *, limit: int, after: str | None, source: str | None
    ) -> tuple[list[Article], str | None]:
        """Return a page of articles by id, and the cursor of the next page where there is one."""
        ...

    def ready(self) -> dict[str, Any]:
        """Say whether questions can be answered."""
        ...


def service() -> Service:
    """Return the engine of the current application."""
    return cast(Service, current_app.extensions["whence"])
