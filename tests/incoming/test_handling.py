"""What leader, unit head and officer do to a received document."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from eoffice.core.errors import Forbidden, Invalid, NotFound
from eoffice.documents.models import Direction, Document, Urgency
from eoffice.documents.service import draft_document
from eoffice.incoming import queries, service
from eoffice.incoming.models import ArrivalState, Assignment
from eoffice.ledger.models import EventRow
from tests.incoming.offices import (
    DEADLINE,
    TODAY,
    Office,
    act,
    arrival_of,
    enter,
    enter_until,
    make_second_office,
)


def test_a_directive_sets_the_deadline_and_the_parts_of_the_units(office: Office) -> None:
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
) -> None:
    document_id = enter_until(office, ArrivalState.PRESENTED)
    parts = [(office.lead_unit.id, "lead")]

    with pytest.raises(Invalid) as refused:
        act(office, office.leader, service.direct, document_id, text, due_on, parts)

    assert field in refused.value.fields


def test_a_directive_names_units_of_this_agency_only(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.PRESENTED)
    parts = [(make_second_office(office).lead_unit.id, "lead")]

    with pytest.raises(Invalid, match="does not belong"):
        act(office, office.leader, service.direct, document_id, "Giao xử lý.", None, parts)


def test_a_deadline_is_counted_in_working_days(office: Office) -> None:
    friday = date(2026, 11, 20)

    with office.runtime.read() as session:
        assert queries.find_deadline(session, friday, None, 2) == date(2026, 11, 24)


def test_a_deadline_is_given_one_way(office: Office) -> None:
    with office.runtime.read() as session, pytest.raises(Invalid, match="given twice"):
        queries.find_deadline(session, TODAY, DEADLINE, 3)


def test_the_head_of_the_lead_unit_puts_an_officer_in_charge(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    assert _people(office, document_id) == {office.officer.post_id: "lead"}


def test_a_head_assigns_nobody_of_another_unit(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.DIRECTED)

    with pytest.raises(Forbidden, match="their own unit"):
        act(office, office.head, service.assign, document_id, office.other_officer.post_id, "support")


def test_an_officer_of_a_supporting_unit_is_not_put_in_charge(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.DIRECTED)

    with pytest.raises(Invalid, match="lead unit"):
        act(office, office.other_head, service.assign, document_id, office.other_officer.post_id, "lead")


def test_a_leader_assigns_somebody_himself(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.DIRECTED)

    act(office, office.leader, service.assign, document_id, office.officer.post_id, "lead", "Làm ngay.")

    assert arrival_of(office, document_id).state == ArrivalState.ASSIGNED


def test_a_new_officer_in_charge_lets_the_former_one_support(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    act(office, office.head, service.assign, document_id, office.colleague.post_id, "lead")

    assert _people(office, document_id) == {
        office.officer.post_id: "support",
        office.colleague.post_id: "lead",
    }


def test_the_same_officer_assigned_again_has_one_part(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    act(office, office.head, service.assign, document_id, office.officer.post_id, "support")

    assert _people(office, document_id) == {office.officer.post_id: "support"}


def test_the_officer_in_charge_finishes_with_a_result(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.FINISHED)

    arrival = arrival_of(office, document_id)
    assert (arrival.state, arrival.result) == ("finished", "Đã trả lời.")


def test_the_head_of_the_lead_unit_finishes_what_nobody_was_given(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.DIRECTED)

    act(office, office.head, service.finish, document_id, "Đã trả lời qua điện thoại.")

    assert arrival_of(office, document_id).state == ArrivalState.FINISHED


def test_a_colleague_without_a_part_does_not_finish(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Forbidden, match="officer in charge"):
        act(office, office.colleague, service.finish, document_id, "Xong.")


def test_a_result_is_needed_to_finish(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Invalid) as refused:
        act(office, office.officer, service.finish, document_id, " ")

    assert "result" in refused.value.fields


def test_an_outgoing_document_of_the_agency_answers(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)
    answer_id = _draft(office, Direction.OUTGOING)

    act(office, office.officer, service.finish, document_id, "Đã trả lời.", answer_id)

    assert arrival_of(office, document_id).answer_id == answer_id


def test_a_received_document_is_no_answer(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)

    with pytest.raises(Invalid, match="no such outgoing"):
        act(office, office.officer, service.finish, document_id, "Xong.", document_id)


def test_an_outgoing_document_of_another_agency_is_no_answer(office: Office) -> None:
    document_id = enter_until(office, ArrivalState.ASSIGNED)
    answer_id = _draft(make_second_office(office), Direction.OUTGOING)

    with pytest.raises(Invalid, match="no such outgoing"):
        act(office, office.officer, service.finish, document_id, "Xong.", answer_id)


def test_a_document_of_another_agency_does_not_exist(office: Office) -> None:
    document_id = enter(office)
    stranger = make_second_office(office).clerk

    with pytest.raises(NotFound):
        act(office, stranger, service.register, document_id)


def test_every_step_raises_the_revision(office: Office) -> None:
    document_id = enter(office)
    before = _document(office, document_id).revision

    act(office, office.clerk, service.register, document_id)

    assert _document(office, document_id).revision == before + 1


def test_the_ledger_tells_the_whole_course(office: Office) -> None:
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
