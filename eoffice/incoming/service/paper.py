"""Entering a document that came on paper or by e-mail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import BinaryIO

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Forbidden, Invalid
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import formats
from eoffice.documents.intake import ReceivedFile, receive_upload
from eoffice.documents.models import FileRole
from eoffice.documents.queries import find_kind
from eoffice.documents.service import add_file
from eoffice.incoming import queries
from eoffice.incoming.models import Arrival, ArrivalState, LegalForm
from eoffice.incoming.rules import CLERK
from eoffice.incoming.service.arriving import ArrivingDocument, add_document, record_arrived
from eoffice.organization.queries import get_agency
from eoffice.signatures.models import VerificationRecord
from eoffice.signatures.service import verify_stored

PAPER, EMAIL = "paper", "email"


@dataclass(frozen=True)
class Scan:
    """A PDF of what came: the scanned paper, or the file of the e-mail."""

    stream: BinaryIO
    filename: str


def enter_paper(
    runtime: Runtime, actor: Actor, facts: ArrivingDocument, channel: str, scan: Scan | None = None
) -> uuid.UUID:
    """Enter a document that came on paper or by e-mail, and return its id; it counts as accepted.

    ``facts`` are as read from the paper; when ``issuing_agency_id`` is given, the agency's name is taken from
    there. A scan is kept as it is; the signatures in the file of an e-mail are verified.
    """
    facts = _check(runtime, actor, facts)
    received = _receive(runtime, actor, scan) if scan is not None else None
    is_verified = received is not None and channel == EMAIL  # a scan of a paper proves nothing
    record = verify_stored(runtime, received.sha256) if received and is_verified else None
    with runtime.work(actor) as work:
        return _enter(work, facts, channel, received, record)


def _check(runtime: Runtime, actor: Actor, facts: ArrivingDocument) -> ArrivingDocument:
    """Everything that can be wrong is found before any bytes are kept."""
    if not actor.has(Role.CLERK) or actor.agency_id is None:
        raise Forbidden("not-allowed", CLERK.missing)
    with runtime.read() as session:
        if find_kind(session, facts.kind) is None:
            raise Invalid(
                "kind-unknown",
                N_("This kind of document is not known."),
                N_("Choose one of the kinds offered."),
                field="kind",
            )
        named = _with_agency_name(session, facts)
    if not named.issuing_agency_name.strip():
        raise Invalid(
            "author-missing",
            N_("Who issued the document?"),
            N_("Choose the agency, or write the name as it stands on the paper."),
            field="author",
        )
    if named.issued_on is not None and named.issued_on > runtime.clock.today():
        raise Invalid(
            "issued-in-future",
            N_("The document bears a day that has not come yet."),
            N_("Compare the day with the paper; if it really says so, leave it empty and note it."),
            field="issued_on",
        )
    return named


def _with_agency_name(session: Session, facts: ArrivingDocument) -> ArrivingDocument:
    if facts.issuing_agency_id is None:
        return facts
    return replace(facts, issuing_agency_name=get_agency(session, facts.issuing_agency_id).name)


def _receive(runtime: Runtime, actor: Actor, scan: Scan) -> ReceivedFile:
    if formats.recognise(scan.stream) != formats.PDF:
        raise Invalid(
            "scan-not-pdf",
            N_("The scan is not a PDF."),
            N_("Set the scanner to PDF, or print the file into one."),
            field="file",
        )
    scan.stream.seek(0)
    # Taken in as an annex is: what was received is kept byte by byte, and may be signed already.
    return receive_upload(runtime, actor, scan.stream, scan.filename, FileRole.ANNEX)


def _enter(
    work: Work,
    facts: ArrivingDocument,
    channel: str,
    received: ReceivedFile | None,
    record: VerificationRecord | None,
) -> uuid.UUID:
    agency_id = work.actor.agency_id
    assert agency_id is not None  # noqa: S101 - checked before any bytes were kept
    document = add_document(work, agency_id, facts)
    arrival = Arrival(
        document_id=document.id,
        agency_id=agency_id,
        state=ArrivalState.ACCEPTED,
        channel=channel,
        legal_form=_legal_form(work, facts, channel, record),
        verification_id=record.id if record is not None else None,
        arrived_at=work.now,
        accepted_at=work.now,
    )
    work.session.add(arrival)
    work.session.flush()
    record_arrived(work, arrival, document)
    if received is not None:
        add_file(work, document.id, received, FileRole.MAIN)
    work.record("document.accepted", document.id)
    return document.id


def _legal_form(
    work: Work, facts: ArrivingDocument, channel: str, record: VerificationRecord | None
) -> LegalForm:
    if channel == PAPER:
        return LegalForm.PAPER
    if record is None:
        return LegalForm.UNSIGNED
    day = facts.issued_on or work.clock.today()
    return queries.find_legal_form(work.session, record.report, facts.issuing_agency_id, day)
