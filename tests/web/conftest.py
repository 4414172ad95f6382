"""The HTTP contract alone: the real blueprints over a small engine.

Every response that the test client receives is checked against the OpenAPI document.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

import web
from tests.web.checks import CheckingClient
from tests.web.small_engine import SmallEngine


@pytest.fixture
def service() -> SmallEngine:
    return SmallEngine()


@pytest.fixture
def app(service: SmallEngine) -> Flask:
    app = Flask("whence", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 65_536
    app.extensions["whence"] = service
    app.test_client_class = CheckingClient
    app.testing = True
    web.register(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
