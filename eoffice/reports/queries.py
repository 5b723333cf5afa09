"""Reading figures and the documents behind them, from one set of conditions so that they cannot disagree."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.core.paging import Page, read_page
from eoffice.documents.models import Document
from eoffice.ledger.projections import as_of
from eoffice.organization.models import Agency
from eoffice.reports.models import DocumentFact
from eoffice.reports.projection import NAME
from eoffice.reports.rules import Figure, Indicator


class Part(StrEnum):
    """Which documents of a figure to list."""

    COUNTED = "counted"  # the denominator
    FULFILLED = "fulfilled"  # the numerator
    MISSING = "missing"  # counted but not fulfilled


@dataclass(frozen=True)
class Cut:
    """Over which agencies and days a figure is counted; both days are included."""

    agency_ids: frozenset[uuid.UUID]
    first_day: date
    last_day: date


@dataclass(frozen=True)
class CountedDocument:
    """A document of a list. ``is_open`` when the reader may open it; else only number and day are shown."""

    document: Document
    agency_name: str
    counted_on: date
    is_open: bool


def list_agencies_in_reach(session: Session, actor: Actor) -> Sequence[Agency]:
    """The agencies whose figures ``actor`` may read: their own and all below it, in this instance."""
    agencies = session.scalars(select(Agency).where(Agency.is_local).order_by(Agency.name)).all()
    reached = {actor.agency_id}
    while found := {item.id for item in agencies if item.parent_id in reached and item.id not in reached}:
        reached |= found
    return [item for item in agencies if item.id in reached]


def count_figures(session: Session, indicators: Sequence[Indicator], cut: Cut) -> list[Figure]:
    """Count every indicator in one statement."""
    if not indicators:
        return []
    columns = []
    for indicator in indicators:
        columns += [
            func.count().filter(_condition(indicator, Part.FULFILLED)),
            func.count().filter(_condition(indicator, Part.COUNTED)),
        ]
    counts = session.execute(select(*columns).where(_within(cut))).one()
    return [
        Figure(indicator, counts[2 * place], counts[2 * place + 1])
        for place, indicator in enumerate(indicators)
    ]


def list_counted(
    session: Session, actor: Actor, indicator: Indicator, cut: Cut, part: Part, cursor: str | None
) -> Page[CountedDocument]:
    """A page of exactly the documents that ``part`` of a figure counts, newest first."""
    query = (
        select(Document, Agency.name, DocumentFact.counted_on)
        .join(DocumentFact, DocumentFact.document_id == Document.id)
        .join(Agency, Agency.id == Document.agency_id)
        .where(_within(cut), _condition(indicator, part))
    )
    page = read_page(session, query, Document.id, cursor)
    rows = [
        CountedDocument(document, name, counted_on, document.agency_id == actor.agency_id)
        for document, name, counted_on in page.rows
    ]
    return Page(rows, page.next_cursor)


def count_listed(session: Session, indicator: Indicator, cut: Cut, part: Part) -> int:
    """How many documents ``list_counted`` lists in all."""
    query = select(func.count()).select_from(DocumentFact).where(_within(cut), _condition(indicator, part))
    return session.scalar(query) or 0


def get_indicator(indicators: Sequence[Indicator], code: str) -> Indicator:
    """The definition with ``code``."""
    for indicator in indicators:
        if indicator.code == code:
            return indicator
    raise NotFound(
        "no-such-figure", N_("There is no figure of this name."), N_("Open it from the statistics page.")
    )


def counted_as_of(session: Session) -> datetime | None:
    """Up to which moment the figures count; None before the first event was sealed."""
    cursor = as_of(session, NAME)
    return cursor.as_of if cursor else None


def _within(cut: Cut) -> ColumnElement[bool]:
    return and_(
        DocumentFact.agency_id.in_(_sorted(cut.agency_ids)),
        DocumentFact.counted_on.between(cut.first_day, cut.last_day),
    )


def _condition(indicator: Indicator, part: Part) -> ColumnElement[bool]:
    counted = _all_of(indicator.counted)
    if part is Part.COUNTED:
        return counted
    fulfilled = _all_of(indicator.fulfilled)
    return and_(counted, fulfilled if part is Part.FULFILLED else not_(fulfilled))


def _all_of(conditions: Mapping[Any, bool | str]) -> ColumnElement[bool]:
    return and_(*(getattr(DocumentFact, column) == value for column, value in conditions.items()))


def _sorted(ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    return sorted(ids)
