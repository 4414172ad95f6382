"""``/search``: ranked sentences for a query."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from index.errors import QuerySyntaxError
from qa.reply import SearchHit, article_to_dict, sentence_to_dict
from web.problems import InvalidRequest
from web.requests import read_query
from web.schemas import InvalidField, SearchParameters
from web.service import service

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def search_sentences() -> Response:
    """Return the sentences that match best."""
    query = read_query(SearchParameters)
    try:
        page = service().search(query.q, limit=query.limit, filters=query.to_filters())
    except QuerySyntaxError as error:
        raise InvalidRequest([InvalidField(detail=str(error), parameter="q")]) from error
    return jsonify(
        query=query.q,
        hits=[_hit_to_dict(hit) for hit in page.hits],
        total=page.total,
        generation=page.generation,
    )


def _hit_to_dict(hit: SearchHit) -> dict[str, Any]:
    return {
        "article": article_to_dict(hit.article),
        "sentence": sentence_to_dict(hit.article, hit.sentence),
        "score": round(hit.score, 4),
    }
