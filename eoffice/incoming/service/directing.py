"""Presenting to a leader, the leader's directive, and passing the work on (NĐ 30/2020/NĐ-CP Điều 23)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Forbidden, Invalid
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.incoming import queries
from eoffice.incoming.models import Arrival, Assignment, AssignmentPart, Directive
from eoffice.incoming.rules import check_officer_part, check_unit_parts
from eoffice.incoming.service.taking import take
from eoffice.organization.models import Post, Unit


def present(work: Work, document_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Present the document to a leader of this agency; before the directive, it may go to another one."""
    taken = take(work, document_id, "present")
    post = queries.find_post_today(work.session, post_id, taken.arrival.agency_id, work.clock.today())
    if post is None or post.role != Role.LEADER:
        raise Invalid(
            "not-a-leader",
            N_("This is not the post of a leader of this agency."),
            N_("Choose a leader from the list."),
            field="post_id",
        )
    taken.arrival.presented_to_id = post_id
    taken.arrival.presented_at = work.now
    taken.arrival.state = taken.target
    work.record("document.presented", document_id, {"to_post_id": str(post_id)})


def direct(
    work: Work,
    document_id: uuid.UUID,
    text: str,
    due_on: date | None,
    assignments: Sequence[tuple[uuid.UUID, str]],
) -> None:
    """Write the directive: what to do, until when, and which unit leads, supports or is informed.

    ``assignments`` are pairs of unit and part. Raises ``Invalid`` when the text is missing, the day has
    passed, a unit is not of this agency, or not exactly one unit leads.
    """
    taken = take(work, document_id, "direct")
    _check_directive(work, text, due_on)
    check_unit_parts(assignments)
    _check_units(work, taken.arrival.agency_id, [unit for unit, _ in assignments])
    directive = Directive(
        document_id=document_id,
        text=text.strip(),
        due_on=due_on,
        post_id=taken.arrival.presented_to_id,
        directed_at=work.now,
    )
    work.session.add(directive)
    taken.arrival.due_on = due_on
    taken.arrival.state = taken.target
    work.record("document.directed", document_id, {"due_on": due_on.isoformat() if due_on else None})
    for unit_id, part in assignments:
        _add_assignment(work, taken.arrival, unit_id, None, part, None)


def assign(
    work: Work, document_id: uuid.UUID, post_id: uuid.UUID, part: str, note: str | None = None
) -> None:
    """Give a person of a lead or supporting unit a part in handling the document.

    The head of the unit does this, or the leader himself where no head stands between. One person is in
    charge: the one before then supports. Asked again for the same person, the part and note are changed.
    """
    taken = take(work, document_id, "assign")
    arrival = taken.arrival
    post = queries.find_post_today(work.session, post_id, arrival.agency_id, work.clock.today())
    if post is None:
        raise Invalid(
            "no-such-post",
            N_("Nobody of this agency holds this post today."),
            N_("Choose a person from the list."),
            field="post_id",
        )
    rows = queries.list_assignments(work.session, document_id)
    unit_parts = {row.unit_id: row.part for row in rows if row.post_id is None}
    check_officer_part(unit_parts.get(post.unit_id), part)
    _check_reach(work, work.actor, arrival, post)
    _make_room(rows, post_id, part)
    before = next((row for row in rows if row.post_id == post_id), None)
    note = (note or "").strip() or None
    if before is None:
        _add_assignment(work, arrival, post.unit_id, post_id, part, note)
    else:
        before.part, before.note, before.assigned_at = part, note, work.now
        _record_assigned(work, document_id, post.unit_id, post_id, part)
    arrival.state = taken.target


def _check_directive(work: Work, text: str, due_on: date | None) -> None:
    if not text.strip():
        raise Invalid(
            "directive-missing", N_("A directive says what is to be done."), N_("Write it."), field="text"
        )
    if due_on is not None and due_on < work.clock.today():
        raise Invalid(
            "deadline-passed",
            N_("The deadline has already passed."),
            N_("Give today or a later day."),
            field="due_on",
        )


def _check_units(work: Work, agency_id: uuid.UUID, unit_ids: Sequence[uuid.UUID]) -> None:
    known = set(
        work.session.scalars(select(Unit.id).where(Unit.agency_id == agency_id, Unit.id.in_(unit_ids)))
    )
    if not known.issuperset(unit_ids):
        raise Invalid(
            "no-such-unit",
            N_("A unit named here does not belong to this agency."),
            N_("Choose units from the list."),
            field="assignments",
        )


def _check_reach(work: Work, actor: Actor, arrival: Arrival, post: Post) -> None:
    """A head assigns in the units he heads; the leader who directed may reach into any of them."""
    standing = queries.get_standing(work.session, actor, work.clock.today())
    if arrival.presented_to_id in standing.post_ids or post.unit_id in standing.headed_unit_ids:
        return
    raise Forbidden(
        "not-your-unit",
        N_("A unit head assigns people of their own unit."),
        N_("Choose somebody of your unit."),
        field="post_id",
    )


def _make_room(rows: Sequence[Assignment], post_id: uuid.UUID, part: str) -> None:
    if part == AssignmentPart.LEAD:
        for row in rows:
            if row.post_id not in (None, post_id) and row.part == AssignmentPart.LEAD:
                row.part = AssignmentPart.SUPPORT


def _add_assignment(
    work: Work,
    arrival: Arrival,
    unit_id: uuid.UUID,
    post_id: uuid.UUID | None,
    part: str,
    note: str | None,
) -> None:
    work.session.add(
        Assignment(
            document_id=arrival.document_id,
            part=part,
            unit_id=unit_id,
            post_id=post_id,
            assigned_by_id=work.actor.post_id,
            assigned_at=work.now,
            note=note,
        )
    )
    _record_assigned(work, arrival.document_id, unit_id, post_id, part)


def _record_assigned(
    work: Work, document_id: uuid.UUID, unit_id: uuid.UUID, post_id: uuid.UUID | None, part: str
) -> None:
    data = {"unit_id": str(unit_id), "post_id": str(post_id) if post_id else None, "part": str(part)}
    work.record("document.assigned", document_id, data)
