"""What many tests share: a small collection, indexed for real in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from index.articles import Article
from qa.engine import Engine
from settings import Settings

BRIDGE = Article(
    id="bridge",
    title="Harbour bridge opens to traffic",
    text=(
        "The new harbour bridge in Porto Velho opened on 14 March 2019. It cost 212 million"
        " dollars and took six years to build.\n\n"
        "Mayor Helena Duarte cut the ribbon before 4,000 guests. “We waited a generation for"
        " this,” she said.\n\n"
        "Engineers of the firm Almeida Works had warned in 2016 that the river bed was softer than"
        " expected. The work stopped for eleven months because two pillars had to be moved."
    ),
    published=date(2019, 3, 15),
    url="https://example.org/bridge",
    source="Coastal Courier",
)
COMET = Article(
    id="comet",
    title="Amateur finds a comet",
    text=(
        "A retired teacher, Ingrid Solberg, discovered a comet from her garden in Tromsø in"
        " November 2021. The object passes the Sun every 71 years. Astronomers in Oslo confirmed"
        " the find within two days."
    ),
    published=date(2021, 12, 2),
    source="Northern Post",
)
UNDATED = Article(
    id="recipe",
    title="Bread without kneading",
    text="Mix flour and water. Let the dough rest for eighteen hours. Bake it in a hot pot.",
)
ARTICLES = (BRIDGE, COMET, UNDATED)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own; the rules read, so no model is loaded."""
    return Settings(data=tmp_path / "data", reader="rules", port=0)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application without any article or index."""
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions["whence"].close()


@pytest.fixture
def empty_engine(app: Flask) -> Engine:
    engine: Engine = app.extensions["whence"]
    return engine


@pytest.fixture
def engine(empty_engine: Engine) -> Engine:
    """An engine over the sample articles, indexed."""
    empty_engine.library.put(ARTICLES)
    empty_engine.rebuild()
    return empty_engine


@pytest.fixture
def client(app: Flask, engine: Engine) -> FlaskClient:
    """A client of an application that is ready."""
    return app.test_client()
