"""Whether the journal can answer, for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from ..extensions import db
from .signed_in import public

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def show() -> Response:
    """Answer once the database has."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")
