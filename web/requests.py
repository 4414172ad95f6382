"""Requests become typed models, or the problem that says why they do not."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar, get_origin
from urllib.parse import parse_qsl, quote

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from web.problems import InvalidRequest
from web.schemas import InvalidField, NoParameters

Model = TypeVar("Model", bound=BaseModel)

_MOST_ERRORS = 20
_LONGEST_ECHO = 100
_MESSAGES = {"extra_forbidden": "This name is not known here", "missing": "This is required"}


def read_body(model: type[Model]) -> Model:
    """Return the JSON body of the current request, validated. Query parameters are refused."""
    read_query(NoParameters)
    try:
        return model.model_validate(_parse_json(_read_json_text()))
    except ValidationError as error:
        raise InvalidRequest(
            [
                InvalidField(detail=_message(item), pointer=_pointer(item["loc"]))
                for item in _first_errors(error)
            ]
        ) from error


def read_query(model: type[Model]) -> Model:
    """Return the query parameters of the current request, validated."""
    values = _parse_query()
    repeatable = {
        name for name, field in model.model_fields.items() if get_origin(field.annotation) is list
    }
    repeated = [
        InvalidField(detail="This may be given only once", parameter=name)
        for name, found in values.items()
        if name in model.model_fields and name not in repeatable and len(found) > 1
    ]
    if repeated:
        raise InvalidRequest(repeated)
    try:
        return model.model_validate(
            {name: found if name in repeatable else found[0] for name, found in values.items()}
        )
    except ValidationError as error:
        raise InvalidRequest(
            [
                InvalidField(detail=_message(item), parameter=_echo(item["loc"][0]))
                for item in _first_errors(error)
            ]
        ) from error


def _parse_query() -> dict[str, list[str]]:
    # Werkzeug keeps the percent signs of what is not UTF-8, which would change the question.
    values: dict[str, list[str]] = {}
    try:
        query = request.query_string.decode()
        for name, value in parse_qsl(query, keep_blank_values=True, errors="strict"):
            values.setdefault(name, []).append(value)
    except UnicodeDecodeError as error:
        raise BadRequest("The query string is not UTF-8.") from error
    return values


def _read_json_text() -> str:
    if not request.is_json:
        given = request.mimetype or "nothing"
        raise UnsupportedMediaType(f"The Content-Type must be application/json; it is {given}.")
    try:
        return request.get_data().decode("utf-8-sig")
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(
            f"The body may have at most {request.max_content_length:,} bytes."
        ) from error
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: see the byte at offset {error.start}.") from error


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"The body is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise BadRequest("The body is not valid JSON here: it is nested too deeply.") from error
    except ValueError as error:
        # Python refuses to read integers of thousands of digits.
        raise BadRequest("The body is not valid JSON here: a number is too long.") from error


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequest(f"The body is not valid JSON: {name} is not a number in JSON.")


def _first_errors(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_context=False, include_input=False)[
        :_MOST_ERRORS
    ]


def _message(item: ErrorDetails) -> str:
    return _MESSAGES.get(item["type"], item["msg"])


def _pointer(location: tuple[int | str, ...]) -> str:
    """Return a JSON pointer as a URI fragment: RFC 6901, section 6."""
    steps = (_echo(step).replace("~", "~0").replace("/", "~1") for step in location)
    return "#" + "".join(f"/{quote(step, safe='~')}" for step in steps)


def _echo(name: int | str) -> str:
    """Return a name from the request, short enough to send back."""
    return str(name)[:_LONGEST_ECHO]
