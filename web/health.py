"""``/healthz`` and ``/readyz``: for load balancers and supervisors."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from web.service import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the process is alive."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readiness() -> tuple[Response, int]:
    """Say whether questions can be answered."""
    state = service().ready()
    return jsonify(state), 200 if state["ready"] else 503
