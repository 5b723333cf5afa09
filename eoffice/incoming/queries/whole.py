"""A received document with everything known of it, for the page and for the API."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.clock import office_day
from eoffice.documents.models import Document
from eoffice.documents.queries import FileState, list_files
from eoffice.incoming.models import Arrival, Assignment, Directive
from eoffice.incoming.queries.arrivals import get_arrival, list_twins
from eoffice.incoming.queries.handling import find_directive, list_assignments, list_facts
from eoffice.incoming.rules import STATES, is_overdue
from eoffice.signatures.models import VerificationRecord


@dataclass(frozen=True)
class WholeArrival:
    """A received document, what was found in it, who handles it, and what the reader may do now."""

    arrival: Arrival
    document: Document
    verification: VerificationRecord | None
    directive: Directive | None
    assignments: Sequence[Assignment]
    files: Sequence[FileState]
    twins: Sequence[Document]
    facts: frozenset[str]
    is_overdue: bool

    @property
    def allowed_actions(self) -> list[str]:
        """The actions the reader may take now."""
        return [item.action for item in STATES.allowed(self.arrival.state, self.facts)]


def get_whole_arrival(session: Session, actor: Actor, document_id: uuid.UUID, today: date) -> WholeArrival:
    """Read a received document of the actor's agency, or raise NotFound."""
    arrival, document = get_arrival(session, actor, document_id)
    return WholeArrival(
        arrival=arrival,
        document=document,
        verification=(
            session.get(VerificationRecord, arrival.verification_id) if arrival.verification_id else None
        ),
        directive=find_directive(session, document_id),
        assignments=list_assignments(session, document_id),
        files=list_files(session, document_id),
        twins=list_twins(session, document),
        facts=list_facts(session, actor, arrival, today),
        is_overdue=is_late(arrival, today),
    )


def is_late(arrival: Arrival, today: date) -> bool:
    """Whether the handling is or was late (see ``rules.is_overdue``)."""
    finished_on = office_day(arrival.finished_at) if arrival.finished_at else None
    return is_overdue(arrival.due_on, finished_on, today)
