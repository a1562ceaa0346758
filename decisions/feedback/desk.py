"""Staff pages of the feedback feature."""

from flask import Blueprint

blueprint = Blueprint("feedback_desk", __name__)
