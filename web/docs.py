"""``/docs``: the OpenAPI document as a page to try things on. All of its files come from here."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("docs", __name__, template_folder="templates")

_OWN = Path(__file__).parent / "static"
_SWAGGER_UI = Path(str(files("flask_swagger_ui"))) / "dist"
_ASSETS = {
    "docs.js": _OWN,
    "swagger-ui.css": _SWAGGER_UI,
    "swagger-ui-bundle.js": _SWAGGER_UI,
    "favicon-32x32.png": _SWAGGER_UI,
}
# Swagger UI sets styles on its elements and draws its icons from data URLs.
_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


@blueprint.get("/")
def home() -> AnyResponse:
    """Lead to the documentation."""
    return redirect(url_for("docs.page"))


@blueprint.get("/docs")
def page() -> Response:
    """Return the page."""
    response = make_response(render_template("docs.html"))
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@blueprint.get("/docs/<name>")
def asset(name: str) -> Response:
    """Return a file that the page needs."""
    if name not in _ASSETS:
        abort(404)
    return send_from_directory(_ASSETS[name], name)
