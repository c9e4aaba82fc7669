"""To be written."""

from flask import Blueprint

bp = Blueprint("trios", __name__)
