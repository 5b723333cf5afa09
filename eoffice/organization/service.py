"""Verbs on agencies, codes, units, people, posts and holidays. Each is recorded; each asks who may."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.organization import queries, rules
from eoffice.organization.models import (
    Agency,
    AgencyCode,
    AgencyLevel,
    Holiday,
    Person,
    Post,
    Unit,
)


def create_agency(
    work: Work,
    *,
    slug: str,
    name: str,
    notation: str,
    level: AgencyLevel | str,
    place: str,
    short_name: str = "",
    letterhead: Sequence[str] = (),
    parent_id: uuid.UUID | None = None,
    is_local: bool = True,
) -> Agency:
    """Add an agency; ``letterhead`` are the lines of its name as printed, else its name in capitals."""
    if parent_id is not None:
        check_may_administer(work, parent_id)
    else:
        check_administers_instance(work)
    if work.session.scalar(select(Agency.id).where(Agency.slug == slug)):
        raise Conflict(
            "agency-slug-taken", N_("Another agency has this short key."), N_("Choose another."), field="slug"
        )
    agency = Agency(
        slug=slug,
        name=name,
        short_name=short_name or name,
        notation=notation,
        level=AgencyLevel(level).value,
        place=place,
        parent_id=parent_id,
        is_local=is_local,
        letterhead=list(letterhead) or [name.upper()],
    )
    work.session.add(agency)
    work.session.flush()
    work.record("agency.created", agency.id, {"is_local": is_local}, agency_id=agency.id)
    return agency


def open_code(
    work: Work,
    agency_id: uuid.UUID,
    scheme: str,
    code: str,
    valid_from: date,
    valid_to: date | None = None,
    successor_id: uuid.UUID | None = None,
) -> AgencyCode:
    """Give an agency a code for a time. Two agencies never hold the same code on the same day."""
    check_may_administer(work, agency_id)
    written = rules.checked_code(scheme, code)
    rules.check_period(valid_from, valid_to)
    same = work.session.scalars(
        select(AgencyCode).where(AgencyCode.scheme == scheme, AgencyCode.code == written).with_for_update()
    )
    if any(
        rules.overlaps((valid_from, valid_to), (other.valid_from, other.valid_to)) for other in same.all()
    ):
        raise Conflict(
            "code-held",
            N_("This code is held by an agency on some of these days."),
            N_("Close the other one first, or give other days."),
            field="code",
        )
    row = AgencyCode(
        agency_id=agency_id,
        scheme=scheme,
        code=written,
        valid_from=valid_from,
        valid_to=valid_to,
        successor_id=successor_id,
    )
    work.session.add(row)
    work.session.flush()
    work.record("code.opened", row.id, {"scheme": scheme, "code": written}, agency_id=agency_id)
    return row


def close_code(
    work: Work, code_id: uuid.UUID, last_day: date, successor_id: uuid.UUID | None = None
) -> AgencyCode:
    """End a code on ``last_day``; ``successor_id`` is the agency that takes over what was sent to it."""
    row = work.session.get(AgencyCode, code_id, with_for_update=True)
    if row is None:
        raise Invalid("no-such-code", N_("There is no such code."), N_("Choose it from the list."))
    check_may_administer(work, row.agency_id)
    rules.check_period(row.valid_from, last_day)
    if successor_id is not None:
        queries.get_agency(work.session, successor_id)
    row.valid_to, row.successor_id = last_day, successor_id
    work.record("code.closed", row.id, {"valid_to": last_day.isoformat()}, agency_id=row.agency_id)
    return row


def create_unit(work: Work, agency_id: uuid.UUID, name: str, notation: str) -> Unit:
    """Add a unit to an agency; its name is unique there."""
    check_may_administer(work, agency_id)
    taken = select(Unit.id).where(Unit.agency_id == agency_id, Unit.name == name)
    if work.session.scalar(taken):
        raise Conflict(
            "unit-name-taken",
            N_("The agency has a unit of this name."),
            N_("Choose another name."),
            field="name",
        )
    unit = Unit(agency_id=agency_id, name=name, notation=notation)
    work.session.add(unit)
    work.session.flush()
    work.record("unit.created", unit.id, agency_id=agency_id)
    return unit


def create_person(
    work: Work, full_name: str, email: str | None = None, signature_image: str | None = None
) -> Person:
    """Add a person; ``signature_image`` is the SHA-256 of a PNG that is already in the store."""
    _check_is_administrator(work.actor)
    person = Person(full_name=full_name, email=email, signature_image=signature_image)
    work.session.add(person)
    work.session.flush()
    work.record("person.created", person.id)
    return person


def create_post(
    work: Work,
    person_id: uuid.UUID,
    unit_id: uuid.UUID,
    role: Role | str,
    title: str,
    *,
    authority_lines: Sequence[str] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Post:
    """Give a person a post in a unit, from today unless ``valid_from`` says otherwise."""
    unit = queries.get_unit(work.session, unit_id)
    check_may_administer(work, unit.agency_id)
    queries.get_person(work.session, person_id)
    first_day = valid_from or work.clock.today()
    rules.check_period(first_day, valid_to)
    post = Post(
        person_id=person_id,
        agency_id=unit.agency_id,
        unit_id=unit_id,
        role=Role(role).value,
        title=title,
        authority_lines=list(authority_lines) or [title.upper()],
        valid_from=first_day,
        valid_to=valid_to,
    )
    work.session.add(post)
    work.session.flush()
    work.record(
        "post.created",
        post.id,
        {"person_id": str(person_id), "unit_id": str(unit_id), "role": post.role},
        agency_id=unit.agency_id,
    )
    return post


def end_post(work: Work, post_id: uuid.UUID, last_day: date) -> Post:
    """Let a post end on ``last_day`` (that day included); what was done in it stays."""
    post = work.session.get(Post, post_id, with_for_update=True) or queries.get_post(work.session, post_id)
    check_may_administer(work, post.agency_id)
    if post.valid_to is not None and post.valid_to < work.clock.today():
        raise Conflict("post-ended", N_("This post has already ended."))
    if post_id == work.actor.post_id and last_day <= work.clock.today():
        raise Conflict(
            "own-post",
            N_("You cannot end the post you act in."),
            N_("Ask another administrator, or act in another post first."),
        )
    rules.check_period(post.valid_from, last_day)
    post.valid_to = last_day
    work.record("post.ended", post.id, {"valid_to": last_day.isoformat()}, agency_id=post.agency_id)
    return post


def add_holiday(work: Work, day: date, name: str) -> None:
    """Mark a day as one on which the offices do not work; marking it again changes its name."""
    check_administers_instance(work)
    work.session.merge(Holiday(day=day, name=name))
    work.record("holiday.added", uuid.uuid5(uuid.NAMESPACE_OID, day.isoformat()), {"day": day.isoformat()})


def check_may_administer(work: Work, agency_id: uuid.UUID) -> None:
    """Refuse unless the actor administers the agency: the own one and those below; at the top, all."""
    if not queries.may_administer(work.session, work.actor, agency_id):
        raise not_administrator()


def check_administers_instance(work: Work) -> None:
    """Refuse unless the actor administers the whole instance."""
    if not queries.administers_instance(work.session, work.actor):
        raise not_administrator()


def not_administrator() -> Forbidden:
    """The refusal of somebody who does not administer what they wanted to change."""
    return Forbidden(
        "not-administrator",
        N_("Only an administrator of this agency, or of one above it, may do this."),
        N_("Act in your administrator's post, or ask the administrator."),
    )


def _check_is_administrator(actor: Actor) -> None:
    if not actor.is_system and not actor.has(Role.ADMINISTRATOR):
        raise not_administrator()
