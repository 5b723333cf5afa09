"""Projections: tables that can be thrown away and made again from the sealed events.

A projection is set-based SQL over a slice of the sealed order; its cursor moves in the same transaction, so
every event counts exactly once, for ten events or ten million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eoffice.core.actor import SYSTEM
from eoffice.core.runtime import Runtime
from eoffice.ledger.models import EventRow, ProjectionCursor, Seal

SLICE = 100_000


@dataclass(frozen=True)
class Projection:
    """``apply(session, first_seq, last_seq)`` adds a slice of events, ``clear`` empties the tables."""

    name: str
    apply: Callable[[Session, int, int], None]
    clear: Callable[[Session], None]


def advance(runtime: Runtime, projections: Sequence[Projection]) -> int:
    """Bring every projection up to the newest seal; return how many slices were applied."""
    applied = 0
    for projection in projections:
        while _advance_one(runtime, projection):
            applied += 1
    return applied


def rebuild(runtime: Runtime, projections: Sequence[Projection]) -> None:
    """Throw the projections away and make them again from the first event."""
    for projection in projections:
        with runtime.work(SYSTEM) as work:
            projection.clear(work.session)
            cursor = _cursor(work.session, projection.name)
            cursor.last_seq, cursor.as_of = 0, None
    advance(runtime, projections)


def as_of(session: Session, name: str) -> ProjectionCursor | None:
    """Where a projection stands, or None before its first slice."""
    return session.get(ProjectionCursor, name)


def _advance_one(runtime: Runtime, projection: Projection) -> bool:
    with runtime.read() as session:  # a cheap look first, so that an idle system does not write
        newest = session.scalar(select(func.max(Seal.last_seq))) or 0
        cursor = session.get(ProjectionCursor, projection.name)
        if cursor is not None and cursor.last_seq >= newest:
            return False
        if newest == 0:
            return False
    with runtime.work(SYSTEM) as work:
        cursor = _cursor(work.session, projection.name)
        first, last = cursor.last_seq + 1, min(newest, cursor.last_seq + SLICE)
        if first > last:
            return False
        projection.apply(work.session, first, last)
        cursor.last_seq = last
        cursor.as_of = work.session.scalar(select(EventRow.occurred_at).where(EventRow.sealed_seq == last))
        return True


def _cursor(session: Session, name: str) -> ProjectionCursor:
    cursor = session.scalars(
        select(ProjectionCursor).where(ProjectionCursor.name == name).with_for_update()
    ).one_or_none()
    if cursor is None:
        cursor = ProjectionCursor(name=name, last_seq=0, as_of=None)
        session.add(cursor)
        session.flush()
    return cursor
