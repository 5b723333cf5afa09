"""The statistics page and the lists behind its figures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from pydantic import ValidationError

from eoffice.core.problem import field_errors, say
from eoffice.core.request import current_actor, runtime
from eoffice.documents.models import Direction, Document
from eoffice.reports.queries import (
    Part,
    count_figures,
    count_listed,
    counted_as_of,
    get_indicator,
    list_agencies_in_reach,
    list_counted,
)
from eoffice.reports.schemas import ListQuery, StatisticsQuery
from eoffice.reports.service import cut_for, indicators

pages = Blueprint("reports", __name__, template_folder="templates")


@pages.get("/statistics")
def statistics() -> str | tuple[str, int]:
    """The figures of a period."""
    actor = current_actor("statistics:read")
    today = runtime().clock.today()
    query, errors = _read_query()
    with runtime().read() as session:
        cut = cut_for(session, actor, query, today)
        figures = count_figures(session, indicators(), cut)
        shown = render_template(
            "reports/statistics.html",
            figures=figures,
            cut=cut,
            agencies=[(str(item.id), item.name) for item in list_agencies_in_reach(session, actor)],
            chosen=str(query.agency or ""),
            errors=errors,
            as_of=counted_as_of(session),
            list_url=_list_url,
            parts=Part,
        )
    return (shown, 422) if errors else shown


@pages.get("/statistics/<code>/documents")
def counted(code: str) -> str:
    """Exactly the documents behind a figure."""
    actor = current_actor("statistics:read")
    query = ListQuery.model_validate(request.args.to_dict())
    indicator = get_indicator(indicators(), code)
    with runtime().read() as session:
        cut = cut_for(session, actor, query, runtime().clock.today())
        return render_template(
            "reports/counted.html",
            figure=count_figures(session, [indicator], cut)[0],
            cut=cut,
            page=list_counted(session, actor, indicator, cut, query.part, query.cursor),
            count=count_listed(session, indicator, cut, query.part),
            part=query.part,
            part_names=_part_names(),
            as_of=counted_as_of(session),
            list_url=_list_url,
            document_url=_document_url,
            statistics_url=_url("reports.statistics"),
        )


def _read_query() -> tuple[StatisticsQuery, dict[str, str]]:
    try:
        return StatisticsQuery.model_validate(request.args.to_dict()), {}
    except ValidationError as error:
        found = {name or "from": say(text, {}) for name, text in field_errors(error).items()}
        return StatisticsQuery(), found


def _part_names() -> dict[Part, str]:
    return {
        Part.COUNTED: _("All counted"),
        Part.FULFILLED: _("Fulfilled"),
        Part.MISSING: _("Not fulfilled"),
    }


def _list_url(code: str, part: str, cursor: str | None = None) -> str:
    return _url("reports.counted", code=code, part=str(part), cursor=cursor)


def _document_url(document: Document) -> str:
    place = "document_pages.show" if document.direction == Direction.OUTGOING else "arrival_pages.show"
    return url_for(place, document_id=document.id)


def _url(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - what url_for takes
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in ("from", "to", "agency")}
    return url_for(endpoint, **(kept | values))
