"""Public pages of the attendance feature."""

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)
