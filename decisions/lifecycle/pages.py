"""Public pages of the lifecycle feature."""

from flask import Blueprint

blueprint = Blueprint("lifecycle", __name__)
