"""GET /healthz and /readyz."""

from __future__ import annotations

from flask.testing import FlaskClient

from index.errors import IndexUnavailable
from tests.web.checks import assert_problem
from tests.web.small_engine import GENERATION, SmallEngine


def test_health_whatever_the_index(client: FlaskClient, service: SmallEngine) -> None:
    service.failure = IndexUnavailable("there is no index yet")

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.get_json() == {"status": "ok"}


def test_ready(client: FlaskClient) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    body = response.get_json()
    assert body["ready"] is True
    assert body["generation"] == GENERATION


def test_not_ready(client: FlaskClient, service: SmallEngine) -> None:
    service.failure = IndexUnavailable("there is no index yet")

    response = client.get("/readyz")

    assert response.status_code == 503
    body = response.get_json()
    assert body["ready"] is False
    assert body["detail"] == "there is no index yet"


def test_other_methods(client: FlaskClient) -> None:
    assert_problem(client.post("/healthz"), 405)
    assert_problem(client.delete("/readyz"), 405)
