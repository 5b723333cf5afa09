"""Keyset paging: a page starts after the last key of the one before, however deep one reads."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_

PAGE_SIZE = 25
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the cursor of the next page, None on the last one."""

    rows: Sequence[Row]
    next_cursor: str | None


def read_page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    key: Any,  # noqa: ANN401 - a UUIDv7 column: sorts by time
    cursor: str | None,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """Run ``query`` newest first by the UUIDv7 column ``key``, starting after ``cursor``.

    The query's first selected entity must carry the key under its mapped name.
    """
    if cursor:
        query = query.where(tuple_(key) < tuple_(parse_cursor(cursor)))
    found = session.execute(query.order_by(key.desc()).limit(size + 1)).all()
    rows = found[:size]
    more = len(found) > size
    last = getattr(rows[-1][0], key.key) if more else None
    return Page([row[0] if len(row) == 1 else row for row in rows], str(last) if more else None)


def parse_cursor(cursor: str) -> uuid.UUID:
    """The key a cursor stands for."""
    try:
        return uuid.UUID(cursor)
    except ValueError:
        raise Invalid(
            "bad-cursor", N_("This page address is not complete."), N_("Start again from the first page.")
        ) from None
