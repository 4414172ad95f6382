"""POST and GET /ask."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.base import Filters
from index.errors import IndexUnavailable
from qa.reply import NoAnswer, Reason
from tests.web.checks import assert_problem
from tests.web.small_engine import GENERATION, SmallEngine

QUESTION = "When did the mill burn?"
ALL_FILTERS = Filters(date(2017, 1, 1), date(2017, 12, 31), ("A", "B"), ("x", "y/z"))


def test_answer_with_evidence(client: FlaskClient) -> None:
    response = client.post("/ask", json={"question": QUESTION})

    assert response.status_code == 200
    body = response.get_json()
    assert body["question"] == QUESTION
    assert body["answer"]["text"] == "3 May 2017"
    assert body["answer"]["value"]["normalised"] == "2017-05-03"
    assert body["answer"]["evidence"][0]["article"]["source"] == "Vänersby Tidning"
    assert body["no_answer"] is None
    assert body["passages"][1]["span"] is None
    assert body["generation"] == GENERATION
    assert body["took_ms"] == 1.25
    assert "explanation" not in body


def test_no_answer_with_reason(client: FlaskClient, service: SmallEngine) -> None:
    service.no_answer = NoAnswer(Reason.NO_EVIDENCE, "Nothing is about this.")

    body = client.post("/ask", json={"question": QUESTION}).get_json()

    assert body["answer"] is None
    assert body["no_answer"] == {"reason": "no_evidence", "detail": "Nothing is about this."}


def test_fields_keep_their_order_and_letters_stay_readable(client: FlaskClient) -> None:
    response = client.post("/ask", json={"question": QUESTION})

    assert response.text.startswith('{"question":')
    assert "Vänersby" in response.text


def test_defaults(client: FlaskClient, service: SmallEngine) -> None:
    client.post("/ask", json={"question": QUESTION})
    client.get("/ask", query_string={"q": QUESTION})

    assert service.asked == [(QUESTION, 5, Filters(), False)] * 2


def test_every_field_of_the_body_reaches_the_engine(
    client: FlaskClient, service: SmallEngine
) -> None:
    body = {
        "question": QUESTION,
        "limit": 1000,
        "filters": {
            "published_after": "2017-01-01",
            "published_before": "2017-12-31",
            "sources": ["A", "B"],
            "article_ids": ["x", "y/z"],
        },
        "explain": True,
    }

    response = client.post("/ask", json=body)

    assert response.get_json()["explanation"] == {"terms": ["mill"]}
    assert service.asked == [(QUESTION, 1000, ALL_FILTERS, True)]


def test_every_parameter_reaches_the_engine(client: FlaskClient, service: SmallEngine) -> None:
    response = client.get(
        "/ask?q=When+did+the+mill+burn%3F&limit=1000&published_after=2017-01-01"
        "&published_before=2017-12-31&source=A&source=B&article_id=x&article_id=y/z&explain=true"
    )

    assert response.get_json()["explanation"] == {"terms": ["mill"]}
    assert service.asked == [(QUESTION, 1000, ALL_FILTERS, True)]


def test_null_filters_are_no_filters(client: FlaskClient, service: SmallEngine) -> None:
    filters = {"published_after": None, "published_before": None, "sources": None}

    client.post("/ask", json={"question": QUESTION, "filters": filters})

    assert service.asked == [(QUESTION, 5, Filters(), False)]


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("  Where is it? ", "Where is it?"),
        ("Where\tis\r\nit?\n", "Where is it?"),
        ("Où est “l’été” 🌉?", "Où est “l’été” 🌉?"),
        ("x" * 2000, "x" * 2000),
        (" " + "é" * 2000 + " ", "é" * 2000),
    ],
)
def test_question_is_cleaned(
    client: FlaskClient, service: SmallEngine, given: str, understood: str
) -> None:
    client.post("/ask", json={"question": given})
    client.get("/ask", query_string={"q": given})

    assert [asked[0] for asked in service.asked] == [understood, understood]


def test_byte_order_mark_and_other_json_types_are_read(
    client: FlaskClient, service: SmallEngine
) -> None:
    data = b"\xef\xbb\xbf" + json.dumps({"question": QUESTION}).encode()

    response = client.post(
        "/ask", data=data, content_type="application/vnd.api+json; charset=latin-1"
    )

    assert response.status_code == 200
    assert service.asked[0][0] == QUESTION


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "blank"),
        (" \t\r\n ", "blank"),
        ("\u2003\u00a0", "blank"),
        ("x" * 2001, "2000"),
        ("x" * 60_000, "2000"),
        ("a\x00b", "control character U+0000"),
        ("a\x1b[31mb", "control character U+001B"),
        ("a\x7f", "control character U+007F"),
        ("a\x85", "control character U+0085"),
    ],
)
def test_question_that_is_refused_everywhere(
    client: FlaskClient, question: str, words: str
) -> None:
    posted = client.post("/ask", json={"question": question})
    got = client.get("/ask", query_string={"q": question})
    searched = client.get("/search", query_string={"q": question})

    assert assert_problem(posted, 422, words)["errors"][0]["pointer"] == "#/question"
    assert assert_problem(got, 422, words)["errors"][0]["parameter"] == "q"
    assert assert_problem(searched, 422, words)["errors"][0]["parameter"] == "q"


def test_question_of_100_000_characters(client: FlaskClient) -> None:
    client.application.config["MAX_CONTENT_LENGTH"] = 1_048_576

    response = client.post("/ask", json={"question": "x" * 100_000})

    problem = assert_problem(response, 422)
    assert problem["errors"] == [
        {"detail": "String should have at most 2000 characters", "pointer": "#/question"}
    ]


def test_lone_surrogate_in_the_question(client: FlaskClient) -> None:
    response = client.post(
        "/ask", data=rb'{"question": "a \ud800 b"}', content_type="application/json"
    )

    assert_problem(response, 422, "lone surrogate U+D800")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/question"),
        ({"question": None}, "#/question"),
        ({"question": 7}, "#/question"),
        ({"question": ["When?"]}, "#/question"),
        ([], "#"),
        ("When?", "#"),
        (None, "#"),
        ({"question": QUESTION, "limit": "5"}, "#/limit"),
        ({"question": QUESTION, "limit": 5.5}, "#/limit"),
        ({"question": QUESTION, "limit": True}, "#/limit"),
        ({"question": QUESTION, "limit": None}, "#/limit"),
        ({"question": QUESTION, "limit": 0}, "#/limit"),
        ({"question": QUESTION, "limit": -1}, "#/limit"),
        ({"question": QUESTION, "limit": 1001}, "#/limit"),
        ({"question": QUESTION, "limit": 10**400}, "#/limit"),
        ({"question": QUESTION, "explain": 1}, "#/explain"),
        ({"question": QUESTION, "explain": "true"}, "#/explain"),
        ({"question": QUESTION, "filter": {}}, "#/filter"),
        ({"question": QUESTION, "a/b~c d": 1}, "#/a~1b~0c%20d"),
        ({"question": QUESTION, "\ud800": 1}, "#"),
        ({"question": QUESTION, "filters": None}, "#/filters"),
        ({"question": QUESTION, "filters": []}, "#/filters"),
        ({"question": QUESTION, "filters": {"source": ["A"]}}, "#/filters/source"),
        ({"question": QUESTION, "filters": {"sources": "A"}}, "#/filters/sources"),
        ({"question": QUESTION, "filters": {"sources": []}}, "#/filters/sources"),
        ({"question": QUESTION, "filters": {"sources": [""]}}, "#/filters/sources/0"),
        ({"question": QUESTION, "filters": {"sources": ["\ud800"]}}, "#/filters/sources/0"),
        ({"question": QUESTION, "filters": {"article_ids": [1]}}, "#/filters/article_ids/0"),
        (
            {"question": QUESTION, "filters": {"article_ids": ["x", "y" * 201]}},
            "#/filters/article_ids/1",
        ),
        ({"question": QUESTION, "filters": {"article_ids": ["x"] * 1001}}, "#/filters/article_ids"),
    ],
)
def test_wrong_body(
    client: FlaskClient,
    service: SmallEngine,
    body: Any,
    pointer: str,
) -> None:
    # Escaped, so that lone surrogates can be sent.
    response = client.post("/ask", data=json.dumps(body), content_type="application/json")

    assert [error["pointer"] for error in assert_problem(response, 422)["errors"]] == [pointer]
    assert service.asked == []


@pytest.mark.parametrize(
    "day", ["2020-02-30", "2020-2-1", "20200201", "2020-02-11T00:00:00", "1577836800", "soon", ""]
)
def test_day_that_does_not_exist(client: FlaskClient, day: str) -> None:
    posted = client.post("/ask", json={"question": QUESTION, "filters": {"published_after": day}})
    got = client.get("/ask", query_string={"q": QUESTION, "published_before": day})

    problem = assert_problem(posted, 422, "YYYY-MM-DD")
    assert problem["errors"][0]["pointer"] == "#/filters/published_after"
    problem = assert_problem(got, 422, "YYYY-MM-DD")
    assert problem["errors"][0]["parameter"] == "published_before"


@pytest.mark.parametrize("day", [1577836800, True, ["2020-01-01"]])
def test_day_that_is_no_string(client: FlaskClient, day: object) -> None:
    response = client.post("/ask", json={"question": QUESTION, "filters": {"published_after": day}})

    assert_problem(response, 422, "YYYY-MM-DD")


def test_period_that_ends_before_it_begins(client: FlaskClient) -> None:
    period = {"published_after": "2020-02-02", "published_before": "2020-02-01"}

    posted = client.post("/ask", json={"question": QUESTION, "filters": period})
    got = client.get("/ask", query_string={"q": QUESTION, **period})

    problem = assert_problem(posted, 422)
    assert problem["errors"][0]["pointer"] == "#/filters/published_before"
    assert assert_problem(got, 422)["errors"][0]["parameter"] == "published_before"


def test_all_errors_are_told(client: FlaskClient) -> None:
    response = client.post("/ask", json={"limit": 0, "explain": 0, "colour": "red"})

    problem = assert_problem(response, 422, "4 parts")
    assert {error["pointer"] for error in problem["errors"]} == {
        "#/question",
        "#/limit",
        "#/explain",
        "#/colour",
    }


def test_errors_are_limited_in_number_and_length(client: FlaskClient) -> None:
    body = {"question": QUESTION, "z" * 1000: 1} | {f"field{n}": n for n in range(1000)}

    response = client.post("/ask", json=body)

    assert len(assert_problem(response, 422)["errors"]) == 20
    assert len(response.data) < 4000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1, column 1"),
        (b"{", "line 1, column 2"),
        (b'{"question": "a",\n "limit"  5}', "line 2, column 11"),
        (b"{'question': 'a'}", "line 1, column 2"),
        (b'{"question": "a"} x', "Extra data"),
        (b'{"question": "a\x01b"}', "control character"),
        (b'{"question": NaN}', "NaN"),
        (b'{"question": "a", "limit": -Infinity}', "-Infinity"),
        (b'{"question": "a", "limit": ' + b"1" * 5000 + b"}", "too long"),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"a":' * 12_000, "nested too deeply"),
        (b'{"question": "caf\xe9"}', "offset 17"),
        ('{"question": "a"}'.encode("utf-16"), "not UTF-8"),
        (bytes(range(256)), "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    ],
)
def test_body_that_is_not_json(client: FlaskClient, data: bytes, words: str) -> None:
    response = client.post("/ask", data=data, content_type="application/json")

    problem = assert_problem(response, 400, words)
    assert problem["instance"] == "/ask"
    assert "errors" not in problem


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/octet-stream",
        "json",
        "\x00",
    ],
)
def test_body_of_another_type(client: FlaskClient, content_type: str | None) -> None:
    response = client.post("/ask", data=b'{"question": "a"}', content_type=content_type)

    assert_problem(response, 415, "application/json")


def test_body_that_is_too_large(client: FlaskClient) -> None:
    response = client.post("/ask", data=b" " * 65_537, content_type="application/json")

    assert_problem(response, 413, "65,536 bytes")


def test_post_takes_no_query_parameters(client: FlaskClient) -> None:
    response = client.post("/ask?limit=3", json={"question": QUESTION})

    assert assert_problem(response, 422)["errors"][0]["parameter"] == "limit"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("limit=5", "q"),
        ("q=a&limit=five", "limit"),
        ("q=a&limit=", "limit"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=1001", "limit"),
        ("q=a&limit=5.5", "limit"),
        ("q=a&limit=" + "9" * 5000, "limit"),
        ("q=a&explain=maybe", "explain"),
        ("q=a&sources=A", "sources"),
        ("q=a&published_aftr=2020-01-01", "published_aftr"),
        ("q=a&source=", "source"),
        ("q=a&source=" + "x" * 201, "source"),
        ("q=a" + "&article_id=x" * 1001, "article_id"),
        ("q=a&q=b", "q"),
        ("q=a&limit=5&limit=5", "limit"),
        ("q=a&published_after=2020-01-01&published_after=2021-01-01", "published_after"),
        ("q=a&" + "z" * 1000, "z" * 100),
    ],
)
def test_wrong_parameters(
    client: FlaskClient,
    service: SmallEngine,
    query: str,
    parameter: str,
) -> None:
    response = client.get(f"/ask?{query}")

    errors = assert_problem(response, 422)["errors"]
    assert [error["parameter"] for error in errors] == [parameter]
    assert service.asked == []


@pytest.mark.parametrize("query", ["q=%ff", "q=caf%E9", "q=%ED%A0%80", "%ff=1"])
def test_parameters_that_are_not_utf_8(client: FlaskClient, query: str) -> None:
    assert_problem(client.get(f"/ask?{query}"), 400, "UTF-8")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(client: FlaskClient, method: str) -> None:
    response = client.open("/ask", method=method)

    assert_problem(response, 405)
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_head_and_options(client: FlaskClient) -> None:
    head = client.head("/ask?q=When")
    options = client.options("/ask")

    assert (head.status_code, head.data) == (200, b"")
    assert "POST" in options.allow


def test_no_index(client: FlaskClient, service: SmallEngine) -> None:
    service.failure = IndexUnavailable("there is no index yet: run `flask index rebuild`")

    posted = client.post("/ask", json={"question": QUESTION})
    searched = client.get("/search?q=mill")

    assert assert_problem(posted, 503)["detail"] == str(service.failure)
    assert int(posted.headers["Retry-After"]) > 0
    assert_problem(searched, 503)


def test_failure_is_logged_and_not_told(
    client: FlaskClient,
    service: SmallEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.application.testing = False
    service.failure = RuntimeError("the password is swordfish")

    response = client.post("/ask", json={"question": QUESTION})

    assert_problem(response, 500)
    assert "swordfish" not in response.text
    assert "swordfish" in caplog.text
