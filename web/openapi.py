"""``/openapi.json``: the OpenAPI 3.1 document, made from the models that validate requests."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.problems import MEDIA_TYPE
from web.schemas import (
    ArticleFull,
    ArticlePage,
    AskParameters,
    AskRequest,
    AskResponse,
    Health,
    ListParameters,
    Problem,
    Readiness,
    SearchParameters,
    SearchResponse,
)

blueprint = Blueprint("openapi", __name__)

# The version of this interface. It goes up when a client may have to change.
_VERSION = "1.0.0"

_BODIES = (
    AskRequest,
    AskResponse,
    SearchResponse,
    ArticlePage,
    ArticleFull,
    Health,
    Readiness,
    Problem,
)
_PROBLEMS = {
    400: "The request cannot be read: its JSON or its encoding is broken.",
    404: "There is no such article.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The request can be read, but parts of it are not valid.",
    500: "Something failed here. The log of the server says what.",
    503: "There is no index that can be searched. The detail says what to do.",
}


@blueprint.get("/openapi.json")
def document() -> Response:
    """Return the document."""
    response = Response(_document(), mimetype="application/json")
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _document() -> str:
    _, schemas = models_json_schema(
        [(model, "validation") for model in _BODIES],
        ref_template="#/components/schemas/{model}",
    )
    return json.dumps(
        {
            "openapi": "3.1.1",
            "info": {
                "title": "Whence",
                "version": _VERSION,
                "summary": "Answers from your articles, with the sentence that proves them.",
                "description": "Errors are problem documents (RFC 9457). Offsets count code points"
                " from the beginning of an article's text. Unknown fields and parameters are"
                " refused.",
            },
            "tags": [
                {"name": "questions", "description": "Ask and search."},
                {"name": "articles", "description": "What can be asked about."},
                {"name": "operation", "description": "For those who run the server."},
            ],
            "paths": _paths(),
            "components": {"schemas": schemas["$defs"]},
        },
        indent=2,
    )


def _paths() -> dict[str, Any]:
    return {
        "/ask": {"get": _get_ask(), "post": _post_ask()},
        "/search": {"get": _get_search()},
        "/articles": {"get": _list_articles()},
        "/articles/{id}": {"get": _get_article()},
        "/healthz": {"get": _get_health()},
        "/readyz": {"get": _get_readiness()},
    }


def _post_ask() -> dict[str, Any]:
    return {
        "operationId": "askQuestion",
        "tags": ["questions"],
        "summary": "Answer a question",
        "requestBody": {"required": True, "content": _content(AskRequest)},
        "responses": {
            "200": _success(AskResponse, "An answer, or why there is none."),
            **_problems(400, 413, 415, 422, 500, 503),
        },
    }


def _get_ask() -> dict[str, Any]:
    return {
        "operationId": "askQuestionByUrl",
        "tags": ["questions"],
        "summary": "Answer a question, for a browser or curl",
        "parameters": _parameters(AskParameters),
        "responses": {
            "200": _success(AskResponse, "An answer, or why there is none."),
            **_problems(400, 422, 500, 503),
        },
    }


def _get_search() -> dict[str, Any]:
    return {
        "operationId": "searchSentences",
        "tags": ["questions"],
        "summary": "Search sentences",
        "parameters": _parameters(SearchParameters),
        "responses": {
            "200": _success(SearchResponse, "The best sentences."),
            **_problems(400, 422, 500, 503),
        },
    }


def _list_articles() -> dict[str, Any]:
    return {
        "operationId": "listArticles",
        "tags": ["articles"],
        "summary": "List the articles",
        "parameters": _parameters(ListParameters),
        "responses": {
            "200": _success(ArticlePage, "A page of articles."),
            **_problems(400, 422, 500),
        },
    }


def _get_article() -> dict[str, Any]:
    text = {"type": "string"}
    etag = {"description": "Changes when the article does.", "schema": text}
    return {
        "operationId": "getArticle",
        "tags": ["articles"],
        "summary": "Read an article",
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "The id of the article.",
                "schema": text,
                "example": "harbour-bridge",
            },
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of the article that the client has.",
                "schema": text,
            },
        ],
        "responses": {
            "200": _success(ArticleFull, "The article.") | {"headers": {"ETag": etag}},
            "304": {"description": "The client has the article as it is."},
            **_problems(400, 404, 422, 500),
        },
    }


def _get_health() -> dict[str, Any]:
    return {
        "operationId": "getHealth",
        "tags": ["operation"],
        "summary": "Is the process alive?",
        "responses": {"200": _success(Health, "It is."), **_problems(500)},
    }


def _get_readiness() -> dict[str, Any]:
    return {
        "operationId": "getReadiness",
        "tags": ["operation"],
        "summary": "Can questions be answered?",
        "responses": {
            "200": _success(Readiness, "They can."),
            **_problems(500),
            "503": _success(Readiness, "They cannot, yet."),
        },
    }


def _content(model: type[BaseModel], media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _success(model: type[BaseModel], description: str) -> dict[str, Any]:
    return {"description": description, "content": _content(model)}


def _problems(*statuses: int) -> dict[str, Any]:
    return {str(status): _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "description": _PROBLEMS[status],
        "content": _content(Problem, MEDIA_TYPE),
    }
    if status == 503:
        problem["headers"] = {
            "Retry-After": {
                "description": "After how many seconds to try again.",
                "schema": {"type": "integer"},
            }
        }
    return problem


def _parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the fields of a model of query parameters; all of them have simple types."""
    schema = model.model_json_schema()
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": field["description"],
            "schema": _parameter_schema(field),
        }
        for name, field in schema["properties"].items()
    ]


def _parameter_schema(field: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: it may be left out, but it cannot be null."""
    kept = {
        key: value for key, value in field.items() if key not in ("anyOf", "description", "title")
    }
    if kept.get("default", ...) is None:
        del kept["default"]
    options: list[dict[str, Any]] = field.get("anyOf", [])
    return kept | next((option for option in options if option != {"type": "null"}), {})
