"""``Work``: one transaction, the events it records and the jobs it leaves.

Everything an action changes is committed at once or not at all. Inside a ``Work`` there is no network call
and no file is written: bytes are in the store before it starts, and what must follow is a job row that is
committed with the change.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from eoffice.core import once
from eoffice.core.actor import Actor
from eoffice.core.clock import Clock
from eoffice.core.database import WRITING
from eoffice.core.events import Event
from eoffice.core.ids import uuid7
from eoffice.core.jobs import add_job

Subscriber = Callable[["Work", Event], None]
Subscribers = Mapping[str, Sequence[Subscriber]]


@dataclass
class Work:
    """One transaction on behalf of ``actor``. Verbs take it first and never commit themselves."""

    session: Session
    actor: Actor
    now: datetime
    clock: Clock
    append: Callable[[Session, Event], None]
    subscribers: Subscribers
    recorded: list[Event] = field(default_factory=list)
    has_jobs: bool = False

    def record(
        self,
        type: str,
        subject_id: uuid.UUID,
        data: Mapping[str, Any] | None = None,
        *,
        agency_id: uuid.UUID | None = None,
    ) -> Event:
        """Append an event to the ledger and tell those who subscribed, all inside this transaction.

        ``agency_id`` is the agency the event belongs to when it is not the actor's own.
        """
        event = Event(
            id=uuid7(),
            type=type,
            occurred_at=self.now,
            actor_id=self.actor.person_id,
            capacity=self.actor.capacity,
            agency_id=agency_id or self.actor.agency_id,
            subject_id=subject_id,
            data=dict(data or {}),
        )
        self.append(self.session, event)
        self.recorded.append(event)
        for subscriber in self.subscribers.get(type, ()):
            subscriber(self, event)
        return event

    def later(
        self, name: str, payload: Mapping[str, Any], *, key: str | None = None, after: timedelta | None = None
    ) -> None:
        """Leave a job to be done after the commit; a second one with the same ``key`` is not added."""
        add_job(self.session, name, dict(payload), key=key, due_at=self.now + (after or timedelta()))
        self.has_jobs = True


@contextmanager
def open_work(
    engine: Engine,
    actor: Actor,
    clock: Clock,
    append: Callable[[Session, Event], None],
    subscribers: Subscribers,
    wake: Callable[[Work], None],
) -> Iterator[Work]:
    """Open a transaction, commit it when the block ends, then wake those who wait for what it left."""
    with Session(engine.execution_options(**WRITING), expire_on_commit=False) as session:
        with once.refusing_twins(), session.begin():
            work = Work(session, actor, clock.now(), clock, append, subscribers)
            yield work
            if work.recorded:
                once.keep(session, actor.person_id, work.recorded[0].subject_id, work.now)
        if work.recorded or work.has_jobs:
            wake(work)
