"""Public pages of the feedback feature."""

from flask import Blueprint

blueprint = Blueprint("feedback", __name__)
