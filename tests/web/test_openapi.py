"""GET /openapi.json. That responses are as it says is checked in every test here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.web.checks import assert_problem, read_document
from web.schemas import AskParameters, AskRequest, ListParameters, SearchParameters

# What serves the document itself and the page that shows it.
UNDOCUMENTED = {"/", "/docs", "/docs/<name>", "/openapi.json"}


def test_document_is_valid(client: FlaskClient) -> None:
    response = client.get("/openapi.json")

    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.get_json()["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(response.get_json()).validate()


def test_document_that_the_client_has(client: FlaskClient) -> None:
    etag = client.get("/openapi.json").headers["ETag"]

    assert client.get("/openapi.json", headers={"If-None-Match": etag}).status_code == 304


def test_every_route_is_documented(app: Flask) -> None:
    routes = {
        (rule.rule.replace("<path:article_id>", "{id}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule not in UNDOCUMENTED
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }

    documented = {
        (path, method)
        for path, operations in read_document(app)["paths"].items()
        for method in operations
    }
    assert documented == routes


def _operations(app: Flask) -> Iterator[dict[str, Any]]:
    for operations in read_document(app)["paths"].values():
        yield from operations.values()


def test_every_operation_documents_its_problems(app: Flask) -> None:
    for operation in _operations(app):
        problems = {int(status) for status in operation["responses"] if int(status) >= 400}
        assert 500 in problems
        if "requestBody" in operation:
            assert problems >= {400, 413, 415, 422}
        if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
            assert problems >= {400, 422}


def test_every_field_is_described_with_an_example(app: Flask) -> None:
    fields = [
        (model, name, field)
        for model, schema in read_document(app)["components"]["schemas"].items()
        for name, field in schema.get("properties", {}).items()
    ]

    assert len(fields) > 50
    for model, name, field in fields:
        assert field.get("description"), f"{model}.{name}"
        if "$ref" not in str(field) or "examples" in field:
            assert field.get("examples") or name in ("errors", "explanation"), f"{model}.{name}"


@pytest.mark.parametrize(
    ("path", "model"),
    [("/ask", AskParameters), ("/search", SearchParameters), ("/articles", ListParameters)],
)
def test_parameters_and_their_examples(
    app: Flask, path: str, model: type[AskParameters | SearchParameters | ListParameters]
) -> None:
    parameters = read_document(app)["paths"][path]["get"]["parameters"]

    examples = {parameter["name"]: parameter["schema"]["examples"][0] for parameter in parameters}

    assert set(examples) == set(model.model_fields)
    model.model_validate(examples)
    assert "null" not in str(parameters)


def test_examples_make_a_request(app: Flask) -> None:
    schemas = read_document(app)["components"]["schemas"]

    filters = {
        name: field["examples"][0] for name, field in schemas["AskFilters"]["properties"].items()
    }
    request = {
        name: field["examples"][0]
        for name, field in schemas["AskRequest"]["properties"].items()
        if name != "filters"
    }

    AskRequest.model_validate(request | {"filters": filters})


def test_unknown_path(client: FlaskClient) -> None:
    problem = assert_problem(client.get("/no where/é"), 404)

    assert problem["instance"] == "/no%20where/%C3%A9"
