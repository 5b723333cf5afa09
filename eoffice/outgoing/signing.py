"""The leader's signature, number and date in the file, and the agency's seal: signatures made under the rules
of outgoing documents. Each verb is one transaction that moves the document on together with its bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import office_day
from eoffice.core.errors import Conflict
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents.models import Document
from eoffice.organization import queries as organization
from eoffice.outgoing import queries
from eoffice.outgoing.models import OutgoingDocument, OutgoingState
from eoffice.outgoing.rules import STATES, facts
from eoffice.outgoing.service import begin, mark_fields_filled, mark_sealed, mark_signed, number
from eoffice.signatures import queries as signature_queries
from eoffice.signatures import service as signatures
from eoffice.signatures.models import Signature, SignatureRole
from eoffice.signatures.service.subject import read_subject

FILL_JOB = "fill-number"
FILL_AFTER = timedelta(seconds=20)  # the request that took the number usually fills it itself before that

_SEALED = (OutgoingState.SEALED.value, OutgoingState.ISSUED.value)


def require(
    runtime: Runtime, session: Session, actor: Actor, document_id: uuid.UUID, action: str
) -> Document:
    """The document, when the actor could take ``action`` now; asked before costly work, and in it again."""
    document, course = queries.get_outgoing(session, actor, document_id)
    situation = queries.load_situation(session, actor, course, office_day(runtime.clock.now()))
    STATES.check(action, course.state, facts(situation))
    return document


def find_mark(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> signatures.FoundMark:
    """Where the actor's mark will stand. Raises when the document does not wait for the actor's signature."""
    with runtime.read() as session:
        require(runtime, session, actor, document_id, "sign")
        subject = read_subject(session, actor, document_id)
    return signatures.find_mark(runtime, actor, subject)


def prepare_signature(
    runtime: Runtime,
    actor: Actor,
    document_id: uuid.UUID,
    certificate_id: uuid.UUID,
    place: signatures.MarkPlace | None = None,
) -> signatures.PreparedSigning:
    """Prepare the main file for the chosen leader's signature; see ``signatures.prepare_signature``."""
    with runtime.read() as session:
        require(runtime, session, actor, document_id, "sign")
    return signatures.prepare_signature(
        runtime,
        actor,
        document_id,
        certificate_id,
        place,
        check=lambda work: _check(work, document_id, "sign"),
    )


def complete_signature(
    runtime: Runtime, actor: Actor, session_id: uuid.UUID, signature: bytes
) -> signatures.CompletedSigning:
    """Complete the leader's signature: the document is signed. See ``signatures.complete_signature``."""
    return signatures.complete_signature(
        runtime,
        actor,
        session_id,
        signature,
        then=lambda work, entered: mark_signed(work, entered.document_id, entered),
    )


def number_document(
    runtime: Runtime, actor: Actor, document_id: uuid.UUID, on: date | None = None
) -> Document:
    """Take the number and bind it, then fill it in.

    The number is taken in one short transaction that leaves the filling as a job too: whatever happens to the
    filling here, it is done again, and no second number is ever taken.
    """
    with runtime.work(actor) as work:
        document = number(work, document_id, on)
        work.later(
            FILL_JOB,
            {"document_id": str(document_id), "post_id": str(actor.post_id)},
            key=f"{FILL_JOB}:{document_id}",
            after=FILL_AFTER,
        )
    fill_number(runtime, actor, document_id)
    return document


def fill_number(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> bool:
    """Write number and date into the file; returns whether anything was drawn. Again without effect."""
    if _is_filled(runtime, actor, document_id):
        return False
    with runtime.read() as session:
        require(runtime, session, actor, document_id, "fill")
    try:
        return signatures.fill_number(
            runtime, actor, document_id, then=lambda work: mark_fields_filled(work, document_id)
        )
    except Conflict:
        if _is_filled(runtime, actor, document_id):  # another was faster
            return False
        raise


def do_fill_number(runtime: Runtime, payload: Mapping[str, Any]) -> None:
    """The job ``fill-number``: fill for the clerk who took the number."""
    with runtime.read() as session:
        post = organization.get_post(session, uuid.UUID(payload["post_id"]))
    clerk = Actor(post.person_id, post.id, post.agency_id, post.unit_id, frozenset({Role(post.role)}))
    fill_number(runtime, clerk, uuid.UUID(payload["document_id"]))


def seal_document(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> Signature:
    """Apply the agency's seal; a document that is sealed already stays as it is, with the seal it has."""
    done = _find_seal(runtime, actor, document_id)
    if done is not None:
        return done
    with runtime.read() as session:
        require(runtime, session, actor, document_id, "seal")
    try:
        return signatures.seal_document(
            runtime, actor, document_id, then=lambda work, entered: mark_sealed(work, document_id, entered)
        )
    except Conflict:
        done = _find_seal(runtime, actor, document_id)  # a second click that was faster
        if done is None:
            raise
        return done


def _check(work: Work, document_id: uuid.UUID, action: str) -> None:
    begin(work, document_id, action)


def _course(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> OutgoingDocument:
    with runtime.read() as session:
        return queries.get_outgoing(session, actor, document_id)[1]


def _is_filled(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> bool:
    return _course(runtime, actor, document_id).fields_filled_at is not None


def _find_seal(runtime: Runtime, actor: Actor, document_id: uuid.UUID) -> Signature | None:
    """The seal of a document that is sealed, for a clerk who may seal."""
    if not actor.has(Role.CLERK) or _course(runtime, actor, document_id).state not in _SEALED:
        return None
    with runtime.read() as session:
        return signature_queries.find_signature(session, document_id, SignatureRole.AGENCY.value)
