"""The database: one declarative base, named kinds of columns, and an engine that behaves.

The same code runs on SQLite and on PostgreSQL. On SQLite the driver's own transactions lose updates between
a read and a write, so every transaction is begun here: ``BEGIN IMMEDIATE`` for a writing one.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from eoffice.core.ids import uuid7

WRITING = {"eoffice_writing": True}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, always UTC; a naive one is refused rather than guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonColumn = JSON().with_variant(JSONB(), "postgresql")

Key = Annotated[uuid.UUID, mapped_column(Uuid(), primary_key=True, default=uuid7)]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]
Day = Annotated[date, mapped_column(Date())]
Name = Annotated[str, mapped_column(String(300))]
LongText = Annotated[str, mapped_column(Text())]
Slug = Annotated[str, mapped_column(String(50))]
Sha256 = Annotated[str, mapped_column(String(64))]
JsonMap = Annotated[dict[str, Any], mapped_column(JsonColumn)]
JsonList = Annotated[list[Any], mapped_column(JsonColumn)]
Blob = Annotated[bytes, mapped_column(LargeBinary())]


def refers_to(target: str) -> Any:  # noqa: ANN401 - what mapped_column takes
    """A foreign key to ``table.column`` that never deletes anything by itself."""
    return ForeignKey(target, ondelete="RESTRICT")


class Base(DeclarativeBase):
    """The base of all tables; constraint names are derived, so migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        uuid.UUID: Uuid(),
        datetime: UtcDateTime(),
        date: Date(),
        dict[str, Any]: JsonColumn,
        list[Any]: JsonColumn,
        str: String(300),
        bytes: LargeBinary(),
    }


def make_engine(url: str) -> Engine:
    """Return an engine for ``url`` (``sqlite:///…`` or ``postgresql+psycopg://…``)."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() knows ASCII only, so a search for "đồng" would miss "Đồng".
    connection.create_function("lower", 1, _small_letters, deterministic=True)


def _small_letters(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("eoffice_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
