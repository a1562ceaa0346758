"""Staff pages of the record feature."""

from flask import Blueprint

blueprint = Blueprint("record_desk", __name__)
