"""What the sender hears of, and what it does not."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from eoffice.core.errors import NotFound
from eoffice.exchange import queries
from eoffice.incoming import service
from eoffice.ledger.models import EventRow
from tests.exchange.sending import Exchange, codes_of, deliver, issue, transmission_of
from tests.incoming.offices import Office, act, enter, make_second_office

UNITS_ONLY, WITH_OFFICER = ["01", "03", "04"], ["01", "03", "04", "05"]


def _direct(office: Office, it: uuid.UUID) -> None:
    act(office, office.leader, service.direct, it, "Giao.", None, [(office.lead_unit.id, "lead")])


STEPS: list[tuple[Callable[[Office, uuid.UUID], object], list[str]]] = [
    (lambda office, it: act(office, office.clerk, service.accept, it), ["01"]),
    (lambda office, it: act(office, office.clerk, service.register, it), ["01", "03"]),
    (
        lambda office, it: act(office, office.clerk, service.present, it, office.leader.post_id),
        ["01", "03"],
    ),
    (_direct, UNITS_ONLY),
    (
        lambda office, it: act(office, office.head, service.assign, it, office.officer.post_id, "lead"),
        WITH_OFFICER,
    ),
    (
        lambda office, it: act(office, office.head, service.assign, it, office.colleague.post_id, "lead"),
        WITH_OFFICER,
    ),
    (lambda office, it: act(office, office.colleague, service.finish, it, "Xong."), [*WITH_OFFICER, "06"]),
]


def test_the_sender_hears_of_each_step_once(exchange: Exchange) -> None:
    document_id = issue(exchange)
    delivered_id = deliver(exchange, document_id)

    for take_step, heard in STEPS:
        take_step(exchange.receiver, delivered_id)
        assert codes_of(exchange, document_id) == heard


def test_the_sender_reads_why_a_document_came_back(exchange: Exchange) -> None:
    document_id = issue(exchange)
    delivered_id = deliver(exchange, document_id)

    act(exchange.receiver, exchange.receiver.clerk, service.return_to_sender, delivered_id, "Gửi nhầm.")

    with exchange.runtime.read() as session:
        (sent,) = queries.list_transmissions(session, document_id)
    assert sent.latest is not None
    assert (sent.latest.code, sent.latest.reason) == ("02", "Gửi nhầm.")


def test_a_paper_has_nobody_to_report_to(exchange: Exchange) -> None:
    document_id = enter(exchange.receiver)

    act(exchange.receiver, exchange.receiver.clerk, service.register, document_id)

    assert _count_reports(exchange) == 0


def test_a_report_is_an_event_of_the_sender_without_its_text(exchange: Exchange) -> None:
    document_id = issue(exchange)
    delivered_id = deliver(exchange, document_id)
    act(exchange.receiver, exchange.receiver.clerk, service.return_to_sender, delivered_id, "Gửi nhầm.")

    transmission_id = transmission_of(exchange, document_id).id
    with exchange.runtime.read() as session:
        events = session.scalars(
            select(EventRow).where(
                EventRow.subject_id == transmission_id, EventRow.type == "transmission.reported"
            )
        ).all()
    assert {event.agency_id for event in events} == {exchange.sender.agency.id}
    assert sorted(event.data["code"] for event in events) == ["01", "02"]
    assert all(list(event.data) == ["code"] for event in events)


def test_another_agency_does_not_see_where_a_document_went(exchange: Exchange) -> None:
    document_id = issue(exchange)
    stranger = make_second_office(exchange.sender).officer

    with exchange.runtime.read() as session, pytest.raises(NotFound):
        queries.list_own_transmissions(session, stranger, document_id)


def _count_reports(exchange: Exchange) -> int | None:
    with exchange.runtime.read() as session:
        return session.scalar(
            select(func.count(EventRow.id)).where(
                EventRow.type == "transmission.reported",
                EventRow.agency_id == exchange.sender.agency.id,
            )
        )
