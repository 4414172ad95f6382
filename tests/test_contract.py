"""The whole application behind the HTTP contract: every response is checked against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from qa.engine import Engine
from settings import Settings
from tests.conftest import ARTICLES
from tests.web.checks import CheckingClient, assert_problem


@pytest.fixture
def client(app: Flask, engine: Engine) -> FlaskClient:
    app.test_client_class = CheckingClient
    return app.test_client()


def test_an_answer_and_its_proof(client: FlaskClient) -> None:
    question = {"question": "When did the harbour bridge open?", "limit": 2}

    body: dict[str, Any] = client.post("/ask", json=question).get_json()

    assert body["answer"]["text"] == "14 March 2019"
    [evidence, *_] = body["answer"]["evidence"]
    article = client.get(f"/articles/{evidence['article']['id']}").get_json()
    for part in (evidence["span"], evidence["sentence"]):
        assert article["text"][part["start"] : part["end"]] == part["text"]
    assert len(body["passages"]) == 2


def test_the_same_by_url(client: FlaskClient) -> None:
    posted = client.post("/ask", json={"question": "Who discovered the comet?"}).get_json()
    got = client.get("/ask", query_string={"q": "Who discovered the comet?"}).get_json()

    for reply in (posted, got):
        del reply["took_ms"]
    assert got == posted


def test_no_answer_and_its_reason(client: FlaskClient) -> None:
    body = client.get("/ask?q=Who+is+the+chancellor+of+Austria%3F").get_json()

    assert body["answer"] is None
    assert body["no_answer"]["reason"] == "no_evidence"


def test_an_explanation_only_when_asked_for(client: FlaskClient) -> None:
    plain = client.get("/ask?q=bridge").get_json()
    explained = client.get("/ask?q=bridge&explain=true").get_json()

    assert "explanation" not in plain
    assert explained["explanation"]["terms"] == ["bridge"]


def test_search_with_filters(client: FlaskClient) -> None:
    found = client.get("/search?q=was+OR+the&source=Northern+Post").get_json()
    undated = client.get("/search?q=dough&published_after=2000-01-01").get_json()

    assert {hit["article"]["id"] for hit in found["hits"]} == {"comet"}
    assert undated["total"] == 0


def test_a_search_that_makes_no_sense(client: FlaskClient) -> None:
    assert_problem(client.get("/search?q=published:yesteryear"), 422)


def test_articles_page_by_page(client: FlaskClient) -> None:
    first = client.get("/articles?limit=2").get_json()
    second = client.get(f"/articles?limit=2&after={first['next']}").get_json()

    assert [a["id"] for a in first["articles"] + second["articles"]] == [
        "bridge",
        "comet",
        "recipe",
    ]


def test_ready(client: FlaskClient) -> None:
    body = client.get("/readyz").get_json()

    assert (body["ready"], body["articles"]) == (True, 3)


def test_ready_without_the_model_says_what_answers_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.reader.MODEL", tmp_path / "nowhere")
    app = create_app(Settings(data=tmp_path / "data", reader="model"))
    engine: Engine = app.extensions["whence"]
    engine.library.put(ARTICLES)
    engine.rebuild()

    body = app.test_client().get("/readyz").get_json()
    answer = app.test_client().get("/ask?q=When+did+the+harbour+bridge+open").get_json()["answer"]
    engine.close()

    assert (body["ready"], body["reader"]) == (True, "rules")
    assert "nowhere" in body["detail"]
    assert answer["text"] == "14 March 2019"


def test_without_an_index(app: Flask, empty_engine: Engine) -> None:
    app.test_client_class = CheckingClient
    client = app.test_client()

    assert client.get("/readyz").status_code == 503
    assert_problem(client.get("/ask?q=When"), 503, "flask index rebuild")
    assert_problem(client.get("/search?q=bridge"), 503, "flask index rebuild")


def test_a_library_that_cannot_be_used(app: Flask, engine: Engine) -> None:
    app.test_client_class = CheckingClient
    engine.library.close()
    engine.library.path.write_bytes(b"not a database, and long enough to be looked at " * 50)

    assert_problem(app.test_client().get("/articles"), 503, "library.sqlite3")
