"""The points at which a server kills itself: around every commit of a writer, and around every store write.

Production code has no hook for this. Commits are heard through SQLAlchemy's events; the store is wrapped.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from eoffice.core.database import WRITING
from eoffice.core.runtime import Runtime
from storage import Store, Stored


@dataclass
class KillPoints:
    """Counts the points this process passes and ends it, as a power failure would, at number ``kill_at``."""

    kill_at: int | None
    passed: list[str] = field(default_factory=list)

    def reach(self, point: str) -> None:
        """Pass a point, or die there."""
        self.passed.append(point)
        if len(self.passed) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self, runtime: Runtime) -> Runtime:
        """The same runtime, whose every commit and store write is a point."""
        event.listen(runtime.engine, "commit", self._before_commit)
        event.listen(Session, "after_commit", self._after_commit)
        return replace(runtime, store=KillingStore(runtime.store, self))

    def _before_commit(self, connection: Connection) -> None:
        if _is_writing(connection):
            self.reach("before a commit")

    def _after_commit(self, session: Session) -> None:
        if isinstance(session.bind, Engine) and _is_writing(session.bind):
            self.reach("after a commit")


@dataclass(frozen=True)
class KillingStore:
    """A store whose every write and removal is a point."""

    store: Store
    points: KillPoints

    def put(self, source: BinaryIO) -> Stored:
        self.points.reach("before a store write")
        stored = self.store.put(source)
        self.points.reach("after a store write")
        return stored

    def delete(self, sha256: str, *, older_than: datetime | None = None) -> bool:
        self.points.reach("before a removal from the store")
        was_there = self.store.delete(sha256, older_than=older_than)
        self.points.reach("after a removal from the store")
        return was_there

    def prepare(self) -> None:
        self.store.prepare()

    def check(self) -> None:
        self.store.check()

    def open(self, sha256: str) -> BinaryIO:
        return self.store.open(sha256)

    def copy_to(self, sha256: str, target: BinaryIO) -> None:
        self.store.copy_to(sha256, target)

    def contains(self, sha256: str) -> bool:
        return self.store.contains(sha256)

    def size(self, sha256: str) -> int:
        return self.store.size(sha256)

    def list_hashes(self) -> Iterator[tuple[str, datetime]]:
        return self.store.list_hashes()


def _is_writing(bound: Connection | Engine) -> bool:
    return WRITING.items() <= bound.get_execution_options().items()
