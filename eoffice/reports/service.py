"""Answering what is asked of the statistics: the cut a reader may see, its figures and their documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.reports.queries import Cut, list_agencies_in_reach
from eoffice.reports.rules import Indicator, read_indicators
from eoffice.reports.schemas import StatisticsQuery
from eoffice.settings import CONFIG_FOLDER


@cache
def indicators() -> Sequence[Indicator]:
    """The definitions of this instance."""
    return read_indicators(CONFIG_FOLDER / "indicators.toml")


def cut_for(session: Session, actor: Actor, query: StatisticsQuery, today: date) -> Cut:
    """The cut ``query`` asks for, within what ``actor`` may read; this year and all agencies by default."""
    reach = {agency.id for agency in list_agencies_in_reach(session, actor)}
    if query.agency is not None and query.agency not in reach:
        raise NotFound(
            "no-such-agency",
            N_("There is no such agency among those whose figures you may read."),
            N_("Choose one from the list on the statistics page."),
        )
    first = query.first_day or date((query.last_day or today).year, 1, 1)
    return Cut(
        agency_ids=frozenset({query.agency} if query.agency else reach),
        first_day=first,
        last_day=query.last_day or max(today, first),
    )
