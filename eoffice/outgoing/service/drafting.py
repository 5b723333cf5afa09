"""What the drafter does: write, change, attach, submit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import IO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.clock import office_day
from eoffice.core.errors import Forbidden, Invalid
from eoffice.core.ids import uuid7
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents_queries
from eoffice.documents import service as documents
from eoffice.documents.intake import ReceivedFile, Upload, receive_uploads
from eoffice.documents.models import Direction, Document, DocumentFile, FileRole
from eoffice.organization import queries as organization
from eoffice.organization.models import Agency, Person, Post
from eoffice.organization.rules import authority_lines, is_current
from eoffice.outgoing import queries, receivers
from eoffice.outgoing.models import OutgoingDocument, OutgoingState, Receiver, SubmissionSlip
from eoffice.outgoing.rules import STATES, checked_proposal, facts
from eoffice.outgoing.schemas import DraftIn, ReceiverIn
from eoffice.outgoing.service.stepping import Step, begin

UPLOADED_ROLES = frozenset({FileRole.MAIN, FileRole.ANNEX, FileRole.SUPPORTING})


def create_draft(work: Work, draft: DraftIn) -> Document:
    """Begin a document of the actor's unit and return it. Any post of the agency may draft."""
    agency = _own_agency(work.session, work.actor)
    day = office_day(work.now)
    signer, signer_name = _checked_signer(work.session, agency.id, draft.signer_post_id, day)
    document = documents.draft_document(
        work,
        agency_id=agency.id,
        direction=Direction.OUTGOING,
        kind=draft.kind,
        subject=draft.subject,
        urgency=draft.urgency,
        issuing_agency_id=agency.id,
        issuing_agency_name=agency.name,
        signer_name=signer_name,
        signer_lines=authority_lines(signer),
    )
    work.session.add(
        OutgoingDocument(
            document_id=document.id,
            agency_id=agency.id,
            state=OutgoingState.DRAFTED.value,
            drafter_post_id=work.actor.post_id,
            unit_id=work.actor.unit_id,
            signer_post_id=signer.id,
        )
    )
    work.session.flush()
    work.record("document.drafted", document.id, {"kind": draft.kind})
    _replace_receivers(work, document, draft.receivers, day)
    return document


def change_draft(work: Work, document_id: uuid.UUID, revision: int, draft: DraftIn) -> Document:
    """Replace what the draft says.

    Raises Conflict ``document-changed`` when somebody changed it since ``revision``.
    """
    step = begin(work, document_id, "change")
    documents.check_revision(step.document, revision)
    day = office_day(work.now)
    signer, signer_name = _checked_signer(work.session, step.document.agency_id, draft.signer_post_id, day)
    _check_kind(work.session, draft.kind)
    step.course.signer_post_id = signer.id
    documents.change_document(
        work,
        step.document,
        {
            "kind": draft.kind,
            "subject": draft.subject,
            "urgency": draft.urgency.value,
            "signer_name": signer_name,
            "signer_lines": list(authority_lines(signer)),
        },
    )
    _replace_receivers(work, step.document, draft.receivers, day)
    work.record("document.changed", document_id)
    return step.document


def set_receivers(work: Work, document_id: uuid.UUID, rows: Sequence[ReceiverIn]) -> None:
    """Replace the receivers of a draft.

    Raises Invalid ``receiver-without-code`` or ``receivers-invalid`` with the wrong rows as fields.
    """
    step = begin(work, document_id, "change")
    _replace_receivers(work, step.document, rows, office_day(work.now))
    step.advance()
    work.record("document.changed", document_id)


def add_file(work: Work, document_id: uuid.UUID, received: ReceivedFile, role: FileRole) -> DocumentFile:
    """Add a stored file to a draft; a new main file takes the place of the one before."""
    begin(work, document_id, "change")
    return documents.add_file(work, document_id, received, role)


def remove_file(work: Work, document_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Take a file off a draft."""
    begin(work, document_id, "change")
    documents.remove_file(work, document_id, file_id)


def attach_file(
    runtime: Runtime, actor: Actor, document_id: uuid.UUID, stream: IO[bytes], filename: str, role: FileRole
) -> uuid.UUID:
    """Take a file in for a draft and return the file's id; nothing is stored when either is refused."""
    if role not in UPLOADED_ROLES:
        raise unknown_role()
    with runtime.read() as session:
        _check_may_change(session, actor, document_id, office_day(runtime.clock.now()))
    received = receive_uploads(runtime, actor, [Upload(stream, filename, role)])[0]
    with runtime.work(actor) as work:
        return add_file(work, document_id, received, role).id


def unknown_role() -> Invalid:
    """The error for a role in which no file can be uploaded."""
    return Invalid(
        "role-unknown",
        N_("Files are added as main file, annex or supporting paper."),
        N_("Give the role main, annex or supporting."),
        field="role",
    )


def no_post() -> Forbidden:
    """The error for somebody who acts in no post."""
    return Forbidden("no-post", N_("Documents are drafted by somebody who holds a post in an agency."))


def save_draft(
    runtime: Runtime,
    actor: Actor,
    draft: DraftIn,
    *,
    uploads: Sequence[Upload] = (),
    removed: Sequence[uuid.UUID] = (),
    document_id: uuid.UUID | None = None,
    revision: int = 0,
) -> uuid.UUID:
    """Save a form at once: what it says, the files it adds and those it takes away; return the document's id.

    Everything is checked before any byte is stored, so that what is refused leaves no trace.
    """
    with runtime.read() as session:
        _check_draft(session, actor, draft, document_id, revision, office_day(runtime.clock.now()))
    received = receive_uploads(runtime, actor, uploads)
    with runtime.work(actor) as work:
        if document_id is None:
            document_id = create_draft(work, draft).id
        else:
            change_draft(work, document_id, revision, draft)
        for file_id in removed:
            documents.remove_file(work, document_id, file_id)
        for upload, file in zip(uploads, received, strict=True):
            documents.add_file(work, document_id, file, upload.role)
    return document_id


def submit(work: Work, document_id: uuid.UUID, proposal: str) -> SubmissionSlip:
    """Submit a draft with a slip; the head of the drafting unit checks it next."""
    text = checked_proposal(proposal)
    step = begin(work, document_id, "submit")
    ordinal = work.session.scalar(
        select(func.count(SubmissionSlip.id)).where(SubmissionSlip.document_id == document_id)
    )
    slip = SubmissionSlip(
        id=uuid7(),
        document_id=document_id,
        ordinal=(ordinal or 0) + 1,
        proposal=text,
        post_id=work.actor.post_id,
        submitted_at=work.now,
    )
    work.session.add(slip)
    step.course.submitted_at = work.now
    step.advance()
    work.session.flush()
    work.record("document.submitted", document_id, {"slip_ordinal": slip.ordinal})
    return slip


def _check_draft(
    session: Session, actor: Actor, draft: DraftIn, document_id: uuid.UUID | None, revision: int, day: date
) -> None:
    """Refuse, before any byte is stored, what the transaction would refuse."""
    agency = _own_agency(session, actor)
    if document_id is not None:
        document = _check_may_change(session, actor, document_id, day)
        documents.check_revision(document, revision)
    _check_kind(session, draft.kind)
    _checked_signer(session, agency.id, draft.signer_post_id, day)
    receivers.resolve(session, agency.id, draft.receivers, day)


def _check_may_change(session: Session, actor: Actor, document_id: uuid.UUID, day: date) -> Document:
    document, course = queries.get_outgoing(session, actor, document_id)
    holding = facts(queries.load_situation(session, actor, course, day))
    return Step(document, course, STATES.check("change", course.state, holding)).document


def _own_agency(session: Session, actor: Actor) -> Agency:
    if actor.agency_id is None or actor.post_id is None or actor.unit_id is None:
        raise no_post()
    return organization.get_agency(session, actor.agency_id)


def _check_kind(session: Session, kind: str) -> None:
    if documents_queries.find_kind(session, kind) is None:
        raise documents.unknown_kind()


def _checked_signer(
    session: Session, agency_id: uuid.UUID, post_id: uuid.UUID, day: date
) -> tuple[Post, str]:
    post = session.get(Post, post_id)
    if (
        post is None
        or post.agency_id != agency_id
        or post.role != Role.LEADER.value
        or not is_current(post.valid_from, post.valid_to, day)
    ):
        raise Invalid(
            "signer-unknown",
            N_("The signer must be a leader of your agency who holds that post today."),
            N_("Choose one of the leaders offered."),
            field="signer_post_id",
        )
    return post, session.get_one(Person, post.person_id).full_name


def _replace_receivers(work: Work, document: Document, rows: Sequence[ReceiverIn], day: date) -> None:
    found = receivers.resolve(work.session, document.agency_id, rows, day)
    work.session.execute(delete(Receiver).where(Receiver.document_id == document.id))
    for position, row in enumerate(found, 1):
        work.session.add(
            Receiver(
                document_id=document.id,
                position=position,
                name=row.name,
                channel=row.channel.value,
                agency_id=row.agency_id,
                email=row.email,
                address=row.address,
            )
        )
    document.printed_recipients = [row.name for row in found]
    work.session.flush()
