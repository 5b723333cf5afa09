"""Reads of transmissions, for the sender and for the receiver."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.documents.models import Document
from eoffice.documents.queries import get_document
from eoffice.exchange.models import Transmission, TransmissionStatus, TransportState
from eoffice.organization.models import Agency
from eoffice.outgoing.models import Receiver

UNCONFIRMED_LIMIT = 50


@dataclass(frozen=True)
class SentTo:
    """One transmission as its sender sees it; statuses in the order they were reported."""

    transmission: Transmission
    agency: Agency
    receiver: Receiver
    statuses: Sequence[TransmissionStatus]

    @property
    def latest(self) -> TransmissionStatus | None:
        """The latest business status, None before the document has arrived."""
        return self.statuses[-1] if self.statuses else None

    @property
    def changed_at(self) -> datetime:
        """When there was last news of it."""
        if self.latest is not None:
            return self.latest.reported_at
        return self.transmission.acknowledged_at or self.transmission.sent_at or self.transmission.queued_at


def list_transmissions(session: Session, document_id: uuid.UUID) -> list[SentTo]:
    """Where an issued document was sent and what became of it, in the order of its receivers.

    The caller has checked that the document is the reader's.
    """
    rows = session.execute(
        select(Transmission, Agency, Receiver)
        .join(Agency, Agency.id == Transmission.agency_id)
        .join(Receiver, Receiver.id == Transmission.receiver_id)
        .where(Transmission.document_id == document_id)
        .order_by(Receiver.position, Transmission.id)
    ).all()
    statuses = defaultdict(list)
    for status in session.scalars(
        select(TransmissionStatus)
        .where(TransmissionStatus.transmission_id.in_([row[0].id for row in rows]))
        .order_by(TransmissionStatus.reported_at, TransmissionStatus.code)
    ):
        statuses[status.transmission_id].append(status)
    return [SentTo(row[0], row[1], row[2], statuses[row[0].id]) for row in rows]


def list_own_transmissions(session: Session, actor: Actor, document_id: uuid.UUID) -> list[SentTo]:
    """As ``list_transmissions``, for a document of the actor's agency; else NotFound."""
    get_document(session, actor, document_id)
    return list_transmissions(session, document_id)


def list_unconfirmed(session: Session, agency_id: uuid.UUID | None) -> list[tuple[Transmission, Document]]:
    """Documents sent to this agency whose arrival is not confirmed, with the sender's row; oldest first."""
    rows = session.execute(
        select(Transmission, Document)
        .join(Document, Document.id == Transmission.document_id)
        .where(
            Transmission.agency_id == agency_id,
            Transmission.transport != TransportState.ACKNOWLEDGED,
        )
        .order_by(Transmission.id)
        .limit(UNCONFIRMED_LIMIT)
    )
    return [(row[0], row[1]) for row in rows]
