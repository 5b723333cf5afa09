"""Agencies with their codes and units."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from pydantic import ValidationError

from eoffice.access.queries import list_accounts
from eoffice.core.errors import DomainError
from eoffice.core.request import runtime
from eoffice.organization import queries, rules, service
from eoffice.organization.schemas import LastDay, NewCode, NewUnit
from eoffice.ui.pages.administration.blueprint import (
    Refused,
    administered_agency,
    administrator,
    pages,
    refused,
    see,
    typed,
)


@pages.get("/")
def agencies() -> Response:
    """The agencies the administrator looks after, each with its code of today."""
    actor, search = administrator(), request.args.get("search", "").strip()
    with runtime().read() as session:
        administered = {agency.id for agency in queries.list_administered(session, actor)}
        found = queries.list_agencies_with_codes(session, runtime().clock.today(), search=search)
        of_instance = queries.administers_instance(session, actor)
    return make_response(
        render_template(
            "administration/agencies.html",
            rows=[(agency, code) for agency, code in found if agency.id in administered],
            search=search,
            of_instance=of_instance,
        )
    )


@pages.get("/agencies/<uuid:agency_id>")
def agency(agency_id: uuid.UUID) -> Response:
    """One agency: codes, units, people."""
    return _page(agency_id, Refused())


@pages.post("/agencies/<uuid:agency_id>/units")
def add_unit(agency_id: uuid.UUID) -> Response:
    """Add a unit."""
    actor = administrator()
    try:
        given = NewUnit.model_validate(typed("name", "notation"))
        with runtime().work(actor) as work:
            service.create_unit(work, agency_id, given.name, given.notation)
    except (ValidationError, DomainError) as error:
        return _page(agency_id, refused("unit", error))
    flash(_("The unit is added."), "success")
    return see(url_for("administration.agency", agency_id=agency_id))


@pages.post("/agencies/<uuid:agency_id>/codes")
def add_code(agency_id: uuid.UUID) -> Response:
    """Give the agency a code from a day on."""
    actor = administrator()
    try:
        given = NewCode.model_validate(typed("scheme", "code", "valid_from"))
        with runtime().work(actor) as work:
            service.open_code(work, agency_id, given.scheme, given.code, given.valid_from)
    except (ValidationError, DomainError) as error:
        return _page(agency_id, refused("code", error))
    flash(_("The code is valid from the day you gave."), "success")
    return see(url_for("administration.agency", agency_id=agency_id))


@pages.post("/agencies/<uuid:agency_id>/codes/<uuid:code_id>/close")
def close_code(agency_id: uuid.UUID, code_id: uuid.UUID) -> Response:
    """Let a code end on a day."""
    actor = administrator()
    try:
        given = LastDay.model_validate(typed("valid_to"))
        with runtime().work(actor) as work:
            service.close_code(work, code_id, given.valid_to)
    except (ValidationError, DomainError) as error:
        return _page(agency_id, refused(f"close-{code_id}", error))
    flash(_("The code ends on the day you gave."), "success")
    return see(url_for("administration.agency", agency_id=agency_id))


def _page(agency_id: uuid.UUID, refusal: Refused) -> Response:
    actor, today = administrator(), runtime().clock.today()
    with runtime().read() as session:
        shown = administered_agency(session, actor, agency_id)
        people = queries.list_people(session, agency_id)
        posts = queries.list_posts(session, agency_id, day=today)
        page = render_template(
            "administration/agency.html",
            agency=shown,
            codes=queries.list_codes(session, agency_id),
            units=queries.list_units(session, agency_id),
            people=people,
            titles={
                person.id: [post.title for post in posts if post.person_id == person.id] for person in people
            },
            accounts=list_accounts(session, [person.id for person in people]),
            scheme_names={scheme: _(name) for scheme, name in rules.SCHEME_NAMES.items()},
            refusal=refusal,
            today=today,
        )
    return make_response(page, refusal.status)
