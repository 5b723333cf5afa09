"""A document arrives: the receiving agency gets a row of its own that refers to the same bytes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eoffice.core.work import Work
from eoffice.documents.models import (
    Direction,
    Document,
    DocumentFile,
    FileVersion,
    Urgency,
    VersionOrigin,
)
from eoffice.documents.queries import FileState
from eoffice.documents.service import draft_document
from eoffice.incoming import queries
from eoffice.incoming.models import Arrival, ArrivalState, LegalForm
from eoffice.signatures.models import VerificationRecord

ELECTRONIC = "electronic"


@dataclass(frozen=True)
class ArrivingDocument:
    """What is written on a document and by whom, as copied from the sender or from the paper."""

    kind: str
    issuing_agency_id: uuid.UUID | None
    issuing_agency_name: str
    number: str | None
    notation: str | None
    issued_on: date | None
    subject: str
    urgency: str
    signer_name: str | None = None
    signer_lines: tuple[str, ...] = ()
    page_count: int | None = None
    printed_recipients: tuple[str, ...] = ()


def arrive(
    work: Work,
    *,
    agency_id: uuid.UUID,
    metadata: ArrivingDocument,
    files: Sequence[FileState],
    source_id: uuid.UUID,
    verification_id: uuid.UUID,
) -> uuid.UUID:
    """Let an electronic document arrive at ``agency_id`` and return the id of its row there.

    ``source_id`` is what it came by: the same source arrives once, however often this is called. ``files``
    are the main file and the annexes; their bytes are shared, their rows are copied.
    ``verification_id`` is the record of what was found in the bytes of the main file.
    """
    before = queries.find_by_source(work.session, source_id)
    if before is not None:
        return before.document_id
    document = add_document(work, agency_id, metadata)
    for found in files:
        _copy_file(work, document.id, found)
    verification = work.session.get_one(VerificationRecord, verification_id)
    form = queries.find_legal_form(
        work.session,
        verification.report,
        metadata.issuing_agency_id,
        metadata.issued_on or work.clock.today(),
    )
    arrival = Arrival(
        document_id=document.id,
        agency_id=agency_id,
        state=ArrivalState.ARRIVED,
        channel=ELECTRONIC,
        source_id=source_id,
        legal_form=form,
        verification_id=verification_id,
        arrived_at=work.now,
    )
    work.session.add(arrival)
    work.session.flush()
    record_arrived(work, arrival, document)
    return document.id


def add_document(work: Work, agency_id: uuid.UUID, metadata: ArrivingDocument) -> Document:
    """Add the receiving agency's own row of a document. Raises ``Invalid`` for a kind that is not known."""
    return draft_document(
        work,
        agency_id=agency_id,
        direction=Direction.INCOMING,
        kind=metadata.kind,
        subject=metadata.subject,
        urgency=Urgency(metadata.urgency),
        issuing_agency_name=metadata.issuing_agency_name,
        issuing_agency_id=metadata.issuing_agency_id,
        signer_name=metadata.signer_name,
        signer_lines=metadata.signer_lines,
        number=metadata.number,
        notation=metadata.notation,
        issued_on=metadata.issued_on,
        page_count=metadata.page_count,
        printed_recipients=list(metadata.printed_recipients),
    )


def record_arrived(work: Work, arrival: Arrival, document: Document) -> None:
    """Record that a document arrived, as an event of the receiving agency."""
    data = {
        "channel": arrival.channel,
        "kind": document.kind,
        "legal_form": LegalForm(arrival.legal_form).value,
        "source_id": str(arrival.source_id) if arrival.source_id else None,
    }
    work.record("document.arrived", document.id, data, agency_id=arrival.agency_id)


def _copy_file(work: Work, document_id: uuid.UUID, found: FileState) -> None:
    file = DocumentFile(
        document_id=document_id,
        role=found.file.role,
        position=found.file.position,
        name=found.file.name,
        media_type=found.file.media_type,
    )
    work.session.add(file)
    work.session.flush()
    work.session.add(
        FileVersion(
            file_id=file.id,
            ordinal=1,
            sha256=found.version.sha256,
            size=found.version.size,
            origin=VersionOrigin.DELIVERY,
            page_count=found.version.page_count,
            created_at=work.now,
        )
    )
