"""Public pages of the record feature."""

from flask import Blueprint

blueprint = Blueprint("record", __name__)
