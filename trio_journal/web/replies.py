"""To be written."""

from flask import Blueprint

bp = Blueprint("replies", __name__)
