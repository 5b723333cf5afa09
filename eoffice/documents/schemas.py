"""How files, and what happened to a document, are said in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import BaseModel, BeforeValidator

from eoffice.documents.models import FileRole, VersionOrigin
from eoffice.documents.queries import FileState
from eoffice.documents.rules import one_line
from eoffice.ledger.models import EventRow

AS_ONE_LINE = BeforeValidator(lambda value: one_line(value) if isinstance(value, str) else value)
"""After the constraints of an annotated text: they count what is kept of it."""


class FileOut(BaseModel):
    """A file with its current version."""

    id: uuid.UUID
    role: FileRole
    name: str
    media_type: str
    version: int
    origin: VersionOrigin
    sha256: str
    size: int
    page_count: int | None

    @classmethod
    def of(cls, state: FileState) -> FileOut:
        """The shape of a file and its version."""
        return cls(
            id=state.file.id,
            role=FileRole(state.file.role),
            name=state.file.name,
            media_type=state.file.media_type,
            version=state.version.ordinal,
            origin=VersionOrigin(state.version.origin),
            sha256=state.version.sha256,
            size=state.version.size,
            page_count=state.version.page_count,
        )


class EventOut(BaseModel):
    """Something that happened to a document; ``sealed_seq`` is its place in the ledger once it is sealed."""

    id: uuid.UUID
    type: str
    occurred_at: datetime
    actor_id: uuid.UUID | None
    data: dict[str, Any]
    sealed_seq: int | None

    @classmethod
    def of(cls, row: EventRow) -> EventOut:
        """The shape of a ledger row."""
        return cls(
            id=row.id,
            type=row.type,
            occurred_at=row.occurred_at,
            actor_id=row.actor_id,
            data=row.data,
            sealed_seq=row.sealed_seq,
        )
