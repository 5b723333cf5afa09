"""From the signature to the receivers: what is kept when the leader signed, number, seal, issue."""

from __future__ import annotations

import uuid
from datetime import date

from eoffice.core.clock import office_day
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import Document
from eoffice.documents.numbering import find_entry, take_number
from eoffice.documents.rules import OUTGOING_SERIES, notation, printed_number
from eoffice.organization import queries as organization
from eoffice.outgoing import queries
from eoffice.outgoing.models import Channel
from eoffice.outgoing.receivers import ELECTRONIC
from eoffice.outgoing.rules import check_issue_day
from eoffice.outgoing.service.stepping import Step, begin
from eoffice.signatures.models import Signature, SignatureRole


def mark_signed(work: Work, document_id: uuid.UUID, signature: Signature) -> None:
    """Keep that the chosen leader signed; ``signature`` is what re-validation found in the stored bytes."""
    step = begin(work, document_id, "sign")
    step.course.signed_at = work.now
    step.advance()
    work.record(
        "document.signed",
        document_id,
        {
            "signature_id": str(signature.id),
            "file_id": str(signature.file_id),
            "level": signature.level,
            "role": SignatureRole.PERSONAL.value,
        },
    )


def number(work: Work, document_id: uuid.UUID, on: date | None = None) -> Document:
    """Bind the next number of the agency's outgoing series and the date to the document, for good.

    ``on`` is the date it bears, today when not given. Raises Invalid ``day-in-future`` or
    ``day-before-signature``, Conflict ``number-day-backwards``.
    """
    step = begin(work, document_id, "number")
    today = office_day(work.now)
    day = on or today
    if step.course.signed_at is not None:
        check_issue_day(day, office_day(step.course.signed_at), today)
    taken = take_number(work, step.document.agency_id, OUTGOING_SERIES, document_id, day)
    _write_number(work, step, taken, day)
    step.course.numbered_at = work.now
    step.advance()
    work.session.flush()
    entry = find_entry(work.session, step.document.agency_id, OUTGOING_SERIES, document_id)
    work.record(
        "document.numbered",
        document_id,
        {
            "series_id": str(entry.series_id) if entry else None,
            "number": taken,
            "notation": step.document.notation,
            "issued_on": day.isoformat(),
            "kind": step.document.kind,
        },
    )
    return step.document


def mark_fields_filled(work: Work, document_id: uuid.UUID) -> None:
    """Keep that number and date stand in the file."""
    step = begin(work, document_id, "fill")
    step.course.fields_filled_at = work.now
    step.advance()


def mark_sealed(work: Work, document_id: uuid.UUID, signature: Signature) -> None:
    """Keep that the agency sealed; ``signature`` is what re-validation found in the stored bytes."""
    step = begin(work, document_id, "seal")
    step.course.sealed_at = work.now
    step.advance()
    work.record("document.sealed", document_id, {"signature_id": str(signature.id), "level": signature.level})


def issue(work: Work, document_id: uuid.UUID) -> None:
    """Issue the document: from here on it goes to its receivers and nothing in it changes."""
    step = begin(work, document_id, "issue")
    if step.document.issued_on is None:
        raise Conflict("not-numbered", N_("The document has no number and date yet."))
    channels = [Channel(row.channel) for row in queries.list_receivers(work.session, document_id)]
    signed_by = queries.list_signature_roles(work.session, document_id)
    step.course.issued_at = work.now
    step.advance()
    work.session.flush()
    work.record(
        "document.issued",
        document_id,
        {
            "kind": step.document.kind,
            "issued_on": step.document.issued_on.isoformat(),
            "electronic": any(channel in ELECTRONIC for channel in channels),
            "paper": any(channel in (Channel.PAPER, Channel.BOTH) for channel in channels),
            "leader_signed": SignatureRole.PERSONAL.value in signed_by,
            "agency_signed": SignatureRole.AGENCY.value in signed_by,
            "receivers": len(channels),
        },
    )


def _write_number(work: Work, step: Step, taken: int, day: date) -> None:
    document = step.document
    agency = organization.get_agency(work.session, document.agency_id)
    unit = organization.get_unit(work.session, step.course.unit_id)
    abbreviation = documents.find_abbreviation(work.session, document.kind, day)
    document.number = printed_number(taken)
    document.notation = notation(abbreviation, agency.notation, unit.notation)
    document.issued_on = day
