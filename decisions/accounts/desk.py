"""Staff pages of the accounts feature."""

from flask import Blueprint

blueprint = Blueprint("accounts_desk", __name__)
