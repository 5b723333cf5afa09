"""Tables of received documents: the arrival, the leader's directive and the assignments."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Day, Key, LongText, Moment, refers_to


class ArrivalState(StrEnum):
    """Where a received document stands."""

    ARRIVED = "arrived"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    PRESENTED = "presented"
    DIRECTED = "directed"
    ASSIGNED = "assigned"
    FINISHED = "finished"


class LegalForm(StrEnum):
    """What a received file is worth by the signatures found in it."""

    ORIGINAL = "original"  # leader and agency: value of an original
    COPY = "copy"  # agency only: electronic copy
    NOT_ISSUED = "not_issued"  # leader only
    UNSIGNED = "unsigned"
    PAPER = "paper"


class AssignmentPart(StrEnum):
    """In which part somebody handles a document."""

    LEAD = "lead"  # chủ trì
    SUPPORT = "support"  # phối hợp
    INFORM = "inform"  # để biết


class Arrival(Base):
    """An agency's own record of a received document.

    ``source_id`` is the transmission it came by, None for what was entered by hand; one transmission arrives
    once.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        CheckConstraint("(state = 'returned') = (returned_at IS NOT NULL)", name="returned_has_moment"),
        CheckConstraint("returned_at IS NULL OR return_reason IS NOT NULL", name="returned_has_reason"),
        CheckConstraint(
            "state NOT IN ('registered', 'presented', 'directed', 'assigned', 'finished')"
            " OR arrival_number IS NOT NULL",
            name="registered_has_number",
        ),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_moment"),
        Index("ix_arrivals_agency_state", "agency_id", "state"),
    )

    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), primary_key=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))
    state: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    legal_form: Mapped[str] = mapped_column(String(20))
    verification_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("verification_records.id"))
    arrived_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    returned_at: Mapped[Moment | None]
    return_reason: Mapped[LongText | None]
    arrival_number: Mapped[int | None]
    arrival_on: Mapped[Day | None]
    registered_at: Mapped[Moment | None]
    presented_to_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("posts.id"))
    presented_at: Mapped[Moment | None]
    due_on: Mapped[Day | None]
    finished_at: Mapped[Moment | None]
    result: Mapped[LongText | None]
    answer_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("documents.id"))


class Directive(Base):
    """What the leader decided (bút phê)."""

    __tablename__ = "directives"

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("arrivals.document_id"), index=True)
    text: Mapped[LongText]
    due_on: Mapped[Day | None]
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    directed_at: Mapped[Moment]


class Assignment(Base):
    """A part in handling a document, given to a unit by the leader or to an officer by the unit head."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("part IN ('lead', 'support', 'inform')", name="part_known"),
        Index("ix_assignments_unit", "unit_id"),
        Index("ix_assignments_post", "post_id"),
    )

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("arrivals.document_id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[uuid.UUID] = mapped_column(refers_to("units.id"))
    post_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("posts.id"))
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    assigned_at: Mapped[Moment]
    note: Mapped[LongText | None]
