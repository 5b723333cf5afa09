"""What is queued when a document is issued, and what arrives."""

import uuid

import pytest
from sqlalchemy import select

from eoffice.core.events import Event
from eoffice.core.ids import uuid7
from eoffice.documents.models import Document
from eoffice.documents.queries import FileState, list_files
from eoffice.exchange import queries
from eoffice.exchange.models import Transmission
from eoffice.exchange.rules import NO_CONNECTOR
from eoffice.exchange.service import queue_transmissions
from eoffice.exchange.tasks import HANDLERS
from eoffice.incoming.models import Arrival
from eoffice.incoming.service import accept
from tests.exchange.sending import (
    Exchange,
    codes_of,
    count_arrivals,
    deliver,
    issue,
    jobs_of,
    transmission_of,
)
from tests.factories import make_agency
from tests.incoming.offices import act


def test_issuing_leaves_a_transmission_and_its_job(exchange: Exchange) -> None:
    document_id = issue(exchange)

    transmission = transmission_of(exchange, document_id)
    (job,) = jobs_of(exchange, document_id)
    assert (transmission.transport, transmission.agency_id) == ("queued", exchange.receiver.agency.id)
    assert job.payload == {"transmission_id": str(transmission.id)}


@pytest.mark.parametrize(("channel", "count"), [("both", 1), ("paper", 0)])
def test_only_what_goes_electronically_is_transmitted(exchange: Exchange, channel: str, count: int) -> None:
    assert len(jobs_of(exchange, issue(exchange, channel))) == count


def test_an_agency_named_twice_gets_one_transmission(exchange: Exchange) -> None:
    document_id = issue(exchange, receivers=[exchange.receiver.agency, exchange.receiver.agency])

    assert transmission_of(exchange, document_id).agency_id == exchange.receiver.agency.id


def test_being_told_twice_queues_once(exchange: Exchange) -> None:
    document_id = issue(exchange)
    with exchange.runtime.work(exchange.sender.clerk) as work:
        again = Event(uuid7(), "document.issued", work.now, None, "system", None, document_id)
        queue_transmissions(work, again)

    assert len(jobs_of(exchange, document_id)) == 1


def test_an_agency_elsewhere_waits_for_a_connector_and_both_sides_can_say_so(exchange: Exchange) -> None:
    with exchange.runtime.work(exchange.sender.clerk) as work:
        elsewhere = make_agency(work.session, "Bộ Nội vụ", is_local=False)

    document_id = issue(exchange, receivers=[elsewhere])

    transmission = transmission_of(exchange, document_id)
    assert (transmission.transport, transmission.failure) == ("queued", NO_CONNECTOR)
    assert jobs_of(exchange, document_id) == []


def test_a_delivered_document_is_the_receivers_own_row(exchange: Exchange) -> None:
    document_id = issue(exchange)

    delivered_id = deliver(exchange, document_id)

    sent, got = _document(exchange, document_id), _document(exchange, delivered_id)
    assert sent.id != got.id
    assert got.agency_id == exchange.receiver.agency.id
    assert (got.full_number, got.subject, got.urgency, got.issued_on, got.signer_lines) == (
        sent.full_number,
        sent.subject,
        sent.urgency,
        sent.issued_on,
        sent.signer_lines,
    )


def test_the_bytes_are_shared_and_supporting_papers_stay(exchange: Exchange) -> None:
    document_id = issue(exchange)

    delivered_id = deliver(exchange, document_id)

    sent = [(item.file.role, item.version.sha256) for item in _files(exchange, document_id)]
    got = [(item.file.role, item.version.sha256) for item in _files(exchange, delivered_id)]
    assert len(sent) == 3
    assert got == sent[:2]


def test_a_later_act_of_the_sender_does_not_reach_the_receivers_row(exchange: Exchange) -> None:
    document_id = issue(exchange)
    delivered_id = deliver(exchange, document_id)
    with exchange.runtime.work(exchange.sender.clerk) as work:
        work.session.get_one(Document, document_id).subject = "Đã sửa"

    assert _document(exchange, delivered_id).subject == "Ban hành kế hoạch"


def test_a_delivery_is_confirmed_and_reported_as_arrived(exchange: Exchange) -> None:
    document_id = issue(exchange)

    deliver(exchange, document_id)

    transmission = transmission_of(exchange, document_id)
    assert transmission.transport == "acknowledged"
    assert transmission.acknowledged_at is not None
    assert codes_of(exchange, document_id) == ["01"]


def test_what_was_found_in_the_bytes_is_kept_with_the_arrival(exchange: Exchange) -> None:
    delivered_id = deliver(exchange, issue(exchange))

    with exchange.runtime.read() as session:
        arrival = session.get_one(Arrival, delivered_id)
    assert arrival.legal_form == "unsigned"
    assert arrival.verification_id is not None


def test_the_bytes_are_verified_once_for_all_receivers(exchange: Exchange) -> None:
    with exchange.runtime.work(exchange.sender.clerk) as work:
        third = make_agency(work.session, "UBND xã Tam Thái")
    document_id = issue(exchange, receivers=[exchange.receiver.agency, third])

    for transmission_id in _transmissions(exchange, document_id):
        HANDLERS["deliver"](exchange.runtime, {"transmission_id": str(transmission_id)})

    assert len(_verifications(exchange, document_id)) == 1


def test_a_document_delivered_twice_arrives_once(exchange: Exchange) -> None:
    document_id = issue(exchange)

    assert deliver(exchange, document_id) == deliver(exchange, document_id)

    assert count_arrivals(exchange) == 1


def test_the_receiver_sees_what_is_on_its_way(exchange: Exchange) -> None:
    document_id = issue(exchange)
    assert _unconfirmed(exchange) == [document_id]

    deliver(exchange, document_id)

    assert _unconfirmed(exchange) == []


def test_the_sender_lists_where_it_went(exchange: Exchange) -> None:
    document_id = issue(exchange)
    delivered_id = deliver(exchange, document_id)
    act(exchange.receiver, exchange.receiver.clerk, accept, delivered_id)

    with exchange.runtime.read() as session:
        (sent,) = queries.list_own_transmissions(session, exchange.sender.officer, document_id)

    assert sent.latest is not None
    assert (sent.agency.id, sent.latest.code) == (exchange.receiver.agency.id, "01")


def _document(exchange: Exchange, document_id: uuid.UUID) -> Document:
    with exchange.runtime.read() as session:
        return session.get_one(Document, document_id)


def _files(exchange: Exchange, document_id: uuid.UUID) -> list[FileState]:
    with exchange.runtime.read() as session:
        return list_files(session, document_id)


def _unconfirmed(exchange: Exchange) -> list[uuid.UUID]:
    with exchange.runtime.read() as session:
        found = queries.list_unconfirmed(session, exchange.receiver.agency.id)
    return [document.id for _, document in found]


def _transmissions(exchange: Exchange, document_id: uuid.UUID) -> list[uuid.UUID]:
    with exchange.runtime.read() as session:
        return list(session.scalars(select(Transmission.id).where(Transmission.document_id == document_id)))


def _verifications(exchange: Exchange, document_id: uuid.UUID) -> set[uuid.UUID | None]:
    with exchange.runtime.read() as session:
        return set(
            session.scalars(
                select(Arrival.verification_id)
                .join(Transmission, Transmission.id == Arrival.source_id)
                .where(Transmission.document_id == document_id)
            )
        )
