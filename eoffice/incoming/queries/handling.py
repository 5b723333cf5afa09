"""Who handles a received document, and what a person is to it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.documents.models import Direction, Document
from eoffice.incoming.models import Arrival, Assignment, AssignmentPart, Directive
from eoffice.incoming.rules import HANDLING_PARTS, Handling, Standing, facts
from eoffice.organization.models import Post
from eoffice.organization.queries import held_on, list_holidays
from eoffice.organization.rules import working_day_after

ANSWERS_OFFERED = 100
LONGEST_HOLIDAY = timedelta(days=30)  # more days than the offices are ever closed in a row


def get_standing(session: Session, actor: Actor, day: date) -> Standing:
    """What the actor is in the agency they act for, on ``day``."""
    posts = session.scalars(
        select(Post).where(Post.person_id == actor.person_id, Post.agency_id == actor.agency_id, held_on(day))
    ).all()
    return Standing(
        roles=actor.roles,
        post_ids=frozenset(post.id for post in posts),
        headed_unit_ids=frozenset(post.unit_id for post in posts if post.role == Role.UNIT_HEAD),
    )


def list_facts(session: Session, actor: Actor, arrival: Arrival, day: date) -> frozenset[str]:
    """The facts that hold about the actor and this arrival (see ``rules.STATES``)."""
    rows = list_assignments(session, arrival.document_id)
    handling = Handling(
        presented_to_id=arrival.presented_to_id,
        unit_parts={row.unit_id: row.part for row in rows if row.post_id is None},
        lead_post_id=next(
            (row.post_id for row in rows if row.post_id and row.part == AssignmentPart.LEAD), None
        ),
    )
    return facts(get_standing(session, actor, day), handling)


def list_assignments(session: Session, document_id: uuid.UUID) -> Sequence[Assignment]:
    """The parts given in handling a document: units before people, lead before support before inform."""
    rows = session.scalars(select(Assignment).where(Assignment.document_id == document_id)).all()
    order = list(AssignmentPart)
    return sorted(
        rows,
        key=lambda row: (
            row.post_id is not None,
            order.index(AssignmentPart(row.part)),
            row.assigned_at,
            row.id,
        ),
    )


def _place(row: Assignment) -> tuple[bool, int, datetime, uuid.UUID]:
    part = list(AssignmentPart).index(AssignmentPart(row.part))
    return row.post_id is not None, part, row.assigned_at, row.id


def find_directive(session: Session, document_id: uuid.UUID) -> Directive | None:
    """What the leader decided, if they have."""
    return session.scalars(
        select(Directive).where(Directive.document_id == document_id).order_by(Directive.id.desc()).limit(1)
    ).one_or_none()


def find_post_today(session: Session, post_id: uuid.UUID, agency_id: uuid.UUID, day: date) -> Post | None:
    """The post, when it is in this agency and held on ``day``."""
    return session.scalars(
        select(Post).where(Post.id == post_id, Post.agency_id == agency_id, held_on(day))
    ).one_or_none()


def list_assignable(
    session: Session, actor: Actor, arrival: Arrival, rows: Sequence[Assignment], day: date
) -> Sequence[Post]:
    """The posts the actor may give a part in this document: those of its lead and supporting units.

    The leader it was presented to reaches all of them, the head of a unit those of the unit.
    """
    standing = get_standing(session, actor, day)
    units = {row.unit_id for row in rows if row.post_id is None and row.part in HANDLING_PARTS}
    if arrival.presented_to_id not in standing.post_ids:
        units &= standing.headed_unit_ids
    return session.scalars(
        select(Post)
        .where(Post.agency_id == arrival.agency_id, Post.unit_id.in_(units), held_on(day))
        .order_by(Post.unit_id, Post.title, Post.id)
    ).all()


def list_answers(session: Session, agency_id: uuid.UUID) -> Sequence[Document]:
    """The outgoing documents of the agency that have a number, the newest first, at most 100."""
    return session.scalars(
        select(Document)
        .where(
            Document.agency_id == agency_id,
            Document.direction == Direction.OUTGOING,
            Document.number.is_not(None),
        )
        .order_by(Document.id.desc())
        .limit(ANSWERS_OFFERED)
    ).all()


def find_deadline(
    session: Session, today: date, due_on: date | None, working_days: int | None
) -> date | None:
    """The deadline of a directive given as a day, in working days after ``today``, or not at all.

    Raises ``Invalid`` when both are given.
    """
    if working_days is None:
        return due_on
    if due_on is not None:
        raise Invalid(
            "two-deadlines",
            N_("The deadline is given twice."),
            N_("Give a day, or a number of working days."),
            field="working_days",
        )
    last = today + timedelta(days=2 * working_days) + LONGEST_HOLIDAY
    return working_day_after(today, working_days, list_holidays(session, today, last))
