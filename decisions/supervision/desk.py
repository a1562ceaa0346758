"""Staff pages of the supervision feature."""

from flask import Blueprint

blueprint = Blueprint("supervision_desk", __name__)
