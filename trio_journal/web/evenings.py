"""To be written."""

from flask import Blueprint

bp = Blueprint("evenings", __name__)
