"""GET /search. What questions and searches have in common is tested with /ask."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from index.base import Filters
from index.errors import QuerySyntaxError
from tests.web.checks import assert_problem
from tests.web.small_engine import GENERATION, MILL, SmallEngine


def test_hits(client: FlaskClient) -> None:
    response = client.get("/search?q=mill")

    assert response.status_code == 200
    body = response.get_json()
    assert body["query"] == "mill"
    assert body["total"] == 12
    assert body["generation"] == GENERATION
    [hit] = body["hits"]
    assert hit["article"]["id"] == MILL.id
    assert hit["sentence"] == {"text": MILL.text[:51], "start": 0, "end": 51, "number": 0}
    assert hit["score"] == 7.5124


def test_every_parameter_reaches_the_engine(client: FlaskClient, service: SmallEngine) -> None:
    client.get(
        "/search?q=%22old+mill%22+OR+fire~&limit=7&published_after=2017-01-01"
        "&published_before=2017-12-31&source=A&article_id=x"
    )

    filters = Filters(date(2017, 1, 1), date(2017, 12, 31), ("A",), ("x",))
    assert service.searched == [('"old mill" OR fire~', 7, filters)]


def test_query_that_cannot_be_understood(client: FlaskClient, service: SmallEngine) -> None:
    service.failure = QuerySyntaxError("cannot understand the query: a bracket is open")

    response = client.get("/search?q=(mill")

    assert assert_problem(response, 422)["errors"] == [
        {"detail": str(service.failure), "parameter": "q"}
    ]


@pytest.mark.parametrize("query", ["", "q=", "q=a&explain=true", "q=a&limit=1001", "q=a&q=b"])
def test_wrong_parameters(client: FlaskClient, service: SmallEngine, query: str) -> None:
    response = client.get(f"/search?{query}")

    assert len(assert_problem(response, 422)["errors"]) == 1
    assert service.searched == []


def test_other_methods(client: FlaskClient) -> None:
    response = client.post("/search", json={"q": "mill"})

    assert_problem(response, 405)
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}
