"""The blueprint of the administrator's pages, and who may open them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, Response, make_response, redirect, request
from pydantic import ValidationError
from sqlalchemy.orm import Session

from eoffice.access.web import form_errors
from eoffice.core.actor import Actor, Role
from eoffice.core.errors import DomainError, NotFound
from eoffice.core.messages import N_
from eoffice.core.problem import status_of
from eoffice.core.request import current_actor
from eoffice.organization import queries
from eoffice.organization.models import Agency, Person
from eoffice.organization.service import not_administrator

pages = Blueprint(
    "administration",
    __name__,
    url_prefix="/administration",
    template_folder=str(Path(__file__).parent.parent / "templates"),
)


@dataclass(frozen=True)
class Refused:
    """A form that was not accepted: which one, why, and what had been typed."""

    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def shown(self, form: str) -> Refused:
        """What to show in ``form``: nothing when it was another one that was refused."""
        return self if self.form == form else Refused()


def refused(form: str, error: ValidationError | DomainError) -> Refused:
    """The refusal of ``form``; passwords are not typed back."""
    values = {name: text for name, text in request.form.items() if name not in ("password", "csrf_token")}
    status = 422 if isinstance(error, ValidationError) else status_of(error)
    return Refused(form, form_errors(error), values, status)


def administrator() -> Actor:
    """Who asks, when they are an administrator."""
    actor = current_actor()
    if not actor.has(Role.ADMINISTRATOR):
        raise not_administrator()
    return actor


def administered_agency(session: Session, actor: Actor, agency_id: uuid.UUID) -> Agency:
    """An agency the actor administers; of others nothing is told."""
    agency = queries.get_agency(session, agency_id)
    if not queries.may_administer(session, actor, agency_id):
        raise NotFound("no-such-agency", N_("There is no such agency."), N_("Choose it from the list."))
    return agency


def administered_person(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """A person who has or had a post in an agency the actor administers."""
    person = queries.get_person(session, person_id)
    if not any(
        queries.may_administer(session, actor, agency_id)
        for agency_id in queries.list_agencies_ever(session, person_id)
    ):
        raise NotFound("no-such-person", N_("There is no such person."), N_("Choose from the list."))
    return person


def typed(*names: str) -> dict[str, str]:
    """The fields of the form, as text."""
    return {name: request.form.get(name, "") for name in names}


def see(target: str) -> Response:
    """Send the browser to read another page after a change."""
    return make_response(redirect(target, 303))
