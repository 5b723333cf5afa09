"""Reads of received documents, split by what is asked."""

from eoffice.incoming.queries.arrivals import (
    count_by_state,
    find_by_source,
    find_legal_form,
    get_arrival,
    list_arrivals,
    list_twins,
    no_such_arrival,
)
from eoffice.incoming.queries.handling import (
    find_deadline,
    find_directive,
    find_post_today,
    get_standing,
    list_answers,
    list_assignable,
    list_assignments,
    list_facts,
)
from eoffice.incoming.queries.waiting import Waiting, list_waiting
from eoffice.incoming.queries.whole import WholeArrival, get_whole_arrival, is_late

__all__ = [
    "Waiting",
    "WholeArrival",
    "count_by_state",
    "find_by_source",
    "find_deadline",
    "find_directive",
    "find_legal_form",
    "find_post_today",
    "get_arrival",
    "get_standing",
    "get_whole_arrival",
    "is_late",
    "list_answers",
    "list_arrivals",
    "list_assignable",
    "list_assignments",
    "list_facts",
    "list_twins",
    "list_waiting",
    "no_such_arrival",
]
