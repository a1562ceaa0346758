"""Staff pages of the consultation feature."""

from flask import Blueprint

blueprint = Blueprint("consultation_desk", __name__)
