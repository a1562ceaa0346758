"""Staff pages of the catalogue feature."""

from flask import Blueprint

blueprint = Blueprint("catalogue_desk", __name__)
