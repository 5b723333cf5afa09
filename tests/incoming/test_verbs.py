"""What clerk, leader, unit head and officer do to a received document."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from eoffice.core.actor import Actor, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid, NotFound
from eoffice.documents.models import Direction, Document, Urgency
from eoffice.documents.service import draft_document
from eoffice.incoming import queries, service
from eoffice.incoming.models import ArrivalState, Assignment
from eoffice.ledger.models import EventRow
from tests.factories import actor_of, make_post
from tests.incoming.offices import (
    DEADLINE,
    TODAY,
    Office,
    act,
    arrival_of,
    direct,
    enter,
    enter_until,
    make_second_office,
)


def test_an_arrived_document_is_accepted(office: Office):
    document_id = enter_until(office, ArrivalState.ARRIVED)

    act(office, office.clerk, service.accept, document_id)

    assert arrival_of(office, document_id).state == ArrivalState.ACCEPTED


def test_a_document_is_returned_with_its_reason(office: Office):
    document_id = enter(office)

    act(office, office.clerk, service.return_to_sender, document_id, "  Gửi nhầm nơi nhận. ")

    arrival = arrival_of(office, document_id)
    assert (arrival.state, arrival.return_reason) == ("returned", "Gửi nhầm nơi nhận.")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_document_is_not_returned_without_a_fitting_reason(office: Office, reason: str):
    document_id = enter(office)

    with pytest.raises(Invalid) as refused:
        act(office, office.clerk, service.return_to_sender, document_id, reason)

    assert "reason" in refused.value.fields
    assert arrival_of(office, document_id).state == ArrivalState.ACCEPTED


def test_a_registered_document_is_not_returned(office: Office):
    document_id = enter_until(office, ArrivalState.REGISTERED)

    with pytest.raises(Conflict, match="not possible now"):
        act(office, office.clerk, service.return_to_sender, document_id, "Gửi nhầm.")


def test_arrival_numbers_follow_each_other_within_the_agency(office: Office):
    numbers = [act(office, office.clerk, service.register, enter(office)) for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_each_agency_has_arrival_numbers_of_its_own(office: Office):
    act(office, office.clerk, service.register, enter(office))
    other = make_second_office(office)

    assert act(other, other.clerk, service.register, enter(other)) == 1


def test_arrival_numbers_start_anew_with_the_year(office: Office):
    act(office, office.clerk, service.register, enter(office))
    office.clock.advance(timedelta(days=60))

    assert act(office, office.clerk, service.register, enter(office)) == 1


def test_an_earlier_day_cannot_follow_in_the_register(office: Office):
    act(office, office.clerk, service.register, enter(office))
    document_id = enter(office)

    with pytest.raises(Conflict, match="earlier day"):
        act(office, office.clerk, service.register, document_id, TODAY - timedelta(days=1))

    assert arrival_of(office, document_id).arrival_number is None


def test_a_document_is_presented_to_leaders_only(office: Office):
    document_id = enter_until(office, ArrivalState.REGISTERED)

    with pytest.raises(Invalid, match="not the post of a leader"):
        act(office, office.clerk, service.present, document_id, office.officer.post_id)


def test_a_document_is_not_presented_to_the_leader_of_another_agency(office: Office):
    document_id = enter_until(office, ArrivalState.REGISTERED)
    stranger = make_second_office(office).leader

    with pytest.raises(Invalid, match="not the post of a leader"):
        act(office, office.clerk, service.present, document_id, stranger.post_id)


def test_a_document_presented_to_the_wrong_leader_is_presented_to_another(office: Office):
    document_id = enter_until(office, ArrivalState.PRESENTED)
    deputy = _deputy(office)

    act(office, office.clerk, service.present, document_id, deputy.post_id)

    with pytest.raises(Forbidden, match="Only the leader"):
        direct(office, document_id)
    assert arrival_of(office, document_id).presented_to_id == deputy.post_id


def test_a_directive_sets_the_deadline_and_the_parts_of_the_units(office: Office):
    document_id = enter_until(office, ArrivalState.DIRECTED)

    with office.runtime.read() as session:
        directive = queries.find_directive(session, document_id)
        parts = [(row.unit_id, row.part) for row in queries.list_assignments(session, document_id)]
    assert directive is not None
    assert directive.text == "Giao tham mưu trả lời."
    assert arrival_of(office, document_id).due_on == directive.due_on == DEADLINE
    assert parts == [(office.lead_unit.id, "lead"), (office.other_unit.id, "support")]


@pytest.mark.parametrize(
    ("text", "due_on", "field"),
    [("  ", None, "text"), ("Giao xử lý.", TODAY - timedelta(days=1), "due_on")],
)
def test_a_directive_says_what_to_do_and_not_until_yesterday(
    office: Office, text: str, due_on: date | None, field: str
):
    document_id = enter_until(office, ArrivalState.PRESENTED)
    parts = [(office.lead_unit.id, "lead")]

    with pytest.raises(Invalid) as refused:
        act(office, office.leader, service.direct, document_id, text, due_on, parts)

    assert field in refused.value.fields


def test_a_directive_names_units_of_this_agency_only(office: Office):
    document_id = enter_until(office, ArrivalState.PRESENTED)
    parts = [(make_second_office(office).lead_unit.id, "lead")]

    with pytest.raises(Invalid, match="does not belong"):
        act(office, office.leader, service.direct, document_id, "Giao xử lý.", None, parts)


def test_a_deadline_is_counted_in_working_days(office: Office):
    friday = date(2026, 11, 20)

    with office.runtime.read() as session:
        assert queries.find_deadline(session, friday, None, 2) == date(2026, 11, 24)


def test_a_deadline_is_given_one_way(office: Office):
    with office.runtime.read() as session, pytest.raises(Invalid, match="given twice"):
        queries.find_deadline(session, TODAY, DEADLINE, 3)


def test_the_head_of_the_lead_unit_puts_an_officer_in_charge(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    assert _people(office, document_id) == {office.officer.post_id: "lead"}


def test_a_head_assigns_nobody_of_another_unit(office: Office):
    document_id = enter_until(office, ArrivalState.DIRECTED)

    with pytest.raises(Forbidden, match="their own unit"):
        act(office, office.head, service.assign, document_id, office.other_officer.post_id, "support")


def test_an_officer_of_a_supporting_unit_is_not_put_in_charge(office: Office):
    document_id = enter_until(office, ArrivalState.DIRECTED)

    with pytest.raises(Invalid, match="lead unit"):
        act(office, office.other_head, service.assign, document_id, office.other_officer.post_id, "lead")


def test_a_leader_assigns_somebody_himself(office: Office):
    document_id = enter_until(office, ArrivalState.DIRECTED)

    act(office, office.leader, service.assign, document_id, office.officer.post_id, "lead", "Làm ngay.")

    assert arrival_of(office, document_id).state == ArrivalState.ASSIGNED


def test_a_new_officer_in_charge_lets_the_former_one_support(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    act(office, office.head, service.assign, document_id, office.colleague.post_id, "lead")

    assert _people(office, document_id) == {
        office.officer.post_id: "support",
        office.colleague.post_id: "lead",
    }


def test_the_same_officer_assigned_again_has_one_part(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    act(office, office.head, service.assign, document_id, office.officer.post_id, "support")

    assert _people(office, document_id) == {office.officer.post_id: "support"}


def test_the_officer_in_charge_finishes_with_a_result(office: Office):
    document_id = enter_until(office, ArrivalState.FINISHED)

    arrival = arrival_of(office, document_id)
    assert (arrival.state, arrival.result) == ("finished", "Đã trả lời.")


def test_the_head_of_the_lead_unit_finishes_what_nobody_was_given(office: Office):
    document_id = enter_until(office, ArrivalState.DIRECTED)

    act(office, office.head, service.finish, document_id, "Đã trả lời qua điện thoại.")

    assert arrival_of(office, document_id).state == ArrivalState.FINISHED


def test_a_colleague_without_a_part_does_not_finish(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Forbidden, match="officer in charge"):
        act(office, office.colleague, service.finish, document_id, "Xong.")


def test_a_result_is_needed_to_finish(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Invalid) as refused:
        act(office, office.officer, service.finish, document_id, " ")

    assert "result" in refused.value.fields


def test_an_outgoing_document_of_the_agency_answers(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)
    answer_id = _draft(office, Direction.OUTGOING)

    act(office, office.officer, service.finish, document_id, "Đã trả lời.", answer_id)

    assert arrival_of(office, document_id).answer_id == answer_id


def test_a_received_document_is_no_answer(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Invalid, match="no such outgoing"):
        act(office, office.officer, service.finish, document_id, "Xong.", document_id)


def test_an_outgoing_document_of_another_agency_is_no_answer(office: Office):
    document_id = enter_until(office, ArrivalState.ASSIGNED)
    answer_id = _draft(make_second_office(office), Direction.OUTGOING)

    with pytest.raises(Invalid, match="no such outgoing"):
        act(office, office.officer, service.finish, document_id, "Xong.", answer_id)


def test_a_document_of_another_agency_does_not_exist(office: Office):
    document_id = enter(office)
    stranger = make_second_office(office).clerk

    with pytest.raises(NotFound):
        act(office, stranger, service.register, document_id)


def test_every_step_raises_the_revision(office: Office):
    document_id = enter(office)
    before = _document(office, document_id).revision

    act(office, office.clerk, service.register, document_id)

    assert _document(office, document_id).revision == before + 1


def test_the_ledger_tells_the_whole_course(office: Office):
    document_id = enter_until(office, ArrivalState.FINISHED)

    with office.runtime.read() as session:
        types = session.scalars(select(EventRow.type).where(EventRow.subject_id == document_id))
        counts = Counter(types)
    assert counts == {
        "document.arrived": 1,
        "document.accepted": 1,
        "document.registered": 1,
        "document.presented": 1,
        "document.directed": 1,
        "document.assigned": 3,
        "document.finished": 1,
    }


def _people(office: Office, document_id: uuid.UUID) -> dict[uuid.UUID | None, str]:
    with office.runtime.read() as session:
        rows = session.scalars(
            select(Assignment).where(Assignment.document_id == document_id, Assignment.post_id.is_not(None))
        )
        return {row.post_id: row.part for row in rows}


def _deputy(office: Office) -> Actor:
    with office.runtime.work(office.clerk) as work:
        return actor_of(make_post(work.session, office.lead_unit, Role.LEADER, title="Phó Chủ tịch"))


def _draft(office: Office, direction: Direction) -> uuid.UUID:
    with office.runtime.work(office.officer) as work:
        return draft_document(
            work,
            agency_id=office.agency.id,
            direction=direction,
            kind="official_letter",
            subject="Trả lời",
            urgency=Urgency.NORMAL,
            issuing_agency_name=office.agency.name,
        ).id


def _document(office: Office, document_id: uuid.UUID) -> Document:
    with office.runtime.read() as session:
        return session.get_one(Document, document_id)
