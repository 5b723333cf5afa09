"""Reads of agencies, their codes at a day, units, people and posts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.organization.models import Agency, AgencyCode, Holiday, Person, Post, Unit
from eoffice.organization.rules import QD20


def get_agency(session: Session, agency_id: uuid.UUID) -> Agency:
    """The agency, or NotFound."""
    agency = session.get(Agency, agency_id)
    if agency is None:
        raise NotFound("no-such-agency", N_("There is no such agency."), N_("Choose it from the list."))
    return agency


def find_agency_by_code(session: Session, code: str, day: date) -> Agency | None:
    """The agency that holds ``code``, of either scheme, on ``day``."""
    return session.scalars(
        select(Agency)
        .join(AgencyCode, AgencyCode.agency_id == Agency.id)
        .where(AgencyCode.code == code.strip().upper(), _code_holds(day))
        .limit(1)
    ).one_or_none()


def find_agency_by_name(session: Session, name: str) -> Agency | None:
    """The agency of exactly this name, None when there is none or more than one."""
    found = session.scalars(select(Agency).where(Agency.name == name.strip()).limit(2)).all()
    return found[0] if len(found) == 1 else None


def current_code(session: Session, agency_id: uuid.UUID, day: date, scheme: str = QD20) -> str | None:
    """The code of the agency under ``scheme`` that is valid on ``day``, or None."""
    return session.scalars(
        select(AgencyCode.code)
        .where(AgencyCode.agency_id == agency_id, AgencyCode.scheme == scheme, _code_holds(day))
        .order_by(AgencyCode.valid_from.desc())
        .limit(1)
    ).one_or_none()


def list_codes(session: Session, agency_id: uuid.UUID) -> Sequence[AgencyCode]:
    """Every code the agency has had, the newest first."""
    return session.scalars(
        select(AgencyCode)
        .where(AgencyCode.agency_id == agency_id)
        .order_by(AgencyCode.valid_from.desc(), AgencyCode.scheme)
    ).all()


def list_agencies(
    session: Session,
    *,
    search: str = "",
    is_local: bool | None = None,
    within: uuid.UUID | None = None,
    limit: int | None = None,
) -> Sequence[Agency]:
    """Agencies by name; ``search`` looks in names and codes, ``within`` keeps one and those below it."""
    query = select(Agency).order_by(Agency.name)
    if search.strip():
        query = query.where(_matches(search.strip()))
    if is_local is not None:
        query = query.where(Agency.is_local.is_(is_local))
    if within is not None:
        query = query.where(Agency.id.in_(_subtree(within)))
    return session.scalars(query.limit(limit)).all()


def list_agencies_with_codes(
    session: Session, day: date, *, search: str = "", limit: int | None = None
) -> list[tuple[Agency, str | None]]:
    """Agencies by name, each with the code it is reached by on ``day`` (QĐ 20/2020 before QĐ 28/2018)."""
    agencies = list_agencies(session, search=search, limit=limit)
    held = session.execute(
        select(AgencyCode.agency_id, AgencyCode.code)
        .where(AgencyCode.agency_id.in_([agency.id for agency in agencies]), _code_holds(day))
        .order_by(AgencyCode.scheme.desc(), AgencyCode.valid_from)
    )
    codes: dict[uuid.UUID, str] = {row.agency_id: row.code for row in held}
    return [(agency, codes.get(agency.id)) for agency in agencies]


def is_within(session: Session, agency_id: uuid.UUID, ancestor_id: uuid.UUID) -> bool:
    """Whether the agency is ``ancestor_id`` or stands below it."""
    found = session.scalar(
        select(func.count(Agency.id)).where(Agency.id == agency_id, Agency.id.in_(_subtree(ancestor_id)))
    )
    return bool(found)


def may_administer(session: Session, actor: Actor, agency_id: uuid.UUID) -> bool:
    """Whether the actor administers the agency: the own one, those below it, and at the top all of them."""
    if actor.is_system:
        return True
    if not actor.has(Role.ADMINISTRATOR) or actor.agency_id is None:
        return False
    return is_within(session, agency_id, actor.agency_id) or administers_instance(session, actor)


def administers_instance(session: Session, actor: Actor) -> bool:
    """Whether the actor is an administrator of an agency of this instance that has none above it."""
    if actor.is_system:
        return True
    if not actor.has(Role.ADMINISTRATOR) or actor.agency_id is None:
        return False
    agency = get_agency(session, actor.agency_id)
    return agency.is_local and agency.parent_id is None


def list_administered(session: Session, actor: Actor) -> Sequence[Agency]:
    """The agencies the actor administers, by name; none for those who are not administrators."""
    if administers_instance(session, actor):
        return list_agencies(session)
    if not actor.has(Role.ADMINISTRATOR) or actor.agency_id is None:
        return []
    return list_agencies(session, within=actor.agency_id)


def list_units(session: Session, agency_id: uuid.UUID) -> Sequence[Unit]:
    """The units of an agency by name."""
    return session.scalars(select(Unit).where(Unit.agency_id == agency_id).order_by(Unit.name)).all()


def get_unit(session: Session, unit_id: uuid.UUID) -> Unit:
    """The unit, or NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("no-such-unit", N_("There is no such unit."), N_("Choose it from the list."))
    return unit


def get_person(session: Session, person_id: uuid.UUID) -> Person:
    """The person, or NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("no-such-person", N_("There is no such person."), N_("Choose from the list."))
    return person


def list_people(session: Session, agency_id: uuid.UUID) -> Sequence[Person]:
    """Everybody who has or had a post in the agency, by name."""
    held = select(Post.person_id).where(Post.agency_id == agency_id)
    return session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.full_name)).all()


def get_post(session: Session, post_id: uuid.UUID) -> Post:
    """The post, or NotFound."""
    post = session.get(Post, post_id)
    if post is None:
        raise NotFound("no-such-post", N_("There is no such post."), N_("Choose it from the list."))
    return post


def list_posts(
    session: Session,
    agency_id: uuid.UUID,
    role: Role | None = None,
    unit_id: uuid.UUID | None = None,
    day: date | None = None,
) -> Sequence[Post]:
    """Posts of an agency by title; with ``day``, only those held on it."""
    query = select(Post).where(Post.agency_id == agency_id).order_by(Post.title, Post.id)
    if role is not None:
        query = query.where(Post.role == role.value)
    if unit_id is not None:
        query = query.where(Post.unit_id == unit_id)
    if day is not None:
        query = query.where(held_on(day))
    return session.scalars(query).all()


def list_posts_of_person(session: Session, person_id: uuid.UUID, day: date) -> Sequence[Post]:
    """The posts a person holds on ``day``, in all agencies, the longest held first."""
    return session.scalars(
        select(Post).where(Post.person_id == person_id, held_on(day)).order_by(Post.valid_from, Post.id)
    ).all()


def list_agencies_of_person(session: Session, person_id: uuid.UUID, day: date) -> Sequence[uuid.UUID]:
    """The agencies in which a person holds a post on ``day`` or will hold one later."""
    return session.scalars(
        select(Post.agency_id)
        .where(Post.person_id == person_id, or_(Post.valid_to.is_(None), Post.valid_to >= day))
        .distinct()
    ).all()


def list_agencies_ever(session: Session, person_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The agencies in which a person has, had or will have a post."""
    return session.scalars(select(Post.agency_id).where(Post.person_id == person_id).distinct()).all()


def list_all_posts_of_person(session: Session, person_id: uuid.UUID) -> Sequence[Post]:
    """Every post a person has ever been given, the newest first."""
    return session.scalars(
        select(Post).where(Post.person_id == person_id).order_by(Post.valid_from.desc(), Post.id.desc())
    ).all()


def post_label(session: Session, post_id: uuid.UUID) -> str:
    """Who holds the post and as what: ``Lê Thị Mẫu, Chủ tịch``."""
    row = session.execute(
        select(Person.full_name, Post.title).join(Post, Post.person_id == Person.id).where(Post.id == post_id)
    ).one_or_none()
    return f"{row.full_name}, {row.title}" if row else ""


def post_labels(session: Session, post_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The label of each of these posts, in one read."""
    rows = session.execute(
        select(Post.id, Person.full_name, Post.title)
        .join(Person, Post.person_id == Person.id)
        .where(Post.id.in_(post_ids))
    )
    return {row.id: f"{row.full_name}, {row.title}" for row in rows}


def list_holidays(session: Session, first: date, last: date) -> frozenset[date]:
    """The holidays from ``first`` to ``last``, both included."""
    return frozenset(session.scalars(select(Holiday.day).where(Holiday.day.between(first, last))))


def held_on(day: date) -> ColumnElement[bool]:
    """The condition that a post is held on ``day``."""
    return and_(Post.valid_from <= day, or_(Post.valid_to.is_(None), Post.valid_to >= day))


def _code_holds(day: date) -> ColumnElement[bool]:
    return and_(AgencyCode.valid_from <= day, or_(AgencyCode.valid_to.is_(None), AgencyCode.valid_to >= day))


def _matches(search: str) -> ColumnElement[bool]:
    coded = select(AgencyCode.agency_id).where(AgencyCode.code.icontains(search, autoescape=True))
    return or_(
        Agency.name.icontains(search, autoescape=True),
        Agency.short_name.icontains(search, autoescape=True),
        Agency.id.in_(coded),
    )


def _subtree(root_id: uuid.UUID) -> Select[tuple[uuid.UUID]]:
    tree = select(Agency.id).where(Agency.id == root_id).cte("subtree", recursive=True)
    child = aliased(Agency)
    # UNION rather than UNION ALL: a loop of parents, which rules refuse, would still end.
    tree = tree.union(select(child.id).where(child.parent_id == tree.c.id))
    return select(tree.c.id)
