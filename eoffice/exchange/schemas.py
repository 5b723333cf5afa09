"""What comes out of the doors of exchange."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import BaseModel

from eoffice.exchange.models import StatusCode, TransportState
from eoffice.exchange.queries import SentTo


class StatusOut(BaseModel):
    """One business status, in the codes of the exchange format; ``reason`` when the receiver returned it."""

    code: StatusCode
    reason: str | None
    reported_at: datetime


class TransmissionOut(BaseModel):
    """The sending to one agency. ``failure`` says why it is not confirmed, where that is known."""

    id: uuid.UUID
    agency_id: uuid.UUID
    agency_name: str
    channel: str
    transport: TransportState
    failure: str | None
    queued_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    statuses: list[StatusOut]

    @classmethod
    def of(cls, sent: SentTo, failure: str | None) -> TransmissionOut:
        """A transmission with its failure in the reader's language."""
        row = sent.transmission
        return cls(
            id=row.id,
            agency_id=sent.agency.id,
            agency_name=sent.agency.name,
            channel=sent.receiver.channel,
            transport=TransportState(row.transport),
            failure=failure,
            queued_at=row.queued_at,
            sent_at=row.sent_at,
            acknowledged_at=row.acknowledged_at,
            statuses=[
                StatusOut(code=StatusCode(status.code), reason=status.reason, reported_at=status.reported_at)
                for status in sent.statuses
            ],
        )


class TransmissionsOut(BaseModel):
    """Where a document was sent, in the order of its receivers."""

    transmissions: list[TransmissionOut]
