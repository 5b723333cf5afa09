"""Removing files that nothing refers to: what a process left in the store when it died before its commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from eoffice.core.actor import SYSTEM
from eoffice.core.leases import hold
from eoffice.core.runtime import Runtime

# Nobody needs this long between a file and the commit that refers to it.
LONGEST_WORK = timedelta(hours=1)
PAUSE = timedelta(hours=1)
BATCH = 500
References = Sequence[InstrumentedAttribute[Any]]


def sweep_store_when_due(runtime: Runtime, references: References) -> int:
    """Sweep at most once an hour, whichever process asks; return how many files were removed."""
    with runtime.work(SYSTEM) as work:
        # The holder is somebody new each time: the lease is never prolonged, only taken when it has run out.
        if not hold(work.session, "store-sweeper", str(uuid.uuid4()), work.now, PAUSE):
            return 0
    return sweep_store(runtime, references)


def sweep_store(runtime: Runtime, references: References, age: timedelta = LONGEST_WORK) -> int:
    """Remove files older than ``age`` that no column of ``references`` names; return how many."""
    before = datetime.now(UTC) - age
    old = (sha256 for sha256, put_at in runtime.store.list_hashes() if put_at < before)
    removed = 0
    while batch := list(islice(old, BATCH)):
        with runtime.read() as session:
            used = _used(session, batch, references)
        for sha256 in set(batch) - used:
            removed += runtime.store.delete(sha256, older_than=before)
    return removed


def _used(session: Session, hashes: Iterable[str], references: References) -> set[str]:
    wanted = list(hashes)
    used: set[str] = set()
    for column in references:
        used |= set(session.scalars(select(column).where(column.in_(wanted))))
    return used
