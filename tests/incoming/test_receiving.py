"""What the clerk does to a received document."""

from datetime import timedelta

import pytest

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid
from eoffice.incoming import service
from eoffice.incoming.models import ArrivalState
from tests.factories import actor_of, make_post
from tests.incoming.offices import (
    TODAY,
    Office,
    act,
    arrival_of,
    direct,
    enter,
    enter_until,
    make_second_office,
)


def test_an_arrived_document_is_accepted(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ARRIVED)

    act(office, office.clerk, service.accept, document_id)

    assert arrival_of(office, document_id).state == ArrivalState.ACCEPTED


def test_a_document_is_returned_with_its_reason(office: Office) -> None:
    document_id = enter(office)

    act(office, office.clerk, service.return_to_sender, document_id, "  Gửi nhầm nơi nhận. ")

    arrival = arrival_of(office, document_id)
    assert (arrival.state, arrival.return_reason) == ("returned", "Gửi nhầm nơi nhận.")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_document_is_not_returned_without_a_fitting_reason(office: Office, reason: str) -> None:
    document_id = enter(office)

    with pytest.raises(Invalid) as refused:
        act(office, office.clerk, service.return_to_sender, document_id, reason)

    assert "reason" in refused.value.fields
    assert arrival_of(office, document_id).state == ArrivalState.ACCEPTED


def test_a_registered_document_is_not_returned(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.REGISTERED)

    with pytest.raises(Conflict, match="not possible now"):
        act(office, office.clerk, service.return_to_sender, document_id, "Gửi nhầm.")


def test_arrival_numbers_follow_each_other_within_the_agency(office: Office) -> None:
    numbers = [act(office, office.clerk, service.register, enter(office)) for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_each_agency_has_arrival_numbers_of_its_own(office: Office) -> None:
    act(office, office.clerk, service.register, enter(office))
    other = make_second_office(office)

    assert act(other, other.clerk, service.register, enter(other)) == 1


def test_arrival_numbers_start_anew_with_the_year(office: Office) -> None:
    act(office, office.clerk, service.register, enter(office))
    office.clock.advance(timedelta(days=60))

    assert act(office, office.clerk, service.register, enter(office)) == 1


def test_an_earlier_day_cannot_follow_in_the_register(office: Office) -> None:
    act(office, office.clerk, service.register, enter(office))
    document_id = enter(office)

    with pytest.raises(Conflict, match="earlier day"):
        act(office, office.clerk, service.register, document_id, TODAY - timedelta(days=1))

    assert arrival_of(office, document_id).arrival_number is None


def test_a_document_is_presented_to_leaders_only(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.REGISTERED)

    with pytest.raises(Invalid, match="not the post of a leader"):
        act(office, office.clerk, service.present, document_id, office.officer.post_id)


def test_a_document_is_not_presented_to_the_leader_of_another_agency(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.REGISTERED)
    stranger = make_second_office(office).leader

    with pytest.raises(Invalid, match="not the post of a leader"):
        act(office, office.clerk, service.present, document_id, stranger.post_id)


def test_a_document_presented_to_the_wrong_leader_is_presented_to_another(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.PRESENTED)
    deputy = _deputy(office)

    act(office, office.clerk, service.present, document_id, deputy.post_id)

    with pytest.raises(Forbidden, match="Only the leader"):
        direct(office, document_id)
    assert arrival_of(office, document_id).presented_to_id == deputy.post_id


def _deputy(office: Office) -> Actor:
    with office.runtime.work(office.clerk) as work:
        return actor_of(make_post(work.session, office.lead_unit, Role.LEADER, title="Phó Chủ tịch"))
