"""The beginning and the end of every verb: lock, ask the state table, move on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from eoffice.core.clock import office_day
from eoffice.core.states import Transition
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import Document
from eoffice.outgoing import queries
from eoffice.outgoing.models import OutgoingDocument
from eoffice.outgoing.rules import STATES, facts


@dataclass(frozen=True)
class Step:
    """A document on its way: its locked rows and the transition that was found possible."""

    document: Document
    course: OutgoingDocument
    transition: Transition

    def advance(self) -> None:
        """Take the document to the transition's target and count the change."""
        if self.transition.target is not None:
            self.course.state = self.transition.target
        self.document.revision += 1


def begin(work: Work, document_id: uuid.UUID, action: str) -> Step:
    """Lock the document and its course, and make sure that the actor may take ``action`` now.

    Raises NotFound, or what the state table says: Conflict or Forbidden.
    """
    document = documents.lock_document(work.session, work.actor, document_id)
    course = work.session.scalars(
        select(OutgoingDocument)
        .where(OutgoingDocument.document_id == document_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if course is None:
        raise documents.no_such_document()
    situation = queries.load_situation(work.session, work.actor, course, office_day(work.now))
    return Step(document, course, STATES.check(action, course.state, facts(situation)))
