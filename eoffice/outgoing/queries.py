"""Reading outgoing documents: where each stands, who it waits for, and what was said about it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import Clock
from eoffice.core.paging import Page, read_page
from eoffice.documents import queries as documents
from eoffice.documents.models import Document, Urgency
from eoffice.organization.models import Post
from eoffice.organization.queries import held_on
from eoffice.outgoing import receivers
from eoffice.outgoing.models import (
    OutgoingDocument,
    OutgoingState,
    Receiver,
    Review,
    SubmissionSlip,
)
from eoffice.outgoing.rules import STATES, Situation
from eoffice.signatures.models import Signature

WAITING_LIMIT = 100
BY_URGENCY = case(
    {Urgency.IMMEDIATE.value: 0, Urgency.VERY_URGENT.value: 1, Urgency.URGENT.value: 2},
    value=Document.urgency,
    else_=3,
)


@dataclass(frozen=True)
class Waiting:
    """An outgoing document that waits for somebody, and the action (of ``rules.STATES``) it waits for."""

    course: OutgoingDocument
    document: Document
    action: str

    @property
    def label(self) -> str:
        """What to do, as a message id."""
        return STATES.transitions[self.action].label


def get_outgoing(session: Session, actor: Actor, document_id: uuid.UUID) -> tuple[Document, OutgoingDocument]:
    """An outgoing document of the actor's agency with its course; else NotFound."""
    document = documents.get_document(session, actor, document_id)
    course = session.get(OutgoingDocument, document_id)
    if course is None:
        raise documents.no_such_document()
    return document, course


def load_situation(session: Session, actor: Actor, course: OutgoingDocument, day: date) -> Situation:
    """What the rules need to know about a document and the person who looks at it, on ``day``."""
    own = _own_posts(session, actor, course.agency_id, day)
    drafter = session.get_one(Post, course.drafter_post_id)
    signer = session.get_one(Post, course.signer_post_id)
    receiver_count = session.scalar(
        select(func.count(Receiver.id)).where(Receiver.document_id == course.document_id)
    )
    return Situation(
        state=course.state,
        roles=actor.roles,
        is_drafter=actor.person_id is not None and drafter.person_id == actor.person_id,
        heads_drafting_unit=any(
            post.role == Role.UNIT_HEAD.value and post.unit_id == course.unit_id for post in own
        ),
        is_signer=any(post.id == signer.id for post in own),
        has_main_file=documents.find_main_file(session, course.document_id) is not None,
        has_receivers=bool(receiver_count),
        receivers_have_codes=receivers.count_without_code(session, course.document_id, day) == 0,
        signer_in_office=signer.valid_from <= day and (signer.valid_to is None or day <= signer.valid_to),
        fields_filled=course.fields_filled_at is not None,
    )


def list_receivers(session: Session, document_id: uuid.UUID) -> Sequence[Receiver]:
    """The receivers of a document in the order they were named."""
    return session.scalars(
        select(Receiver).where(Receiver.document_id == document_id).order_by(Receiver.position)
    ).all()


def list_slips(session: Session, document_id: uuid.UUID) -> Sequence[SubmissionSlip]:
    """The slips a document was submitted with, the newest first."""
    return session.scalars(
        select(SubmissionSlip)
        .where(SubmissionSlip.document_id == document_id)
        .order_by(SubmissionSlip.ordinal.desc())
    ).all()


def list_reviews(session: Session, document_id: uuid.UUID) -> Sequence[Review]:
    """What the reviewers decided, the newest first."""
    return session.scalars(
        select(Review).where(Review.document_id == document_id).order_by(Review.id.desc())
    ).all()


def list_signature_roles(session: Session, document_id: uuid.UUID) -> frozenset[str]:
    """In which roles the document has been signed: ``personal``, ``agency``."""
    return frozenset(
        session.scalars(select(Signature.role).where(Signature.document_id == document_id).distinct())
    )


def list_outgoing(
    session: Session,
    agency_id: uuid.UUID | None,
    *,
    states: Collection[str] = (),
    search: str = "",
    cursor: str | None = None,
) -> Page[tuple[Document, OutgoingDocument]]:
    """A page of an agency's outgoing documents, the newest first.

    ``search`` finds a part of the subject, or of the number with its notation.
    """
    query = (
        select(Document, OutgoingDocument)
        .join(OutgoingDocument, OutgoingDocument.document_id == Document.id)
        .where(OutgoingDocument.agency_id == agency_id)
    )
    if states:
        query = query.where(OutgoingDocument.state.in_(states))
    if search.strip():
        query = query.where(matches(search.strip()))
    return read_page(session, query, Document.id, cursor)


def matches(search: str) -> ColumnElement[bool]:
    """The condition that a document's subject or full number contains ``search``, whatever the case."""
    full_number = cast(Document.number, String) + "/" + func.coalesce(Document.notation, "")
    return or_(
        Document.subject.icontains(search, autoescape=True), full_number.icontains(search, autoescape=True)
    )


def count_by_state(session: Session, agency_id: uuid.UUID | None) -> dict[str, int]:
    """How many outgoing documents of the agency are in each state."""
    rows = session.execute(
        select(OutgoingDocument.state, func.count())
        .where(OutgoingDocument.agency_id == agency_id)
        .group_by(OutgoingDocument.state)
    )
    return {row[0]: row[1] for row in rows}


def list_waiting(session: Session, actor: Actor, day: date | None = None) -> list[Waiting]:
    """What waits for this person, the most urgent and then the oldest first, at most 100.

    ``day`` decides which posts the person holds; today when not given. A document that was returned waits for
    its drafter; so does one that was begun and not yet submitted.
    """
    own = _own_posts(session, actor, actor.agency_id, day or Clock().today())
    query = (
        _with_drafter()
        .where(OutgoingDocument.agency_id == actor.agency_id, or_(*_waiting_conditions(actor, own)))
        .order_by(BY_URGENCY, Document.id)
        .limit(WAITING_LIMIT)
    )
    rows = session.execute(query)
    return [Waiting(course, document, _waiting_action(course)) for document, course in rows]


_DRAFTER = aliased(Post)


def _with_drafter() -> Select[Document, OutgoingDocument]:
    return (
        select(Document, OutgoingDocument)
        .join(OutgoingDocument, OutgoingDocument.document_id == Document.id)
        .join(_DRAFTER, _DRAFTER.id == OutgoingDocument.drafter_post_id)
    )


def _waiting_conditions(actor: Actor, own: Sequence[Post]) -> list[ColumnElement[bool]]:
    state = OutgoingDocument.state
    headed = [post.unit_id for post in own if post.role == Role.UNIT_HEAD.value]
    conditions: list[Any] = [
        and_(
            state.in_([OutgoingState.DRAFTED.value, OutgoingState.RETURNED.value]),
            _DRAFTER.person_id == actor.person_id,
        ),
        and_(state == OutgoingState.SUBMITTED.value, OutgoingDocument.unit_id.in_(headed)),
        and_(
            state == OutgoingState.FORM_APPROVED.value,
            OutgoingDocument.signer_post_id.in_([post.id for post in own]),
        ),
    ]
    if actor.has(Role.FORM_CHECKER):
        conditions.append(state == OutgoingState.CONTENT_APPROVED.value)
    if actor.has(Role.CLERK):
        conditions.append(
            state.in_([OutgoingState.SIGNED.value, OutgoingState.NUMBERED.value, OutgoingState.SEALED.value])
        )
    return conditions


_NEXT_ACTIONS = {
    OutgoingState.DRAFTED.value: "submit",
    OutgoingState.RETURNED.value: "change",
    OutgoingState.SUBMITTED.value: "approve_content",
    OutgoingState.CONTENT_APPROVED.value: "approve_form",
    OutgoingState.FORM_APPROVED.value: "sign",
    OutgoingState.SIGNED.value: "number",
    OutgoingState.NUMBERED.value: "seal",
    OutgoingState.SEALED.value: "issue",
}


def _waiting_action(course: OutgoingDocument) -> str:
    if course.state == OutgoingState.NUMBERED.value and course.fields_filled_at is None:
        return "fill"
    return _NEXT_ACTIONS[course.state]


def _own_posts(session: Session, actor: Actor, agency_id: uuid.UUID | None, day: date) -> Sequence[Post]:
    """The posts the actor's person holds on ``day`` in the agency, when it is the actor's own."""
    if actor.person_id is None or actor.agency_id != agency_id:
        return []
    return session.scalars(
        select(Post).where(Post.person_id == actor.person_id, Post.agency_id == agency_id, held_on(day))
    ).all()
