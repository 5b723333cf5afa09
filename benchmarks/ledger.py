"""The ledger: events appended and sealed, projected and verified per second, on SQLite and on PostgreSQL.

The floor is one plain INSERT an event by the bare driver into a table with the same columns and a primary
key, in transactions of the same size. Both databases wait for the disk at each commit.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from benchmarks.events import Happening, happenings
from benchmarks.measuring import Series, alternate, seconds_of
from benchmarks.output import finish, percent, print_heading, print_notes, print_table, read_arguments
from benchmarks.plain_table import as_rows, insert_rows, make_table, read_events
from eoffice.core.actor import SYSTEM
from eoffice.core.runtime import Runtime
from eoffice.ledger.projections import advance
from eoffice.ledger.service import seal_events
from eoffice.ledger.verification import verify_ledger
from eoffice.reports.projection import PROJECTION
from tests.factories import close_engines, make_runtime
from tests.servers.databases import PostgresDatabases, SqliteDatabases
from tests.servers.postgres import PostgresServer
from tests.servers.programs import ProgramMissingError

EVENTS = 20_000
A_TRANSACTION = 100
WARM_UP = 1_000
SINGLES = 100
PIECES = 10
ROUNDS = 5
FLOOR, FLOOR_SINGLE, FLOOR_READ = "INSERTs", "INSERTs, one a transaction", "reading and hashing"
ROWS = {
    FLOOR: ("floor: plain INSERTs", FLOOR),
    "append": ("appended", FLOOR),
    "append_seal": ("appended and sealed", FLOOR),
    "project": ("projected", FLOOR),
    FLOOR_READ: ("floor: rows read and hashed", FLOOR_READ),
    "verify": ("verified", FLOOR_READ),
    FLOOR_SINGLE: ("floor: plain INSERTs, one a transaction", FLOOR_SINGLE),
    "append_single": ("appended, one a transaction", FLOOR_SINGLE),
}
"""What is measured: its name in a table, and which floor it stands on."""
NOTES = (
    f"{ROUNDS} rounds of {EVENTS // ROUNDS:,} events, in transactions of {A_TRANSACTION} but where said.",
    "Each round verifies the whole ledger. A seal's timestamp is not in it: one is fetched a seal.",
)


class _Databases(Protocol):
    def make(self) -> str: ...
    def drop(self, url: str) -> None: ...


def main() -> None:
    """Measure and print."""
    arguments = read_arguments(__doc__)
    versions = {name: version(name) for name in ("sqlalchemy", "psycopg")}
    figures = print_heading(f"ledger: {EVENTS:,} events", versions | {"SQLite": sqlite3.sqlite_version})
    missing = []
    with tempfile.TemporaryDirectory(prefix="eoffice-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as another account under root
        for database, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
            try:
                with opened(folder) as (server, databases):
                    taken = _measure(databases, folder)
            except ProgramMissingError as error:
                missing.append(str(error))
                continue
            _show(server, taken)
            figures[database.lower()] = {"version": server} | _figures(taken)
    print_notes([*NOTES, *(f"Not measured: {reason}." for reason in missing)])
    figures["not_measured"] = missing
    finish(figures, as_json=arguments.json)


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[str, _Databases]]:
    yield f"SQLite {sqlite3.sqlite_version}", SqliteDatabases(folder)


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, _Databases]]:
    own = folder / "postgres"
    own.mkdir()
    server = PostgresServer(own, durable=True)
    server.start()
    try:
        databases = PostgresDatabases(server)
        yield f"PostgreSQL {_postgres_version(databases, folder)}", databases
    finally:
        close_engines()
        server.stop()


def _postgres_version(databases: _Databases, folder: Path) -> str:
    url = databases.make()
    with make_runtime(url, folder).engine.connect() as connection:
        found = str(connection.exec_driver_sql("SHOW server_version").scalar()).split()[0]
    close_engines()
    databases.drop(url)
    return found


def _measure(databases: _Databases, folder: Path) -> dict[str, Series]:
    """One database that grows by a slice a round; verified whole at the end, as often."""
    url = databases.make()
    runtime = make_runtime(url, folder)
    taken: dict[str, list[float]] = {name: [] for name in ROWS}
    slices = [WARM_UP, *[EVENTS // ROUNDS] * ROUNDS]
    whole = sum(slices)
    try:
        make_table(runtime.engine)
        for number, count in enumerate(slices):
            seconds = _grow(runtime, happenings(count))
            for name, value in seconds.items() if number else ():
                taken[name].append(value / count)
        for _number in range(ROUNDS):
            taken[FLOOR_READ].append(seconds_of(lambda: _expect(read_events(runtime.engine), whole)) / whole)
            taken["verify"].append(seconds_of(lambda: _verify(runtime, whole)) / whole)
            pair = _by_turns(runtime, happenings(SINGLES), 1)
            taken[FLOOR_SINGLE].append(pair[0] / SINGLES)
            taken["append_single"].append(pair[1] / SINGLES)
    finally:
        close_engines()
        databases.drop(url)
    return {name: Series(tuple(1 / value for value in values)) for name, values in taken.items()}


def _grow(runtime: Runtime, events: list[Happening]) -> dict[str, float]:
    floor, append = _by_turns(runtime, events, A_TRANSACTION)
    seal = seconds_of(lambda: _seal(runtime, len(events)))
    project = seconds_of(lambda: advance(runtime, [PROJECTION]))
    return {FLOOR: floor, "append": append, "append_seal": append + seal, "project": project}


def _by_turns(runtime: Runtime, events: list[Happening], a_transaction: int) -> tuple[float, float]:
    """The floor's seconds and ours, a piece at a time: the disk is now quick, now slow, by what others do."""
    rows = as_rows(events, runtime.clock.now().isoformat())
    piece = len(events) // PIECES
    starts = range(0, len(events), piece)
    return alternate(
        [
            partial(insert_rows, runtime.engine, rows[start : start + piece], a_transaction)
            for start in starts
        ],
        [partial(_append, runtime, events[start : start + piece], a_transaction) for start in starts],
    )


def _append(runtime: Runtime, events: list[Happening], a_transaction: int) -> None:
    for start in range(0, len(events), a_transaction):
        with runtime.work(SYSTEM) as work:
            for event in events[start : start + a_transaction]:
                work.record(event.type, event.subject_id, event.data, agency_id=event.agency_id)


def _seal(runtime: Runtime, count: int) -> None:
    sealed = 0
    while now := seal_events(runtime, "benchmark"):
        sealed += now
    _expect(sealed, count)


def _verify(runtime: Runtime, count: int) -> None:
    with runtime.read() as session:
        report = verify_ledger(session, runtime.trust(), runtime.clock.now())
    if not report.is_whole:
        raise RuntimeError(f"the ledger is not whole: {report.faults}")
    _expect(report.events, count)


def _expect(found: int, count: int) -> None:
    """Nobody is timed for work that was not done."""
    if found != count:
        raise RuntimeError(f"{found} events instead of {count}")


def _show(server: str, taken: Mapping[str, Series]) -> None:
    rows = [
        [label, f"{taken[name].median:,.0f}", percent(taken[name].spread), f"{_ratio(taken, name):.1f}"]
        for name, (label, _floor) in ROWS.items()
    ]
    print_table([server, "events/s", "spread", "× floor"], rows)


def _figures(taken: Mapping[str, Series]) -> dict[str, Any]:
    return {
        "events_per_second": {name: round(series.median) for name, series in taken.items()},
        "ratio_to_floor": {name: round(_ratio(taken, name), 2) for name in ROWS if ROWS[name][1] != name},
        "spread": {name: round(series.spread, 3) for name, series in taken.items()},
    }


def _ratio(taken: Mapping[str, Series], name: str) -> float:
    """How many times the floor's time an event takes."""
    return taken[ROWS[name][1]].times(taken[name]).median


if __name__ == "__main__":
    main()
