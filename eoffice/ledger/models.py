"""Tables of the ledger. Rows of ``events`` and ``seals`` are never changed: triggers see to it."""

from __future__ import annotations

import uuid

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Blob, JsonMap, Key, Moment, Sha256


class EventRow(Base):
    """One event. ``sealed_seq`` is its place in the sealed order, given once by the sealer."""

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "ix_events_unsealed",
            "id",
            sqlite_where=text("sealed_seq IS NULL"),
            postgresql_where=text("sealed_seq IS NULL"),
        ),
    )

    id: Mapped[Key]
    type: Mapped[str] = mapped_column(String(60), index=True)
    version: Mapped[int]
    occurred_at: Mapped[Moment]
    actor_id: Mapped[uuid.UUID | None]
    capacity: Mapped[str] = mapped_column(String(40))
    agency_id: Mapped[uuid.UUID | None]
    subject_id: Mapped[uuid.UUID] = mapped_column(index=True)
    data: Mapped[JsonMap]
    sealed_seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Seal(Base):
    """The seal over the events ``first_seq`` … ``last_seq``: their Merkle root, linked to the seal before.

    ``digest`` is SHA-256 over ``previous_digest`` and ``root`` and the range (see ``rules.seal_digest``);
    ``timestamp_token`` is the RFC 3161 token over ``digest``, added once it has been fetched.
    """

    __tablename__ = "seals"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    root: Mapped[Sha256]
    previous_digest: Mapped[Sha256]
    digest: Mapped[Sha256]
    sealed_at: Mapped[Moment]
    timestamp_token: Mapped[Blob | None]
    timestamp_at: Mapped[Moment | None]


class ProjectionCursor(Base):
    """How far a projection has read: every sealed event up to and including ``last_seq``."""

    __tablename__ = "projection_cursors"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    as_of: Mapped[Moment | None]
