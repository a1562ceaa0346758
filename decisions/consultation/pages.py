"""Public pages of the consultation feature."""

from flask import Blueprint

blueprint = Blueprint("consultation", __name__)
