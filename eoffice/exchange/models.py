"""Tables of transmissions: one for each receiving agency, with two state machines side by side."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Key, LongText, Moment, refers_to


class TransportState(StrEnum):
    """How far the bytes have come."""

    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"


class StatusCode(StrEnum):
    """What a receiver did with a document, in the codes of the exchange format (QCVN 102:2016/BTTTT)."""

    ARRIVED = "01"
    RETURNED = "02"
    RECEIVED = "03"
    ASSIGNED = "04"
    IN_PROGRESS = "05"
    FINISHED = "06"


class Transmission(Base):
    """The sending of an issued document to one receiving agency."""

    __tablename__ = "transmissions"
    __table_args__ = (
        UniqueConstraint("document_id", "agency_id"),
        CheckConstraint("transport IN ('queued', 'sent', 'acknowledged', 'failed')", name="transport_known"),
    )

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"))
    receiver_id: Mapped[uuid.UUID] = mapped_column(refers_to("receivers.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))  # the receiving one
    transport: Mapped[str] = mapped_column(String(20))
    delivered_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("documents.id"))
    queued_at: Mapped[Moment]
    sent_at: Mapped[Moment | None]
    acknowledged_at: Mapped[Moment | None]
    failure: Mapped[LongText | None]


class TransmissionStatus(Base):
    """One business status of a transmission; append-only, each code once."""

    __tablename__ = "transmission_statuses"
    __table_args__ = (UniqueConstraint("transmission_id", "code"),)

    id: Mapped[Key]
    transmission_id: Mapped[uuid.UUID] = mapped_column(refers_to("transmissions.id"))
    code: Mapped[str] = mapped_column(String(2))
    reason: Mapped[LongText | None]
    reported_at: Mapped[Moment]
