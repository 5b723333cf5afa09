"""What an action leaves behind: an event, on its way to the ledger and to those who subscribed to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that happened, named ``noun.past``; ``data`` holds ids and plain values, no personal text."""

    id: uuid.UUID
    type: str
    occurred_at: datetime
    actor_id: uuid.UUID | None
    capacity: str
    agency_id: uuid.UUID | None
    subject_id: uuid.UUID
    data: dict[str, Any] = field(default_factory=dict)
    version: int = 1
