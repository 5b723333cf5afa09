"""The wiring of one process, made once in ``app.py`` and handed to those who need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pyhanko.sign.timestamps import TimeStamper
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.clock import Clock
from eoffice.core.events import Event
from eoffice.core.work import Subscribers, Work, open_work
from eoffice.settings import Settings
from signing import Trust
from storage import Store

JobHandler = Callable[["Runtime", Mapping[str, Any]], None]


@dataclass(frozen=True)
class Runtime:
    """What a verb that touches bytes, a job or a door is given.

    ``timestamper`` makes the client of the timestamp service; ``trust`` says whom a verification believes
    now. Both are called anew for each use, because revocations change while the process lives.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    store: Store
    timestamper: Callable[[], TimeStamper]
    trust: Callable[[], Trust]
    append: Callable[[Session, Event], None]
    subscribers: Subscribers = field(default_factory=dict)
    handlers: Mapping[str, JobHandler] = field(default_factory=dict)
    wake: Callable[[Work], None] = lambda work: None

    def work(self, actor: Actor) -> AbstractContextManager[Work]:
        """Open a transaction in which ``actor`` changes something."""
        return open_work(self.engine, actor, self.clock, self.append, self.subscribers, self.wake)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; nothing done in it is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def at(self, clock: Clock) -> Runtime:
        """The same wiring with another clock."""
        return replace(self, clock=clock)
