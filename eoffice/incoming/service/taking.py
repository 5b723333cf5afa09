"""Taking a received document in hand for one action: locked, and only when the action is allowed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from eoffice.core.work import Work
from eoffice.documents.models import Document
from eoffice.incoming import queries
from eoffice.incoming.models import Arrival
from eoffice.incoming.rules import STATES


@dataclass(frozen=True)
class Taken:
    """A received document in hand. ``target`` is the state to set once its other columns are."""

    arrival: Arrival
    document: Document
    target: str


def take(work: Work, document_id: uuid.UUID, action: str) -> Taken:
    """Lock the arrival for ``action``.

    Raises ``NotFound`` for a document of another agency, else what ``STATES`` says when the action is not
    possible. Raises the document's revision.
    """
    arrival = work.session.scalars(
        select(Arrival)
        .where(Arrival.document_id == document_id, Arrival.agency_id == work.actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if arrival is None:
        raise queries.no_such_arrival()
    document = work.session.get_one(Document, document_id, with_for_update=True)
    facts = queries.list_facts(work.session, work.actor, arrival, work.clock.today())
    transition = STATES.check(action, arrival.state, facts)
    document.revision += 1
    return Taken(arrival, document, transition.target or arrival.state)
