"""Staff pages of the procedure feature."""

from flask import Blueprint

blueprint = Blueprint("procedure_desk", __name__)
