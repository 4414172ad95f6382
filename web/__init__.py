"""The HTTP contract: blueprints over the engine, and the document that describes them."""

from __future__ import annotations

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from web import articles, ask, docs, health, openapi, problems, search


class ReadableJSON(DefaultJSONProvider):
    """JSON as a person reads it: fields in the order of the contract, letters unescaped."""

    sort_keys = False
    ensure_ascii = False


def register(app: Flask) -> None:
    """Add every endpoint, and turn every error into a problem document.

    The endpoints ask the object in ``app.extensions["whence"]``, see :class:`web.service.Service`.
    The largest body is ``app.config["MAX_CONTENT_LENGTH"]``.
    """
    app.json = ReadableJSON(app)
    problems.register(app)
    for module in (ask, search, articles, health, openapi, docs):
        app.register_blueprint(module.blueprint)
