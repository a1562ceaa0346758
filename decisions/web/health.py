"""For whoever operates the portal: is it alive, is it ready, what does it count."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from decisions.web.guards import public
from decisions.web.transactions import current_session

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether the database answers."""
    try:
        current_session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        current_app.logger.warning("database does not answer")
        return {"status": "database unavailable"}, 503
    return {"status": "ok"}


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Give the process's figures as Prometheus reads them."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
