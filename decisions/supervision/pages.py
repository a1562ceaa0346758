"""Public pages of the supervision feature."""

from flask import Blueprint

blueprint = Blueprint("supervision", __name__)
