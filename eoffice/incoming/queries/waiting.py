"""What waits for a person among the received documents of their agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import Clock
from eoffice.documents.models import Document, Urgency
from eoffice.incoming.models import Arrival, ArrivalState, Assignment, AssignmentPart
from eoffice.incoming.queries.handling import get_standing
from eoffice.incoming.rules import STATES, Standing

WAITING_LIMIT = 100
BY_URGENCY = case(
    {Urgency.IMMEDIATE: 0, Urgency.VERY_URGENT: 1, Urgency.URGENT: 2}, value=Document.urgency, else_=3
)
CLERKS_ACTIONS = {
    ArrivalState.ARRIVED: "accept",
    ArrivalState.ACCEPTED: "register",
    ArrivalState.REGISTERED: "present",
}


@dataclass(frozen=True)
class Waiting:
    """A received document that waits for somebody, and the action (of ``rules.STATES``) it waits for."""

    arrival: Arrival
    document: Document
    action: str

    @property
    def label(self) -> str:
        """What to do, as a message id."""
        return STATES.transitions[self.action].label


def list_waiting(session: Session, actor: Actor, day: date | None = None) -> list[Waiting]:
    """What waits for this person, the most urgent and then the oldest first, at most 100.

    ``day`` decides which posts the person holds; today when not given.
    """
    standing = get_standing(session, actor, day or Clock().today())
    to_assign = _waits_for_head(standing)
    conditions = [
        and_(Arrival.state.in_(CLERKS_ACTIONS), _literal(Role.CLERK in standing.roles)),
        and_(Arrival.state == ArrivalState.PRESENTED, Arrival.presented_to_id.in_(standing.post_ids)),
        and_(Arrival.state.in_([ArrivalState.DIRECTED, ArrivalState.ASSIGNED]), to_assign),
        and_(Arrival.state == ArrivalState.ASSIGNED, _is_in_charge(standing)),
    ]
    query = (
        select(Arrival, Document, to_assign)
        .join(Document, Document.id == Arrival.document_id)
        .where(Arrival.agency_id == actor.agency_id, or_(*conditions))
        .order_by(BY_URGENCY, Arrival.document_id)
        .limit(WAITING_LIMIT)
    )
    return [
        Waiting(arrival, document, _waiting_action(arrival.state, bool(is_to_assign)))
        for arrival, document, is_to_assign in session.execute(query)
    ]


def _waits_for_head(standing: Standing) -> ColumnElement[bool]:
    """A unit the person heads leads or supports, and nobody of it has been given the work yet."""
    unit_row, person_row = aliased(Assignment), aliased(Assignment)
    given = exists().where(
        person_row.document_id == unit_row.document_id,
        person_row.unit_id == unit_row.unit_id,
        person_row.post_id.is_not(None),
    )
    return exists().where(
        unit_row.document_id == Arrival.document_id,
        unit_row.unit_id.in_(standing.headed_unit_ids),
        unit_row.post_id.is_(None),
        unit_row.part.in_([AssignmentPart.LEAD, AssignmentPart.SUPPORT]),
        ~given,
    )


def _is_in_charge(standing: Standing) -> ColumnElement[bool]:
    return exists().where(
        Assignment.document_id == Arrival.document_id,
        Assignment.post_id.in_(standing.post_ids),
        Assignment.part == AssignmentPart.LEAD,
    )


def _literal(value: bool) -> ColumnElement[bool]:
    return true() if value else false()


def _waiting_action(state: str, is_to_assign: bool) -> str:
    if state in CLERKS_ACTIONS:
        return CLERKS_ACTIONS[ArrivalState(state)]
    if state == ArrivalState.PRESENTED:
        return "direct"
    return "assign" if is_to_assign else "finish"
