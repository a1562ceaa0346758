"""Staff pages of the lifecycle feature."""

from flask import Blueprint

blueprint = Blueprint("lifecycle_desk", __name__)
