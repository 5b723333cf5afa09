"""One step broken off by a SIGKILL at one point and done again, and what must hold afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.core.runtime import Runtime
from eoffice.core.sweeping import sweep_store
from eoffice.ledger.models import Seal
from eoffice.ledger.verification import verify_ledger
from eoffice.signatures.models import SigningSession
from eoffice.wiring import REFERENCES
from storage import FileCorrupt, FileMissing
from tests.faults.essence import essence_of
from tests.faults.instances import Instance, opened
from tests.faults.reference import Recorded, Reference
from tests.faults.servers import Answer, ConnectionBrokenError, Server

RECOVERY_SECONDS = 100.0
"""So much later the work is done after a restart: every lease that the dead process held has run out."""


def break_and_repeat(reference: Reference, recorded: Recorded, kill_at: int) -> list[str]:
    """Kill the server at point ``kill_at`` of a step and do it again; returns all that is not as it must."""
    instance = reference.instances.copy(recorded.begin)
    try:
        is_answered = break_off(reference, recorded, instance, kill_at)
        with reference.zygote.server(instance.order(recorded.moment)) as server:
            answer = None if is_answered else _repeat(reference, recorded, server)
            server.work(recorded.step.after + RECOVERY_SECONDS)
        with opened(instance) as runtime:
            faults = [*_refused(answer), *_differences(runtime, recorded), *_losses(runtime)]
    finally:
        reference.instances.drop(instance)
    point = recorded.points[kill_at - 1]
    return [f"killed at point {kill_at} ({point}): {fault}" for fault in faults]


def break_off(reference: Reference, recorded: Recorded, instance: Instance, kill_at: int) -> bool:
    """Do a step on ``instance`` until the server dies; whether the client got its answer before."""
    is_answered = recorded.step.request is None
    order = instance.order(recorded.moment, kill_at)
    with reference.zygote.server(order) as server:
        try:
            if recorded.step.request is not None:
                server.send(recorded.step.request(reference.known))
                is_answered = True
            server.work(recorded.step.after)
        except ConnectionBrokenError:
            return is_answered
    raise AssertionError(f"the server did not pass point {kill_at}")


def _repeat(reference: Reference, recorded: Recorded, server: Server) -> Answer:
    assert recorded.step.request is not None
    return server.send(recorded.step.request(reference.known))


def _refused(answer: Answer | None) -> Iterator[str]:
    if answer is not None and not answer.is_success:
        yield f"the repeated request was refused: {answer}"


def _differences(runtime: Runtime, recorded: Recorded) -> Iterator[str]:
    """What was lost or done twice."""
    with runtime.read() as session:
        found = essence_of(session)
    for table, rows in recorded.essence.items():
        wanted, there = Counter(rows), Counter(found[table])
        yield from (f"lost from {table}: {row}" for row in wanted - there)
        yield from (f"too much in {table}: {row}" for row in there - wanted)


def _losses(runtime: Runtime) -> Iterator[str]:
    """Files that are gone or too many, and events that are not sealed as they happened."""
    with runtime.read() as session:
        ledger = verify_ledger(session, runtime.trust(), runtime.clock.now())
        stamped_at = session.scalar(select(Seal.timestamp_at).order_by(Seal.number.desc()).limit(1))
        referenced = _referenced(session)
    if not ledger.is_whole or ledger.unsealed:
        yield f"the ledger is not whole: {ledger}"
    if stamped_at is None:
        yield "the newest seal has no timestamp"
    yield from (f"the store cannot open {sha256}" for sha256 in referenced if not _opens(runtime, sha256))
    sweep_store(runtime, REFERENCES, age=timedelta(0))
    kept = {sha256 for sha256, _put_at in runtime.store.list_hashes()}
    yield from (f"the sweep removed {sha256}" for sha256 in referenced - kept)
    yield from (f"the sweep left {sha256}" for sha256 in kept - referenced)


def _referenced(session: Session) -> set[str]:
    """Every file that a row names; prepared files are removed when their session is cleared up."""
    cleared = set(
        session.scalars(select(SigningSession.prepared_sha256).where(SigningSession.swept_at.is_not(None)))
    )
    named = {sha256 for column in REFERENCES for sha256 in session.scalars(select(column)) if sha256}
    return named - cleared


def _opens(runtime: Runtime, sha256: str) -> bool:
    try:
        runtime.store.open(sha256).close()
    except (FileMissing, FileCorrupt):
        return False
    return True
