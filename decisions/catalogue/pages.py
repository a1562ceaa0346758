"""Public pages of the catalogue feature."""

from flask import Blueprint

blueprint = Blueprint("catalogue", __name__)
