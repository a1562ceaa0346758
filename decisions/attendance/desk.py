"""Staff pages of the attendance feature."""

from flask import Blueprint

blueprint = Blueprint("attendance_desk", __name__)
