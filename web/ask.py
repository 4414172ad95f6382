"""``/ask``: a question in, an answer with its evidence out."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from index.base import Filters
from web.requests import read_body, read_query
from web.schemas import AskParameters, AskRequest
from web.service import service

blueprint = Blueprint("ask", __name__)


@blueprint.post("/ask")
def post_question() -> Response:
    """Answer the question in a JSON body."""
    body = read_body(AskRequest)
    return _reply(body.question, body.limit, body.filters.to_filters(), body.explain)


@blueprint.get("/ask")
def get_question() -> Response:
    """Answer the question in the query parameters."""
    query = read_query(AskParameters)
    return _reply(query.q, query.limit, query.to_filters(), query.explain)


def _reply(question: str, limit: int, filters: Filters, explain: bool) -> Response:
    reply = service().ask(question, limit=limit, filters=filters, explain=explain)
    return jsonify(reply.to_dict())
