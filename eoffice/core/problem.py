"""Turning errors into answers: problem+json (RFC 9457) under ``/api``, a page elsewhere. Nowhere else."""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, json, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from eoffice.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from eoffice.core.messages import N_
from storage.errors import StorageError

STATUS: dict[type[DomainError], int] = {
    Invalid: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    TooManyAttempts: 429,
    Unavailable: 503,
}
log = structlog.get_logger(__name__)


def status_of(error: DomainError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def say(message: str, params: dict[str, Any]) -> str:
    """``message`` in the reader's language, with its parameters: message ids and fractions too."""
    if not message:
        return ""
    shown = {name: _shown(value) for name, value in params.items()}
    text: str = gettext(message)
    return text % shown if shown else text


def _shown(value: Any) -> Any:  # noqa: ANN401 - whatever an error names
    if isinstance(value, str):
        return gettext(value)
    return format_decimal(value) if isinstance(value, float) else value


def as_problem(error: DomainError) -> dict[str, Any]:
    """The problem+json object of an error."""
    problem: dict[str, Any] = {
        "type": f"urn:eoffice:error:{error.code}",
        "code": error.code,
        "title": say(error.message, error.params),
        "status": status_of(error),
        "detail": say(error.advice, error.params),
        "instance": request.path,
    }
    if error.fields:
        problem["errors"] = {name: say(text, error.params) for name, text in error.fields.items()}
    return problem


def field_errors(error: ValidationError) -> dict[str, str]:
    """The messages of a pydantic error by field name, as message ids (``rows.0.name`` for nested ones)."""
    found: dict[str, str] = {}
    for item in error.errors():
        name = ".".join(str(part) for part in item["loc"])
        found.setdefault(name, _plain(item["type"], item.get("ctx", {})))
    return found


def invalid_input(error: ValidationError) -> Invalid:
    """The error to raise for input that does not fit its schema."""
    return Invalid(
        "invalid-input",
        N_("Some of what you entered cannot be accepted."),
        N_("Correct the fields named below and send it again."),
        fields=field_errors(error),
    )


def install(app: Flask) -> None:
    """Answer every error of the application from here."""
    app.register_error_handler(DomainError, answer)
    app.register_error_handler(ValidationError, lambda error: answer(invalid_input(error)))
    app.register_error_handler(RequestEntityTooLarge, lambda error: answer(_too_large()))
    app.register_error_handler(CSRFError, lambda error: answer(_form_expired()))
    app.register_error_handler(StorageError, _store_failed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def answer(error: DomainError, status: int | None = None) -> AnyResponse:
    """The answer to an error: JSON for programs, a page for people, the sign-in page for who must sign in.

    ``status`` is for what HTTP itself refused; else the kind of the error gives it.
    """
    problem = as_problem(error) | ({"status": status} if status else {})
    if request.path.startswith("/api/"):
        answered = Response(
            json.dumps(problem), status=problem["status"], content_type="application/problem+json"
        )
        if isinstance(error, Unauthenticated):
            answered.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110 §11.6.1: a 401 says how
        return answered
    if isinstance(error, Unauthenticated) and request.method == "GET":
        return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")))
    return Response(render_template("error.html", problem=problem), status=problem["status"])


def _plain(kind: str, context: dict[str, Any]) -> str:
    texts = {
        "missing": N_("This is needed."),
        "string_too_short": N_("This is needed."),
        "string_too_long": N_("This is too long."),
        "too_long": N_("This is too long."),
        "enum": N_("Choose one of the values offered."),
        "literal_error": N_("Choose one of the values offered."),
        "extra_forbidden": N_("This field is not known."),
        "date_from_datetime_parsing": N_("Give a day as year-month-day."),
        "date_parsing": N_("Give a day as year-month-day."),
        "uuid_parsing": N_("Choose one of the values offered."),
        "too_short": N_("Give at least one."),
        "json_invalid": N_("This is not valid JSON."),
    }
    if kind == "value_error":
        return str(context.get("error", texts["enum"]))
    return texts.get(kind, N_("This cannot be accepted."))


def _too_large() -> TooLarge:
    return TooLarge(
        "too-large", N_("What you sent is larger than allowed."), N_("Send a smaller file, or split it.")
    )


def _form_expired() -> Forbidden:
    return Forbidden(
        "form-expired",
        N_("This form is too old or was not opened on this site."),
        N_("Go back, load the page again and send it once more. Nothing was changed."),
    )


def _store_failed(error: StorageError) -> AnyResponse:
    reference = uuid.uuid4().hex[:12]
    log.error("store-failed", reference=reference, exc_info=error)
    return answer(
        Unavailable(
            "store-unavailable",
            N_("The file store does not answer."),
            N_("Try again in a minute. Nothing was changed. Reference: %(reference)s"),
            reference=reference,
        )
    )


def _http_error(error: HTTPException) -> AnyResponse:
    if error.code == 404:
        return answer(
            NotFound("no-such-page", N_("There is nothing at this address."), N_("Check the address."))
        )
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect of the router
    return _refused_by_http(error, error.code)


def _refused_by_http(error: HTTPException, status: int) -> AnyResponse:
    """The answer to what never reached a door, with the status and the ``Allow`` header HTTP wants."""
    if isinstance(error, MethodNotAllowed):
        problem = DomainError(
            "method-not-allowed",
            N_("This address does not take requests of this kind."),
            N_("Open the page from the menu and do it there. Nothing was changed."),
        )
    else:
        problem = DomainError(
            f"http-{status}",
            N_("This request cannot be answered."),
            N_("Go back, load the page again and repeat it. Nothing was changed."),
        )
    answered = answer(problem, status)
    if allow := dict(error.get_headers()).get("Allow"):
        answered.headers["Allow"] = allow
    return answered


def _unexpected(error: Exception) -> AnyResponse:
    reference = uuid.uuid4().hex[:12]
    log.error("unexpected", reference=reference, request_id=g.get("request_id"), exc_info=error)
    return answer(
        DomainError(
            "unexpected",
            N_("Something went wrong here; it is not your fault."),
            N_("Nothing was changed. Tell your engineer this reference: %(reference)s"),
            reference=reference,
        )
    )
