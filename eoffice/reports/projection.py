"""The projection ``document_facts``: set-based SQL over a slice of sealed events, for ten or ten million."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, case, cast, delete, false, literal, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from eoffice.ledger.models import EventRow
from eoffice.ledger.projections import Projection
from eoffice.reports.models import DocumentFact

NAME = "document_facts"


class _DayFromText(FunctionElement[Any]):
    """A day written as text (ISO 8601) as a DATE; SQLite keeps days as that text already."""

    type = Date()
    inherit_cache = True
    name = "day_from_text"


@compiles(_DayFromText)
def _cast_day(element: _DayFromText, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return compiler.process(cast(element.clauses.clauses[0], Date), **options)


@compiles(_DayFromText, "sqlite")
def _keep_day(element: _DayFromText, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return compiler.process(element.clauses.clauses[0], **options)


def apply(session: Session, first_seq: int, last_seq: int) -> None:
    """Add what the events ``first_seq`` … ``last_seq`` say."""
    _begin(session, first_seq, last_seq)
    _set(
        session,
        "document.issued",
        first_seq,
        last_seq,
        is_issued=True,
        kind=_text("kind"),
        counted_on=_day("issued_on"),
        is_electronic=_flag("electronic"),
        is_paper=_flag("paper"),
        is_leader_signed=_flag("leader_signed"),
        is_agency_signed=_flag("agency_signed"),
    )
    _set(
        session,
        "document.registered",
        first_seq,
        last_seq,
        is_registered=True,
        counted_on=_day("arrival_on"),
    )
    _set(session, "document.directed", first_seq, last_seq, due_on=_day("due_on"))
    _set(session, "document.finished", first_seq, last_seq, is_finished=True, finished_on=_day("finished_on"))


def clear(session: Session) -> None:
    """Empty the table."""
    session.execute(delete(DocumentFact))


PROJECTION = Projection(NAME, apply, clear)


def _begin(session: Session, first: int, last: int) -> None:
    arrived = EventRow.type == "document.arrived"
    channel = _text("channel")
    rows = select(
        EventRow.subject_id,
        EventRow.agency_id,
        case((arrived, literal("incoming")), else_=literal("outgoing")),
        _text("kind"),
        null(),
        false(),
        case((arrived & (channel == "electronic"), literal(True)), else_=literal(False)),
        case((arrived & (channel == "paper"), literal(True)), else_=literal(False)),
        *[false()] * 4,
        null(),
        null(),
    ).where(
        EventRow.sealed_seq.between(first, last), EventRow.type.in_(["document.drafted", "document.arrived"])
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    columns = [column.name for column in DocumentFact.__table__.columns]
    session.execute(insert(DocumentFact).from_select(columns, rows).on_conflict_do_nothing())


def _set(session: Session, type: str, first: int, last: int, **values: Any) -> None:  # noqa: ANN401
    session.execute(
        update(DocumentFact)
        .where(
            DocumentFact.document_id == EventRow.subject_id,
            EventRow.type == type,
            EventRow.sealed_seq.between(first, last),
        )
        .values(**values),
        execution_options={"synchronize_session": False},
    )


def _text(name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = EventRow.data[name].as_string()
    return found


def _flag(name: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = EventRow.data[name].as_boolean()
    return found


def _day(name: str) -> ColumnElement[Any]:
    return _DayFromText(_text(name))
