"""A document of one agency, issued to another."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from eoffice.core.jobs import Job
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents.intake import ReceivedFile
from eoffice.documents.models import Direction, FileRole, Urgency
from eoffice.documents.service import add_file, draft_document
from eoffice.exchange.models import Transmission, TransmissionStatus
from eoffice.exchange.tasks import HANDLERS
from eoffice.incoming.models import Arrival
from eoffice.organization.models import Agency
from eoffice.outgoing.models import Receiver
from tests.incoming.offices import TODAY, Office, a_pdf, make_office


@dataclass(frozen=True)
class Exchange:
    """A sender and a receiver."""

    sender: Office
    receiver: Office

    @property
    def runtime(self) -> Runtime:
        """The wiring both share."""
        return self.sender.runtime

    def with_runtime(self, runtime: Runtime) -> Exchange:
        """The same two agencies with another wiring."""
        return Exchange(replace(self.sender, runtime=runtime), replace(self.receiver, runtime=runtime))


def make_exchange(runtime: Runtime) -> Exchange:
    """Two new agencies."""
    return Exchange(make_office(runtime), make_office(runtime))


def issue(
    exchange: Exchange, channel: str = "electronic", receivers: Sequence[Agency] | None = None
) -> uuid.UUID:
    """Issue a document with a main file, an annex and a supporting paper; return the sender's id of it."""
    files = [(FileRole.MAIN, a_pdf()), (FileRole.ANNEX, a_pdf(2)), (FileRole.SUPPORTING, a_pdf(3))]
    received = [(role, _store(exchange, role, content)) for role, content in files]
    with exchange.runtime.work(exchange.sender.clerk) as work:
        document_id = _draft(work, exchange.sender)
        for role, file in received:
            add_file(work, document_id, file, role)
        for position, agency in enumerate(receivers or [exchange.receiver.agency], 1):
            _add_receiver(work, document_id, position, agency, channel)
        work.record("document.issued", document_id, {"kind": "decision"})
    return document_id


def transmission_of(exchange: Exchange, document_id: uuid.UUID) -> Transmission:
    """The only transmission of a document."""
    with exchange.runtime.read() as session:
        return session.scalars(select(Transmission).where(Transmission.document_id == document_id)).one()


def codes_of(exchange: Exchange, document_id: uuid.UUID) -> list[str]:
    """The statuses the sender has heard of."""
    with exchange.runtime.read() as session:
        return sorted(
            session.scalars(
                select(TransmissionStatus.code)
                .join(Transmission, Transmission.id == TransmissionStatus.transmission_id)
                .where(Transmission.document_id == document_id)
            )
        )


def deliver(exchange: Exchange, document_id: uuid.UUID) -> uuid.UUID:
    """Run the job of the only transmission; return the receiver's id of the document."""
    transmission = transmission_of(exchange, document_id)
    HANDLERS["deliver"](exchange.runtime, {"transmission_id": str(transmission.id)})
    delivered_id = transmission_of(exchange, document_id).delivered_id
    assert delivered_id is not None
    return delivered_id


def count_arrivals(exchange: Exchange) -> int | None:
    """How many documents have arrived at the receiver."""
    with exchange.runtime.read() as session:
        return session.scalar(
            select(func.count()).select_from(Arrival).where(Arrival.agency_id == exchange.receiver.agency.id)
        )


def jobs_of(exchange: Exchange, document_id: uuid.UUID) -> list[Job]:
    """The jobs left for the transmissions of a document."""
    with exchange.runtime.read() as session:
        keys = [
            f"deliver:{found}"
            for found in session.scalars(
                select(Transmission.id).where(Transmission.document_id == document_id)
            )
        ]
        return list(session.scalars(select(Job).where(Job.key.in_(keys))))


def _store(exchange: Exchange, role: FileRole, content: bytes) -> ReceivedFile:
    stored = exchange.runtime.store.put(io.BytesIO(content))
    return ReceivedFile(stored.sha256, stored.size, f"{role.value}.pdf", "application/pdf", 1)


def _draft(work: Work, office: Office) -> uuid.UUID:
    return draft_document(
        work,
        agency_id=office.agency.id,
        direction=Direction.OUTGOING,
        kind="decision",
        subject="Ban hành kế hoạch",
        urgency=Urgency.URGENT,
        issuing_agency_name=office.agency.name,
        issuing_agency_id=office.agency.id,
        signer_name="Lê Thị Mẫu",
        signer_lines=["CHỦ TỊCH"],
        number="07",
        notation="QĐ-UBND",
        issued_on=TODAY,
    ).id


def _add_receiver(work: Work, document_id: uuid.UUID, position: int, agency: Agency, channel: str) -> None:
    work.session.add(
        Receiver(
            document_id=document_id,
            position=position,
            name=agency.name,
            channel=channel,
            agency_id=agency.id,
        )
    )
    work.session.flush()
