"""GET /articles and /articles/{id}."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.web.checks import assert_problem
from tests.web.small_engine import MILL, NOTE, SmallEngine


def test_list(client: FlaskClient) -> None:
    response = client.get("/articles")

    assert response.status_code == 200
    assert response.get_json() == {
        "articles": [
            {"id": NOTE.id, "title": "A note", "url": None, "published": None, "source": None},
            {
                "id": "old-mill",
                "title": "Fire at the old mill",
                "url": "https://example.org/old-mill",
                "published": "2017-05-04",
                "source": "Vänersby Tidning",
            },
        ],
        "next": None,
    }


def test_pages(client: FlaskClient) -> None:
    first = client.get("/articles?limit=1").get_json()
    second = client.get("/articles", query_string={"limit": 1, "after": first["next"]}).get_json()

    assert [article["id"] for article in first["articles"]] == [NOTE.id]
    assert [article["id"] for article in second["articles"]] == [MILL.id]
    assert second["next"] is None


def test_list_of_one_source(client: FlaskClient) -> None:
    response = client.get("/articles", query_string={"source": MILL.source})

    assert [article["id"] for article in response.get_json()["articles"]] == [MILL.id]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("after=", "after"),
        ("after=" + "x" * 201, "after"),
        ("source=A&source=B", "source"),
        ("page=2", "page"),
    ],
)
def test_wrong_parameters(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/articles?{query}")

    errors = assert_problem(response, 422)["errors"]
    assert [error["parameter"] for error in errors] == [parameter]


def test_article(client: FlaskClient) -> None:
    response = client.get("/articles/old-mill")

    assert response.status_code == 200
    body = response.get_json()
    assert body["text"] == MILL.text
    assert body["digest"] == MILL.digest
    assert body["published"] == "2017-05-04"
    assert body["language"] == "en"


@pytest.mark.parametrize("safe", ["", "/"])
def test_article_with_slashes_in_its_id(client: FlaskClient, safe: str) -> None:
    response = client.get(f"/articles/{quote(NOTE.id, safe=safe)}")

    assert response.get_json()["id"] == NOTE.id


def test_article_that_the_client_has(client: FlaskClient) -> None:
    etag = client.get("/articles/old-mill").headers["ETag"]

    response = client.get("/articles/old-mill", headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.headers["ETag"] == etag


def test_new_title_is_seen_though_the_text_is_the_same(
    client: FlaskClient, service: SmallEngine
) -> None:
    etag = client.get("/articles/old-mill").headers["ETag"]
    service.articles["old-mill"] = replace(MILL, title="Fire destroys the old mill")

    response = client.get("/articles/old-mill", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert response.get_json()["title"] == "Fire destroys the old mill"


@pytest.mark.parametrize("article_id", ["nothing", "%00", "%ff", "..", "x" * 5000, "a/../old-mill"])
def test_article_that_is_not_there(client: FlaskClient, article_id: str) -> None:
    response = client.get(f"/articles/{article_id}")

    assert_problem(response, 404)


def test_article_takes_no_parameters(client: FlaskClient) -> None:
    assert_problem(client.get("/articles/old-mill?fields=title"), 422)


@pytest.mark.parametrize("path", ["/articles", "/articles/old-mill"])
def test_other_methods(client: FlaskClient, path: str) -> None:
    response = client.patch(path)

    assert_problem(response, 405)
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}
