"""What an instance holds, without what differs between two runs of the same acts: ids, moments and hashes."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Column, RowMapping, Table, Uuid, select
from sqlalchemy.orm import Session

from eoffice.core.database import Base, UtcDateTime
from eoffice.signatures.models import SigningSession
from eoffice.signatures.service.prepare import SWEEP_JOB

Essence = dict[str, list[str]]

STAFF = {"agencies", "units", "people", "posts", "accounts"}
"""Tables that were filled before the journey began: their ids say who did what and are compared."""

HOW_IT_WAS_DONE = {"leases", "seals", "projection_cursors", "request_keys", "api_tokens"}
"""Tables that say how often something was tried and by whom, not what came of it."""

WHO_ACTED = {"actor_id", "capacity", "agency_id"}
"""Columns of the ledger's events that name staff without a foreign key."""

DIFFERENT = {
    "events": {"sealed_seq"},
    "jobs": {"attempts"},
    "certificates": {"serial", "fingerprint", "key_fingerprint"},
    "trial_certificates": {"serial", "fingerprint"},
    "signing_sessions": {"prepared", "prepared_sha256", "value_sha256"},
    "verification_records": {"report"},
}
"""Columns of random or counting values: only whether they are set is compared."""

_ID_OR_HASH = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")


def essence_of(session: Session) -> Essence:
    """The rows of every table, sorted, as far as two runs of the same acts must agree."""
    return {
        table.name: sorted(
            json.dumps(_shape(table, row), ensure_ascii=False, sort_keys=True)
            for row in session.execute(select(table)).mappings()
            if not _is_repeatable(table, row)
        )
        for table in Base.metadata.sorted_tables
        if table.name not in HOW_IT_WAS_DONE
    }


def _is_repeatable(table: Table, row: RowMapping) -> bool:
    """A preparation that was given up for another one: its answer was lost, so the leader asked again."""
    if table.name == "events":
        return str(row["type"]).startswith("signing.")
    if table.name == "jobs":
        return str(row["name"]) == SWEEP_JOB
    is_signing = table.name == SigningSession.__tablename__
    return is_signing and row["cancelled_at"] is not None


def _shape(table: Table, row: RowMapping) -> dict[str, Any]:
    return {column.name: _plain(column, row[column.name]) for column in table.columns}


def _plain(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if column.name in DIFFERENT.get(column.table.name, ()) or isinstance(value, bytes):
        return "set"
    if isinstance(column.type, UtcDateTime):
        return "set"
    if _names_staff(column):
        return str(value)
    if isinstance(column.type, Uuid):
        return "set"
    return _ID_OR_HASH.sub("…", json.dumps(value, default=str, ensure_ascii=False, sort_keys=True))


def _names_staff(column: Column[Any]) -> bool:
    in_event = column.table.name == "events" and column.name in WHO_ACTED
    return in_event or any(key.column.table.name in STAFF for key in column.foreign_keys)
