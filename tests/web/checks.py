"""What is asserted of responses everywhere."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from pydantic import BaseModel
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.test import TestResponse

from web import schemas
from web.openapi import document


class CheckingClient(FlaskClient):
    """A client that checks what it receives against the OpenAPI document."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.status_code >= 400 and response.mimetype != "application/json":
            assert_valid(self.application, response, schemas.Problem)
        elif model := _documented_model(self.application, response):
            assert_valid(self.application, response, model)
        return response


def _documented_model(app: Flask, response: TestResponse) -> type[BaseModel] | None:
    """Return the model that the document gives for a response, or None for one without a body."""
    request = response.request
    rule, _ = app.url_map.bind("").match(request.path, request.method, return_rule=True)
    path = rule.rule.replace("<path:article_id>", "{id}")
    if path not in read_document(app)["paths"] or request.method not in ("GET", "POST"):
        return None
    operation = read_document(app)["paths"][path][request.method.lower()]
    content = operation["responses"][str(response.status_code)].get("content")
    if content is None:
        assert response.data == b""
        return None
    reference: str = content[response.mimetype]["schema"]["$ref"]
    model: type[BaseModel] = getattr(schemas, reference.rpartition("/")[2])
    return model


def read_document(app: Flask) -> dict[str, Any]:
    with app.test_request_context():
        found: dict[str, Any] = document().get_json()
        return found


def assert_valid(app: Flask, response: TestResponse, model: type[BaseModel]) -> None:
    """Assert that a body has all that the document says, and nothing else."""
    if response.request.method == "HEAD":
        return
    components = read_document(app)["components"]
    schema = {"$ref": f"#/components/schemas/{model.__name__}", "components": components}
    OAS31Validator(schema, format_checker=oas31_format_checker).validate(
        response.get_json(force=True)
    )
    model.model_validate_json(response.data, extra="forbid")


def assert_problem(response: TestResponse, status: int, *words: str) -> dict[str, Any]:
    """Assert that a response is a problem of this status that says these words, and return it."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.get_json(force=True)
    assert list(body)[:5] == ["type", "title", "status", "detail", "instance"]
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"] == HTTP_STATUS_CODES[status]
    assert "Traceback" not in response.text
    for word in words:
        assert word in response.text, response.text
    return body
