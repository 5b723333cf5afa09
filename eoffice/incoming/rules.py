"""What may happen to a received document, when it is late, and what its signatures make of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eoffice.core.actor import Role
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.states import Fact, StateTable, Transition
from eoffice.incoming.models import ArrivalState, AssignmentPart, LegalForm

REASON_LENGTH = 1000  # what exchange partners take as the reason of status 02
_NUMBER = re.compile(r"(?P<number>\d+[a-zA-Z]?)\s*(?P<mark>[/-]?)(?P<rest>.*)")
HANDLING_PARTS = frozenset({AssignmentPart.LEAD, AssignmentPart.SUPPORT})

CLERK = Fact("clerk", N_("Only the clerk of this agency can do this."))
ADDRESSED_LEADER = Fact(
    "addressed_leader", N_("Only the leader to whom the document was presented can do this.")
)
ASSIGNER = Fact(
    "assigner",
    N_("Only the head of a unit named in the directive, or the leader who wrote it, can do this."),
)
HANDLER = Fact("handler", N_("Only the officer in charge or the head of the lead unit can do this."))


def _from(*states: ArrivalState) -> frozenset[str]:
    return frozenset(state.value for state in states)


STATES = StateTable(
    {
        ArrivalState.ARRIVED: N_("Arrived"),
        ArrivalState.RETURNED: N_("Returned to the sender"),
        ArrivalState.ACCEPTED: N_("Accepted"),
        ArrivalState.REGISTERED: N_("Registered"),
        ArrivalState.PRESENTED: N_("Presented to a leader"),
        ArrivalState.DIRECTED: N_("Directed"),
        ArrivalState.ASSIGNED: N_("Assigned"),
        ArrivalState.FINISHED: N_("Handled"),
    },
    [
        Transition("accept", N_("Accept"), _from(ArrivalState.ARRIVED), ArrivalState.ACCEPTED, CLERK),
        Transition("register", N_("Register"), _from(ArrivalState.ACCEPTED), ArrivalState.REGISTERED, CLERK),
        Transition(
            "present",
            N_("Present to a leader"),
            _from(ArrivalState.REGISTERED, ArrivalState.PRESENTED),
            ArrivalState.PRESENTED,
            CLERK,
        ),
        Transition(
            "direct",
            N_("Write the directive"),
            _from(ArrivalState.PRESENTED),
            ArrivalState.DIRECTED,
            ADDRESSED_LEADER,
        ),
        Transition(
            "assign",
            N_("Assign an officer"),
            _from(ArrivalState.DIRECTED, ArrivalState.ASSIGNED),
            ArrivalState.ASSIGNED,
            ASSIGNER,
        ),
        Transition(
            "finish",
            N_("Mark as handled"),
            _from(ArrivalState.DIRECTED, ArrivalState.ASSIGNED),
            ArrivalState.FINISHED,
            HANDLER,
        ),
        Transition(
            "return",
            N_("Return to the sender"),
            _from(ArrivalState.ARRIVED, ArrivalState.ACCEPTED),
            ArrivalState.RETURNED,
            CLERK,
        ),
    ],
)

LEGAL_FORMS: dict[str, str] = {
    LegalForm.ORIGINAL: N_("Has the value of an original: signed by the leader and by the agency"),
    LegalForm.COPY: N_("Electronic copy: signed by the agency only"),
    LegalForm.NOT_ISSUED: N_("Not issued: signed by the leader, but not by the agency"),
    LegalForm.UNSIGNED: N_("No sound signature of the issuing agency was found"),
    LegalForm.PAPER: N_("Received on paper"),
}
"""What a legal form means, for the line on top of the page (NĐ 30/2020/NĐ-CP Điều 5, Điều 25)."""

PARTS: dict[str, str] = {
    AssignmentPart.LEAD: N_("Lead"),
    AssignmentPart.SUPPORT: N_("Support"),
    AssignmentPart.INFORM: N_("For information"),
}


@dataclass(frozen=True)
class Standing:
    """What a person is in their agency: roles, the posts they hold today and the units they head."""

    roles: frozenset[Role]
    post_ids: frozenset[uuid.UUID]
    headed_unit_ids: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Handling:
    """Who has a part in one document: the leader it was presented to, units, and the officer in charge."""

    presented_to_id: uuid.UUID | None = None
    unit_parts: Mapping[uuid.UUID, str] | None = None
    lead_post_id: uuid.UUID | None = None

    @property
    def parts(self) -> Mapping[uuid.UUID, str]:
        """The part of each unit named in the directive."""
        return self.unit_parts or {}


def facts(standing: Standing, handling: Handling) -> frozenset[str]:
    """The names of the facts that hold about this person and this document."""
    is_addressed = handling.presented_to_id in standing.post_ids
    headed = {handling.parts[unit] for unit in standing.headed_unit_ids if unit in handling.parts}
    holds = {
        CLERK.name: Role.CLERK in standing.roles,
        ADDRESSED_LEADER.name: is_addressed,
        ASSIGNER.name: is_addressed or not headed.isdisjoint(HANDLING_PARTS),
        HANDLER.name: handling.lead_post_id in standing.post_ids or AssignmentPart.LEAD in headed,
    }
    return frozenset(name for name, is_true in holds.items() if is_true)


def legal_form(
    report: Mapping[str, Any], leader_prints: Collection[str], agency_prints: Collection[str]
) -> LegalForm:
    """What a file is worth by the signatures found in it.

    ``report`` is a verification report; only signatures that are intact and without any doubt count. The two
    collections are the fingerprints of the certificates that belong to a leader of the issuing agency and to
    the agency itself.
    """
    sound = {
        entry["fingerprint"]
        for entry in report.get("signatures", ())
        if entry["integrity"] == "intact" and entry["sub_indication"] is None
    }
    by_leader, by_agency = not sound.isdisjoint(leader_prints), not sound.isdisjoint(agency_prints)
    if by_agency:
        return LegalForm.ORIGINAL if by_leader else LegalForm.COPY
    return LegalForm.NOT_ISSUED if by_leader else LegalForm.UNSIGNED


def is_overdue(due_on: date | None, finished_on: date | None, today: date) -> bool:
    """Whether a document with this deadline is late: finished after it, or open and the day has passed."""
    return due_on is not None and (finished_on or today) > due_on


def check_unit_parts(unit_parts: Sequence[tuple[uuid.UUID, str]]) -> None:
    """Raise ``Invalid`` unless exactly one unit leads and no unit is named twice (NĐ 30/2020 Điều 23)."""
    leads = sum(part == AssignmentPart.LEAD for _, part in unit_parts)
    if leads != 1:
        raise Invalid(
            "one-lead-unit",
            N_("Exactly one unit must lead."),
            N_("Choose one lead unit; others support or are informed."),
            field="assignments",
        )
    if len({unit for unit, _ in unit_parts}) < len(unit_parts):
        raise Invalid(
            "unit-named-twice",
            N_("A unit is named twice."),
            N_("Give each unit one part."),
            field="assignments",
        )


def check_officer_part(unit_part: str | None, part: str) -> None:
    """Raise ``Invalid`` unless an officer of a unit with ``unit_part`` may get ``part``."""
    if unit_part not in HANDLING_PARTS:
        raise Invalid(
            "not-a-named-unit",
            N_("This person does not work in a unit that leads or supports here."),
            N_("Choose somebody of a unit that you may assign for."),
            field="post_id",
        )
    if part == AssignmentPart.LEAD and unit_part != AssignmentPart.LEAD:
        raise Invalid(
            "not-the-lead-unit",
            N_("Only an officer of the lead unit can be in charge."),
            N_("Give this officer the part of support."),
            field="part",
        )


def check_arrival_day(on: date, today: date, arrived_on: date | None) -> None:
    """Raise ``Invalid`` unless ``on`` is a day on which the document can have been registered.

    ``arrived_on`` is the day an electronic document came; a paper may have come before it was entered.
    """
    if on > today:
        raise Invalid("day-in-future", N_("This day has not come yet."), N_("Give today."), field="on")
    if arrived_on is not None and on < arrived_on:
        raise Invalid(
            "day-before-arrival",
            N_("The document had not arrived on this day."),
            N_("Give the day it arrived or a later one."),
            field="on",
        )


def is_same_author(one: tuple[uuid.UUID | None, str], other: tuple[uuid.UUID | None, str]) -> bool:
    """Whether two issuing agencies (id if known, name) are the same as far as one can tell."""
    if one[0] is not None and other[0] is not None:
        return one[0] == other[0]
    return one[1].strip().casefold() == other[1].strip().casefold()


def split_number(text: str) -> tuple[str | None, str | None]:
    """Number and notation of ``text`` as printed: ``12/QĐ-UBND`` → ``12``, ``QĐ-UBND``.

    Party bodies write ``12-CV/ĐU``; their notation keeps its hyphen: ``-CV/ĐU``. Empty text has neither.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None, text.strip() or None
    rest = found["rest"].strip()
    return found["number"], rest if found["mark"] != "-" else f"-{rest}"
