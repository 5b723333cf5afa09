"""The verbs of exchange: queue what was issued, hand it over, and report back what the receiver does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from eoffice.core.errors import Conflict
from eoffice.core.events import Event
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.documents.models import Document, FileRole
from eoffice.documents.queries import FileState, list_deliverable_files
from eoffice.exchange.models import StatusCode, Transmission, TransmissionStatus, TransportState
from eoffice.exchange.rules import NO_CONNECTOR, status_codes
from eoffice.incoming.models import Arrival
from eoffice.incoming.service import ArrivingDocument, arrive
from eoffice.organization.models import Agency
from eoffice.outgoing.models import Channel, Receiver


def queue_transmissions(work: Work, event: Event) -> None:
    """Subscriber of ``document.issued``: one transmission and one job for each electronic receiver.

    A receiver outside this instance has no job: its transmission stays queued and says why.
    """
    rows = work.session.execute(
        select(Receiver, Agency)
        .join(Agency, Agency.id == Receiver.agency_id)
        .where(
            Receiver.document_id == event.subject_id,
            Receiver.channel.in_([Channel.ELECTRONIC, Channel.BOTH]),
        )
        .order_by(Receiver.position, Receiver.id)
    ).all()
    queued = set(
        work.session.scalars(
            select(Transmission.agency_id).where(Transmission.document_id == event.subject_id)
        )
    )
    for receiver, agency in rows:
        if agency.id not in queued:
            queued.add(agency.id)
            _queue(work, event.subject_id, receiver, agency)


def hand_over(work: Work, transmission_id: uuid.UUID, sha256: str, verification_id: uuid.UUID) -> None:
    """Let the document arrive at its receiver and confirm the transfer, in one transaction.

    ``sha256`` are the bytes that were verified. Does nothing when the transfer is confirmed already. Raises
    ``Conflict`` when the main file is not these bytes any more.
    """
    transmission = work.session.get_one(Transmission, transmission_id, with_for_update=True)
    if transmission.transport == TransportState.ACKNOWLEDGED:
        return
    document = work.session.get_one(Document, transmission.document_id)
    files = list_deliverable_files(work.session, document.id)
    _check_bytes(files, sha256)
    transmission.delivered_id = arrive(
        work,
        agency_id=transmission.agency_id,
        metadata=_metadata(document),
        files=files,
        source_id=transmission.id,
        verification_id=verification_id,
    )
    transmission.transport = TransportState.ACKNOWLEDGED
    transmission.sent_at = transmission.sent_at or work.now
    transmission.acknowledged_at = work.now
    transmission.failure = None
    work.record(
        "transmission.delivered",
        transmission.id,
        {"delivered_id": str(transmission.delivered_id)},
        agency_id=document.agency_id,
    )


def note_failure(work: Work, transmission_id: uuid.UUID, failure: str, *, is_lasting: bool) -> None:
    """Write down why a delivery did not come about (a message id), for both sides to see.

    With ``is_lasting`` the transfer counts as failed until a later try succeeds, else as not confirmed.
    """
    transmission = work.session.get_one(Transmission, transmission_id, with_for_update=True)
    if transmission.transport != TransportState.ACKNOWLEDGED:
        transmission.transport = TransportState.FAILED if is_lasting else TransportState.QUEUED
        transmission.failure = failure


def report_status(work: Work, event: Event) -> None:
    """Subscriber of what a receiver does: adds the status to the sender's transmission, each code once.

    What did not come by a transmission of this instance is nobody's to hear of.
    """
    arrival = work.session.get(Arrival, event.subject_id)
    if arrival is None or arrival.source_id is None:
        return
    transmission = work.session.get(Transmission, arrival.source_id, with_for_update=True)
    if transmission is None:
        return
    reported = set(
        work.session.scalars(
            select(TransmissionStatus.code).where(TransmissionStatus.transmission_id == transmission.id)
        )
    )
    for code in status_codes(event.type, event.data):
        if code not in reported:
            _report(work, transmission, code, arrival)


def _queue(work: Work, document_id: uuid.UUID, receiver: Receiver, agency: Agency) -> None:
    transmission = Transmission(
        document_id=document_id,
        receiver_id=receiver.id,
        agency_id=agency.id,
        transport=TransportState.QUEUED,
        queued_at=work.now,
        failure=None if agency.is_local else NO_CONNECTOR,
    )
    work.session.add(transmission)
    work.session.flush()
    work.record(
        "transmission.queued",
        transmission.id,
        {"agency_id": str(agency.id), "document_id": str(document_id)},
    )
    if agency.is_local:
        payload = {"transmission_id": str(transmission.id)}
        work.later("deliver", payload, key=f"deliver:{transmission.id}")


def _check_bytes(files: Sequence[FileState], sha256: str) -> None:
    main = [found.version.sha256 for found in files if found.file.role == FileRole.MAIN]
    if main != [sha256]:
        raise Conflict(
            "file-changed",
            N_("The file has changed since it was verified."),
            N_("The delivery is tried again by itself."),
        )


def _metadata(document: Document) -> ArrivingDocument:
    return ArrivingDocument(
        kind=document.kind,
        issuing_agency_id=document.issuing_agency_id,
        issuing_agency_name=document.issuing_agency_name,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        subject=document.subject,
        urgency=document.urgency,
        signer_name=document.signer_name,
        signer_lines=tuple(document.signer_lines),
        page_count=document.page_count,
        printed_recipients=tuple(document.printed_recipients),
    )


def _report(work: Work, transmission: Transmission, code: StatusCode, arrival: Arrival) -> None:
    work.session.add(
        TransmissionStatus(
            transmission_id=transmission.id,
            code=code.value,
            reason=arrival.return_reason if code is StatusCode.RETURNED else None,
            reported_at=work.now,
        )
    )
    work.session.flush()
    sender = work.session.get_one(Document, transmission.document_id)
    work.record("transmission.reported", transmission.id, {"code": code.value}, agency_id=sender.agency_id)
