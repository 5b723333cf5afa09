"""An outgoing document with everything that belongs to it, read at once for those who show it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import DomainError
from eoffice.core.states import Transition
from eoffice.documents import queries as documents
from eoffice.documents.models import Document, Urgency
from eoffice.documents.schemas import EventOut, FileOut
from eoffice.organization import queries as organization
from eoffice.outgoing import queries
from eoffice.outgoing.models import Channel, OutgoingDocument, OutgoingState, Receiver, ReviewKind
from eoffice.outgoing.rules import STATES, allowed_actions, facts
from eoffice.outgoing.schemas import (
    BlockedAction,
    DocumentOut,
    PostOut,
    ReceiverOut,
    ReviewOut,
    SlipOut,
)

Offered = list[tuple[Transition, DomainError | None]]


def offered_actions(session: Session, actor: Actor, course: OutgoingDocument, day: date) -> Offered:
    """What the actor's post could do with the document now, each with the reason why not yet."""
    holding = facts(queries.load_situation(session, actor, course, day))
    return STATES.offered(course.state, holding)


def read_document(session: Session, actor: Actor, document_id: uuid.UUID, day: date) -> DocumentOut:
    """The document as JSON says it. Raises NotFound."""
    document, course = queries.get_outgoing(session, actor, document_id)
    holding = facts(queries.load_situation(session, actor, course, day))
    slips = queries.list_slips(session, document_id)
    reviews = queries.list_reviews(session, document_id)
    concerned = [course.drafter_post_id, course.signer_post_id]
    concerned += [slip.post_id for slip in slips] + [review.post_id for review in reviews]
    labels = organization.post_labels(session, concerned)

    def by(post_id: uuid.UUID) -> PostOut:
        return PostOut(id=post_id, label=labels.get(post_id, ""))

    return DocumentOut(
        **_facts_of(document, course),
        drafter=by(course.drafter_post_id),
        signer=by(course.signer_post_id),
        allowed_actions=allowed_actions(course.state, holding),
        blocked_actions=[
            BlockedAction(action=transition.action, code=refusal.code)
            for transition, refusal in STATES.offered(course.state, holding)
            if refusal is not None
        ],
        files=[FileOut.of(item) for item in documents.list_files(session, document_id)],
        receivers=_receivers(session, queries.list_receivers(session, document_id), day),
        slips=[
            SlipOut(
                ordinal=slip.ordinal,
                proposal=slip.proposal,
                by=by(slip.post_id),
                submitted_at=slip.submitted_at,
            )
            for slip in slips
        ],
        reviews=[
            ReviewOut(
                kind=ReviewKind(review.kind),
                decision=review.decision,
                reason=review.reason,
                by=by(review.post_id),
                reviewed_at=review.reviewed_at,
                file_sha256=review.file_sha256,
            )
            for review in reviews
        ],
        history=[EventOut.of(row) for row in documents.list_history(session, document_id)],
    )


def _facts_of(document: Document, course: OutgoingDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "state": OutgoingState(course.state),
        "revision": document.revision,
        "kind": document.kind,
        "subject": document.subject,
        "urgency": Urgency(document.urgency),
        "number": document.number,
        "notation": document.notation,
        "issued_on": document.issued_on,
        "created_at": document.created_at,
        "submitted_at": course.submitted_at,
        "signed_at": course.signed_at,
        "numbered_at": course.numbered_at,
        "sealed_at": course.sealed_at,
        "issued_at": course.issued_at,
    }


def _receivers(session: Session, rows: Sequence[Receiver], day: date) -> list[ReceiverOut]:
    return [
        ReceiverOut(
            name=row.name,
            channel=Channel(row.channel),
            agency_id=row.agency_id,
            code=organization.current_code(session, row.agency_id, day) if row.agency_id else None,
            email=row.email,
            address=row.address,
        )
        for row in rows
    ]
