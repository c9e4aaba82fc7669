"""To be written."""

from flask import Blueprint

bp = Blueprint("alliance", __name__)
