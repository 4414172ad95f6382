"""``/articles``: what is in the library."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from qa.reply import article_to_dict
from web.requests import read_query
from web.schemas import ListParameters, NoParameters
from web.service import service

blueprint = Blueprint("articles", __name__)


@blueprint.get("/articles")
def list_articles() -> Response:
    """Return a page of the articles, by id."""
    query = read_query(ListParameters)
    articles, following = service().list_articles(
        limit=query.limit, after=query.after, source=query.source
    )
    return jsonify(articles=[article_to_dict(article) for article in articles], next=following)


# Ids may hold slashes, as those made from the paths of files do, also two in a row.
@blueprint.get("/articles/<path:article_id>", merge_slashes=False)
def get_article(article_id: str) -> Response:
    """Return an article with its text."""
    read_query(NoParameters)
    article = service().get_article(article_id)
    if article is None:
        raise NotFound(f"There is no article with the id {article_id!r}.")
    response = jsonify(
        article_to_dict(article)
        | {"language": article.language, "digest": article.digest, "text": article.text}
    )
    # Over the whole body: a new title or date must be seen too, though the text is as it was.
    response.add_etag()
    response.make_conditional(request)
    return response
