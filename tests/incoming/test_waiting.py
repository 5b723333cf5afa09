"""What waits for whom."""

import uuid

import pytest

from eoffice.documents.models import Urgency
from eoffice.incoming import queries, service
from eoffice.incoming.models import ArrivalState
from tests.incoming.offices import TODAY, Office, act, enter, enter_until, make_second_office


@pytest.mark.parametrize(
    ("state", "person", "action"),
    [
        (ArrivalState.ARRIVED, "clerk", "accept"),
        (ArrivalState.ACCEPTED, "clerk", "register"),
        (ArrivalState.REGISTERED, "clerk", "present"),
        (ArrivalState.PRESENTED, "leader", "direct"),
        (ArrivalState.DIRECTED, "head", "assign"),
        (ArrivalState.ASSIGNED, "officer", "finish"),
    ],
)
def test_a_document_waits_for_the_person_of_its_state(
    office: Office, state: ArrivalState, person: str, action: str
) -> None:
    document_id = enter_until(office, state)

    assert _waiting(office, person) == [(document_id, action)]


@pytest.mark.parametrize("state", [ArrivalState.RETURNED, ArrivalState.FINISHED])
def test_a_closed_document_waits_for_nobody(office: Office, state: ArrivalState) -> None:
    enter_until(office, state)

    for person in ("clerk", "leader", "head", "officer"):
        assert _waiting(office, person) == []


def test_a_supporting_unit_is_waited_for_until_it_has_named_somebody(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)
    assert _waiting(office, "other_head") == [(document_id, "assign")]

    act(office, office.other_head, service.assign, document_id, office.other_officer.post_id, "support")

    assert _waiting(office, "other_head") == []


def test_the_most_urgent_comes_first(office: Office) -> None:
    calm = enter(office)
    urgent = enter(office, urgency=Urgency.IMMEDIATE)

    assert [found[0] for found in _waiting(office, "clerk")] == [urgent, calm]


def test_nothing_of_another_agency_waits(office: Office) -> None:
    enter(office)
    other = make_second_office(office)

    assert _waiting(other, "clerk") == []


def _waiting(office: Office, person: str) -> list[tuple[uuid.UUID, str]]:
    with office.runtime.read() as session:
        found = queries.list_waiting(session, getattr(office, person), TODAY)
    return [(item.document.id, item.action) for item in found]
