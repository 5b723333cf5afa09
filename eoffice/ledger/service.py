"""Appending events and sealing them.

Appends never wait for each other: an event gets its place only when the sealer, one process at a time by a
lease, orders what has been committed. The timestamp is fetched between two transactions.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from pyhanko.sign.timestamps import TimeStamper
from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from eoffice.core.actor import SYSTEM
from eoffice.core.events import Event
from eoffice.core.leases import hold
from eoffice.core.runtime import Runtime
from eoffice.ledger.models import EventRow, Seal
from eoffice.ledger.rules import FIRST_DIGEST, canonical, leaf_hash, merkle_root, seal_digest
from signing.timestamps import fetch_token

SLICE = 20_000
SEALER_LEASE = timedelta(seconds=15)
EVENT_COLUMNS = tuple(EventRow.__table__.columns)
"""Sealing and verifying read rows: objects that the session watches would cost more than the hashing."""


def append(session: Session, event: Event) -> None:
    """Add an event to the ledger in the transaction that makes the change."""
    session.add(
        EventRow(
            id=event.id,
            type=event.type,
            version=event.version,
            occurred_at=event.occurred_at,
            actor_id=event.actor_id,
            capacity=event.capacity,
            agency_id=event.agency_id,
            subject_id=event.subject_id,
            data=event.data,
        )
    )


def as_event(row: Row[Any]) -> Event:
    """The event a row of ``EVENT_COLUMNS`` holds."""
    return Event(
        id=row.id,
        type=row.type,
        occurred_at=row.occurred_at,
        actor_id=row.actor_id,
        capacity=row.capacity,
        agency_id=row.agency_id,
        subject_id=row.subject_id,
        data=row.data,
        version=row.version,
    )


def has_unsealed(session: Session) -> bool:
    """Whether an event waits for its seal."""
    return (
        session.scalars(select(EventRow.id).where(EventRow.sealed_seq.is_(None)).limit(1)).first() is not None
    )


def seal_events(runtime: Runtime, holder: str) -> int:
    """Give unsealed events their place and seal them; return how many were sealed (0 when another seals)."""
    with runtime.work(SYSTEM) as work:
        if not hold(work.session, "sealer", holder, work.now, SEALER_LEASE):
            return 0
        rows = work.session.execute(
            select(*EVENT_COLUMNS).where(EventRow.sealed_seq.is_(None)).order_by(EventRow.id).limit(SLICE)
        ).all()
        if not rows:
            return 0
        before = work.session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one_or_none()
        first = before.last_seq + 1 if before else 1
        places = [{"id": row.id, "sealed_seq": place} for place, row in enumerate(rows, first)]
        work.session.execute(update(EventRow), places)
        leaves = [leaf_hash(canonical(as_event(row), place)) for place, row in enumerate(rows, first)]
        number, last = (before.number + 1 if before else 1), first + len(rows) - 1
        root, previous = merkle_root(leaves).hex(), before.digest if before else FIRST_DIGEST
        work.session.add(
            Seal(
                number=number,
                first_seq=first,
                last_seq=last,
                root=root,
                previous_digest=previous,
                digest=seal_digest(number, first, last, root, previous),
                sealed_at=work.now,
            )
        )
        return len(rows)


def stamp_latest_seal(runtime: Runtime) -> bool:
    """Timestamp the newest seal when it has none yet; it vouches for all before it, being linked to them."""
    with runtime.read() as session:
        seal = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one_or_none()
    if seal is None or seal.timestamp_token is not None:
        return False
    token, moment = _fetch_token(runtime.timestamper(), seal.digest)
    with runtime.work(SYSTEM) as work:
        work.session.execute(
            update(Seal)
            .where(Seal.number == seal.number, Seal.timestamp_token.is_(None))
            .values(timestamp_token=token, timestamp_at=moment)
        )
    return True


def _fetch_token(timestamper: TimeStamper, digest: str) -> tuple[bytes, datetime]:
    token = fetch_token(timestamper, hashlib.sha256(bytes.fromhex(digest)).digest())
    return token.der, token.moment.astimezone(UTC)
