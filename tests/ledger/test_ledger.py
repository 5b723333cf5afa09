"""The ledger: sealed in order, provable with the data alone, and not to be edited."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from pyhanko.sign.timestamps import TimeStamper
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eoffice.core.actor import SYSTEM
from eoffice.core.clock import Clock, FixedClock
from eoffice.core.ids import uuid7
from eoffice.core.runtime import Runtime
from eoffice.ledger.rules import leaf_hash, merkle_root
from eoffice.ledger.service import seal_events, stamp_latest_seal
from eoffice.ledger.verification import LedgerReport, verify_ledger
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.timestamps import TrialTimestamper
from signing import Trust
from tests.factories import make_runtime


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Runtime:
    return make_runtime(database_url, tmp_path)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TrialAuthority:
    folder = tmp_path_factory.mktemp("authority")
    return TrialAuthority.open(folder, b"for tests only", "http://127.0.0.1:8000")


@pytest.fixture
def timestamper(authority: TrialAuthority) -> TimeStamper:
    return TrialTimestamper(authority, Clock())


@pytest.fixture
def stamping(runtime: Runtime, timestamper: TimeStamper) -> Runtime:
    """The runtime with a timestamp service, which nobody believes yet."""
    return replace(runtime, timestamper=lambda: timestamper)


def believing(runtime: Runtime, authority: TrialAuthority) -> Runtime:
    now = Clock().now()
    trust = Trust(
        roots=(authority.root_der,),
        intermediates=(authority.chain_der[0],),
        crls=(authority.crl({}, now), authority.root_crl(now)),
    )
    return replace(runtime, trust=lambda: trust, clock=FixedClock(now))


def happen(runtime: Runtime, times: int = 1) -> None:
    with runtime.work(SYSTEM) as work:
        for step in range(times):
            work.record("thing.done", uuid7(), {"step": step, "word": "số ký hiệu"})


def check(runtime: Runtime) -> LedgerReport:
    with runtime.read() as session:
        return verify_ledger(session, runtime.trust(), runtime.clock.now())


def tamper(runtime: Runtime, statement: str) -> None:
    """Change the ledger as somebody who owns the database could: without the triggers."""
    with runtime.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("events_update", "events_delete", "seals_update", "seals_delete"):
                connection.execute(text(f"DROP TRIGGER guard_{name}"))
        else:
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
            connection.execute(text("ALTER TABLE seals DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_a_ledger_with_several_seals_is_whole(runtime: Runtime) -> None:
    for _ in range(3):
        happen(runtime, 5)
        assert seal_events(runtime, "one") == 5
    report = check(runtime)
    assert (report.events, report.seals, report.faults) == (15, 3, [])


def test_two_sealers_do_not_seal_at_once(runtime: Runtime) -> None:
    happen(runtime)
    assert seal_events(runtime, "one") == 1
    happen(runtime)
    assert seal_events(runtime, "two") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET type = 'thing.undone'",
        "DELETE FROM events",
        "UPDATE events SET sealed_seq = 7",
        "UPDATE seals SET root = ''",
        "DELETE FROM seals",
    ],
)
def test_the_database_refuses_to_edit_the_ledger(runtime: Runtime, statement: str) -> None:
    happen(runtime, 2)
    seal_events(runtime, "one")
    with pytest.raises(DBAPIError, match="the ledger cannot be edited"), runtime.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET type = 'thing.undone' WHERE sealed_seq = 3",
        "UPDATE events SET occurred_at = '2020-01-01 00:00:00.000000' WHERE sealed_seq = 3",
        "DELETE FROM events WHERE sealed_seq = 5",
        "DELETE FROM events WHERE sealed_seq = 8",
        "DELETE FROM seals WHERE number = 1",
        "UPDATE seals SET digest = previous_digest WHERE number = 2",
    ],
)
def test_what_was_altered_behind_the_triggers_is_found(runtime: Runtime, statement: str) -> None:
    for _ in range(2):
        happen(runtime, 4)
        seal_events(runtime, "one")
    tamper(runtime, statement)
    assert check(runtime).faults


def test_an_event_slipped_in_later_is_found(runtime: Runtime) -> None:
    happen(runtime, 2)
    seal_events(runtime, "one")
    happen(runtime, 1)
    tamper(runtime, "UPDATE events SET sealed_seq = 3 WHERE sealed_seq IS NULL")
    assert check(runtime).faults


def test_the_newest_seal_is_timestamped_once(stamping: Runtime, authority: TrialAuthority) -> None:
    happen(stamping)
    seal_events(stamping, "one")
    assert stamp_latest_seal(stamping)
    assert not stamp_latest_seal(stamping)
    report = check(believing(stamping, authority))
    assert (report.timestamps, report.faults, report.doubts) == (1, [], [])


def test_a_timestamp_of_an_authority_nobody_believes_is_a_doubt_not_a_fault(stamping: Runtime) -> None:
    happen(stamping)
    seal_events(stamping, "one")
    stamp_latest_seal(stamping)
    report = check(stamping)
    assert report.is_whole
    assert len(report.doubts) == 1


def test_a_timestamp_moved_to_another_seal_is_found(stamping: Runtime) -> None:
    happen(stamping)
    seal_events(stamping, "one")
    stamp_latest_seal(stamping)
    happen(stamping)
    seal_events(stamping, "one")
    copy = "(SELECT timestamp_token FROM seals WHERE number = 1)"
    tamper(stamping, f"UPDATE seals SET timestamp_token = {copy} WHERE number = 2")  # noqa: S608 - fixed words
    assert check(stamping).faults == ["seal 2: its timestamp was altered or is for something else"]


def merkle_by_definition(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962 §2.1, over leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = merkle_by_definition(leaves[:split]), merkle_by_definition(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 7, 8, 13, 100])
def test_the_root_is_that_of_rfc_6962(count: int) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(count)]
    assert merkle_root(leaves) == merkle_by_definition(leaves)
