"""Tables of outgoing documents: their state, slip, reviews and receivers."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Key, LongText, Moment, Name, Sha256, refers_to


class OutgoingState(StrEnum):
    """Where an outgoing document stands."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"  # the unit head checks content
    CONTENT_APPROVED = "content_approved"  # the form checker checks form
    FORM_APPROVED = "form_approved"  # the leader signs
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    RETURNED = "returned"


class Channel(StrEnum):
    """How a receiver gets the document."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    BOTH = "both"
    EMAIL = "email"


class OutgoingDocument(Base):
    """The course of an outgoing document. Each state is tied to what must have happened by then."""

    __tablename__ = "outgoing_documents"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('signed', 'numbered', 'sealed', 'issued') OR signed_at IS NOT NULL",
            name="signed_has_moment",
        ),
        CheckConstraint(
            "state NOT IN ('numbered', 'sealed', 'issued') OR numbered_at IS NOT NULL",
            name="numbered_has_moment",
        ),
        CheckConstraint(
            "state NOT IN ('sealed', 'issued') OR sealed_at IS NOT NULL", name="sealed_has_moment"
        ),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued_has_moment"),
        Index("ix_outgoing_documents_agency_state", "agency_id", "state"),
    )

    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), primary_key=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))
    state: Mapped[str] = mapped_column(String(20))
    drafter_post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(refers_to("units.id"))
    signer_post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    submitted_at: Mapped[Moment | None]
    signed_at: Mapped[Moment | None]
    numbered_at: Mapped[Moment | None]
    fields_filled_at: Mapped[Moment | None]
    sealed_at: Mapped[Moment | None]
    issued_at: Mapped[Moment | None]


class SubmissionSlip(Base):
    """What the drafter says when submitting (phiếu trình); one for each time it was submitted."""

    __tablename__ = "submission_slips"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"))
    ordinal: Mapped[int]
    proposal: Mapped[LongText]
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    submitted_at: Mapped[Moment]


class ReviewKind(StrEnum):
    """Who reviewed what."""

    CONTENT = "content"
    FORM = "form"
    LEADER = "leader"


class Review(Base):
    """One check of a submitted draft and its outcome, bound to the exact bytes that were read."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'returned')", name="decision_known"),
        CheckConstraint("decision = 'approved' OR reason IS NOT NULL", name="return_has_reason"),
    )

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[LongText | None]
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    reviewed_at: Mapped[Moment]
    file_sha256: Mapped[Sha256]


class Receiver(Base):
    """To whom a document goes, and by which channel. Citizens and companies have no agency."""

    __tablename__ = "receivers"
    __table_args__ = (
        CheckConstraint("channel IN ('electronic', 'paper', 'both', 'email')", name="channel_known"),
        CheckConstraint(
            "channel NOT IN ('electronic', 'both') OR agency_id IS NOT NULL", name="agency_known"
        ),
        CheckConstraint("channel <> 'email' OR email IS NOT NULL", name="email_known"),
    )

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), index=True)
    position: Mapped[int]
    name: Mapped[Name]
    channel: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"))
    email: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[Name | None]  # where the paper goes
