"""Tables of the statistics: facts about documents, projected from the ledger and from nothing else."""

from __future__ import annotations

import uuid

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Day, Slug


class DocumentFact(Base):
    """What counts about one document of one agency. ``counted_on`` is the day it was issued or registered."""

    __tablename__ = "document_facts"
    __table_args__ = (Index("ix_document_facts_agency_day", "agency_id", "direction", "counted_on"),)

    document_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[uuid.UUID]
    direction: Mapped[str] = mapped_column(String(10))
    kind: Mapped[Slug]
    counted_on: Mapped[Day | None]
    is_issued: Mapped[bool]
    is_electronic: Mapped[bool]
    is_paper: Mapped[bool]
    is_leader_signed: Mapped[bool]
    is_agency_signed: Mapped[bool]
    is_registered: Mapped[bool]
    is_finished: Mapped[bool]
    due_on: Mapped[Day | None]
    finished_on: Mapped[Day | None]
