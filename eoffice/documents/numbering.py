"""Taking numbers: no gaps and no twins within an agency, a series and a year, whoever asks at once.

The row of the series is locked until the transaction ends, so that a number is given only together with the
change that uses it; when that change fails, the number goes back with it.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from eoffice.core.ids import uuid7
from eoffice.core.work import Work
from eoffice.documents.models import NumberEntry, NumberSeries
from eoffice.documents.rules import check_series_day


def take_number(work: Work, agency_id: uuid.UUID, series_code: str, document_id: uuid.UUID, day: date) -> int:
    """Bind the next number of the series of ``day``'s year to the document and return it.

    Asked again for the same document, in whichever year, it returns the number the document already has.
    Raises Conflict ``number-day-backwards`` when ``day`` lies before the last one of the series.
    """
    series = _lock_series(work.session, agency_id, series_code, day.year)
    bound = find_entry(work.session, agency_id, series_code, document_id)
    if bound is not None:
        return bound.number
    check_series_day(day, series.last_on)
    series.last_number += 1
    series.last_on = day
    work.session.add(
        NumberEntry(
            series_id=series.id,
            number=series.last_number,
            document_id=document_id,
            taken_on=day,
            taken_at=work.now,
            post_id=work.actor.post_id,
        )
    )
    work.session.flush()
    return series.last_number


def find_entry(
    session: Session, agency_id: uuid.UUID, series_code: str, document_id: uuid.UUID
) -> NumberEntry | None:
    """The entry that binds a number of this series to the document, of whichever year."""
    return session.scalars(
        select(NumberEntry)
        .join(NumberSeries, NumberSeries.id == NumberEntry.series_id)
        .where(
            NumberSeries.agency_id == agency_id,
            NumberSeries.code == series_code,
            NumberEntry.document_id == document_id,
        )
    ).one_or_none()


def find_last_day(session: Session, agency_id: uuid.UUID, series_code: str, year: int) -> date | None:
    """The day of the last number given in the series of ``year``: the earliest day the next one can have."""
    return session.scalar(
        select(NumberSeries.last_on).where(
            NumberSeries.agency_id == agency_id, NumberSeries.code == series_code, NumberSeries.year == year
        )
    )


def _lock_series(session: Session, agency_id: uuid.UUID, code: str, year: int) -> NumberSeries:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(NumberSeries)
        .values(id=uuid7(), agency_id=agency_id, code=code, year=year, last_number=0)
        .on_conflict_do_nothing(index_elements=["agency_id", "code", "year"])
    )
    return session.scalars(
        select(NumberSeries)
        .where(NumberSeries.agency_id == agency_id, NumberSeries.code == code, NumberSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
