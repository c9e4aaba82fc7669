"""To be written."""

from flask import Blueprint

bp = Blueprint("trio_members", __name__)
