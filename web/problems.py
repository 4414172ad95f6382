"""Every error as a problem document: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask, Response, json, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable, UnprocessableEntity

from index.errors import WhenceError
from web.schemas import InvalidField, Problem

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_SECONDS = 5


class InvalidRequest(UnprocessableEntity):
    """A request that can be read but not accepted, and what is wrong with its parts."""

    def __init__(self, errors: Sequence[InvalidField]) -> None:
        count = len(errors)
        super().__init__(
            "1 part of the request is not valid."
            if count == 1
            else f"{count} parts of the request are not valid."
        )
        self.errors = errors


def register(app: Flask) -> None:
    """Answer every error of the application with a problem document.

    An exception that nothing handles reaches this as an internal server error: Flask has logged
    it by then, and nothing of it gets into the response.
    """
    app.register_error_handler(HTTPException, _respond)
    app.register_error_handler(WhenceError, _unavailable)


def _respond(error: HTTPException) -> Response:
    # The error's own response has the headers that belong to it, such as Allow and Retry-After.
    original = error.get_response()
    problem = Problem(
        type="about:blank",
        title=error.name,
        status=original.status_code,
        detail=error.description or error.name,
        instance=quote(request.path),
        errors=list(error.errors) if isinstance(error, InvalidRequest) else None,
    )
    response = Response(json.dumps(problem.model_dump(exclude_none=True)), original.status_code)
    for name, value in original.headers:
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    response.content_type = MEDIA_TYPE
    return response


def _unavailable(error: WhenceError) -> Response:
    return _respond(ServiceUnavailable(str(error), retry_after=_RETRY_AFTER_SECONDS))
