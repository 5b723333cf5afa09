"""The floor of the ledger: a table with the same columns, a primary key and nothing else, by the bare driver.

Text is what both drivers send as it is, and both databases keep it as the columns' types.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from benchmarks.events import Happening
from eoffice.core.ids import uuid7

_COLUMNS = {
    "id": "UUID PRIMARY KEY",
    "type": "VARCHAR(60)",
    "version": "INTEGER",
    "occurred_at": "TIMESTAMPTZ",
    "actor_id": "UUID",
    "capacity": "VARCHAR(40)",
    "agency_id": "UUID",
    "subject_id": "UUID",
    "data": "JSONB",
    "sealed_seq": "BIGINT",
}
Row = tuple[Any, ...]


def make_table(engine: Engine) -> None:
    """Make the table."""
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE plain_events ({columns})")


def as_rows(events: Sequence[Happening], moment: str) -> list[Row]:
    """The events as rows, in order."""
    return [
        (
            str(uuid7()),
            event.type,
            1,
            moment,
            None,
            "system",
            str(event.agency_id),
            str(event.subject_id),
            json.dumps(event.data, ensure_ascii=False),
            place,
        )
        for place, event in enumerate(events, 1)
    ]


def insert_rows(engine: Engine, rows: Sequence[Row], a_transaction: int) -> None:
    """One INSERT a row, so many of them in a transaction."""
    with _driver(engine) as connection:
        mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
        statement = f"INSERT INTO plain_events VALUES ({', '.join([mark] * len(_COLUMNS))})"  # noqa: S608 - fixed
        cursor = connection.cursor()
        for start in range(0, len(rows), a_transaction):
            cursor.execute("BEGIN")
            cursor.executemany(statement, rows[start : start + a_transaction])
            cursor.execute("COMMIT")


def read_events(engine: Engine) -> int:
    """Read every event of the ledger in its sealed order and hash what the driver gives; return how many."""
    count, digest = 0, hashlib.sha256()
    with _driver(engine) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM events WHERE sealed_seq IS NOT NULL ORDER BY sealed_seq")
        for row in cursor:
            digest.update(repr(row).encode())
            count += 1
        cursor.close()
    return count


@contextmanager
def _driver(engine: Engine) -> Iterator[Any]:
    """The driver's own connection, set up as the application's and without transactions of its own."""
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    try:
        if not isinstance(driver, sqlite3.Connection):
            driver.autocommit = True
        yield driver
    finally:
        if not isinstance(driver, sqlite3.Connection):
            driver.autocommit = False
        connection.close()
