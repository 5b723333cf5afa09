"""What machines ask: is it alive, can it serve, and what does its API look like."""

from __future__ import annotations

from importlib.metadata import version

import structlog
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from eoffice.core.openapi import openapi
from eoffice.core.request import runtime
from eoffice.migrations import is_current
from storage import StorageError

doors = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@doors.get("/healthz")
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@doors.get("/readyz")
def ready() -> tuple[Response, int]:
    """Database (at the newest revision) and store can be used now; 503 names what cannot."""
    failing = [
        name for name, works in (("database", _database_works()), ("store", _store_works())) if not works
    ]
    return jsonify(status="failing" if failing else "ready", failing=failing), 503 if failing else 200


@doors.get("/api/v1/openapi.json")
def specification() -> Response:
    """The OpenAPI 3.1 description of the API."""
    return jsonify(openapi(current_app, "eOffice", version("eoffice")))


def _database_works() -> bool:
    try:
        with runtime().engine.connect() as connection:
            return is_current(connection)
    except SQLAlchemyError as error:
        log.warning("database-not-ready", exc_info=error)
        return False


def _store_works() -> bool:
    try:
        runtime().store.check()
    except StorageError as error:
        log.warning("store-not-ready", exc_info=error)
        return False
    return True
