"""``GET /api/v1/statistics`` and the documents behind each figure."""

from __future__ import annotations

from typing import Any

from flask import url_for

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.request import runtime
from eoffice.documents.models import Direction, Document
from eoffice.reports.queries import (
    CountedDocument,
    Part,
    count_figures,
    count_listed,
    counted_as_of,
    get_indicator,
    list_counted,
)
from eoffice.reports.rules import Figure
from eoffice.reports.schemas import (
    CountedOut,
    CountedPage,
    FigureOut,
    ListQuery,
    StatisticsOut,
    StatisticsQuery,
)
from eoffice.reports.service import cut_for, indicators

api = Api("reports")


@api.get("/statistics", scope="statistics:read", summary="Figures of a period, each open to its documents")
def show_statistics(actor: Actor, query: StatisticsQuery) -> StatisticsOut:
    """Every figure of the period and agencies asked for."""
    with runtime().read() as session:
        cut = cut_for(session, actor, query, runtime().clock.today())
        figures = count_figures(session, indicators(), cut)
        moment = counted_as_of(session)
    asked = {"from": cut.first_day.isoformat(), "to": cut.last_day.isoformat()}
    if query.agency:
        asked["agency"] = str(query.agency)
    return StatisticsOut(
        first_day=cut.first_day,
        last_day=cut.last_day,
        agency_ids=sorted(cut.agency_ids),
        as_of=moment,
        figures=[_figure_out(figure, asked) for figure in figures],
    )


@api.get(
    "/statistics/<code>/documents", scope="statistics:read", summary="Exactly the documents behind a figure"
)
def show_counted_documents(actor: Actor, code: str, query: ListQuery) -> CountedPage:
    """A page of the numerator, the denominator or the difference."""
    indicator = get_indicator(indicators(), code)
    with runtime().read() as session:
        cut = cut_for(session, actor, query, runtime().clock.today())
        page = list_counted(session, actor, indicator, cut, query.part, query.cursor)
        count = count_listed(session, indicator, cut, query.part)
    return CountedPage(
        count=count, documents=[_counted_out(row) for row in page.rows], next_cursor=page.next_cursor
    )


def _figure_out(figure: Figure, asked: dict[str, str]) -> FigureOut:
    definition = figure.indicator
    return FigureOut(
        **definition.model_dump(exclude={"counted", "fulfilled"}),
        numerator=figure.numerator,
        denominator=figure.denominator,
        percentage=figure.percentage,
        numerator_url=_list_url(definition.code, Part.FULFILLED, asked),
        denominator_url=_list_url(definition.code, Part.COUNTED, asked),
    )


def _list_url(code: str, part: Part, asked: dict[str, str]) -> str:
    values: dict[str, Any] = {**asked, "code": code, "part": part.value}
    return url_for("reports_api.show_counted_documents", **values)


def _counted_out(row: CountedDocument) -> CountedOut:
    shown = row.document if row.is_open else None
    return CountedOut(
        number=row.document.full_number,
        counted_on=row.counted_on,
        agency=row.agency_name,
        subject=shown.subject if shown else None,
        document_id=shown.id if shown else None,
        url=_document_url(shown) if shown else None,
    )


def _document_url(document: Document) -> str:
    is_outgoing = document.direction == Direction.OUTGOING
    place = "outgoing_api.show_document" if is_outgoing else "incoming_api.show_arrival"
    return url_for(place, document_id=document.id)
