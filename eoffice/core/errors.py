"""Everything that can be wrong with a request, as one family without HTTP in it.

An error has a stable kebab-case ``code``, a ``message`` that says what is wrong and an ``advice`` that says
what to do next. Both are English message ids (see ``messages``); ``problem.py`` alone turns an error into an
answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """The root of all errors that a user is told about.

    ``field`` names the input the error belongs to, so that a form can show it beside that field; ``fields``
    carries several at once (field name to a message id).
    """

    def __init__(
        self,
        code: str,
        message: str,
        advice: str = "",
        *,
        field: str | None = None,
        fields: Mapping[str, str] | None = None,
        **params: Any,  # noqa: ANN401 - placeholders of the message, whatever they are
    ) -> None:
        super().__init__(message % params if params else message)
        self.code = code
        self.message = message
        self.advice = advice
        self.field = field
        self.fields = dict(fields or {})
        if field is not None:
            self.fields.setdefault(field, message)
        self.params = params


class Invalid(DomainError):
    """What was given cannot be accepted as it is."""


class Unauthenticated(DomainError):
    """Nobody is signed in, or what proves it is no longer good."""


class Forbidden(DomainError):
    """The person may not do this."""


class NotFound(DomainError):
    """There is no such thing, or the person may not know of it."""


class Conflict(DomainError):
    """The thing is not in a state in which this can be done, or somebody else was faster."""


class TooLarge(DomainError):
    """More bytes than the settings allow."""


class TooManyAttempts(DomainError):
    """Too many tries in too little time."""


class Unavailable(DomainError):
    """A service that is needed does not answer; trying again later can work."""
