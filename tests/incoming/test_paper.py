"""Entering what came on paper or by e-mail."""

import io
import uuid
from datetime import date

import pytest
from sqlalchemy import func, select

from eoffice.core.errors import Forbidden, Invalid
from eoffice.documents.models import Document
from eoffice.documents.queries import list_files
from eoffice.incoming import queries, service
from eoffice.incoming.models import ArrivalState, LegalForm
from eoffice.incoming.service import Scan
from tests.incoming.offices import Office, a_paper, a_pdf, arrival_of, enter, make_second_office


def test_an_entered_paper_is_accepted(office: Office) -> None:
    arrival = arrival_of(office, enter(office))

    assert (arrival.state, arrival.legal_form) == (ArrivalState.ACCEPTED, LegalForm.PAPER)
    assert arrival.accepted_at is not None


def test_a_scan_is_kept_byte_by_byte(office: Office) -> None:
    scan = a_pdf()

    document_id = _enter_with(office, scan)

    with office.runtime.read() as session:
        (found,) = list_files(session, document_id)
    with office.runtime.store.open(found.version.sha256) as file:
        assert file.read() == scan


def test_the_file_of_an_email_is_verified(office: Office) -> None:
    document_id = _enter_with(office, a_pdf(), channel="email")

    arrival = arrival_of(office, document_id)
    assert arrival.legal_form == LegalForm.UNSIGNED
    assert arrival.verification_id is not None


def test_a_scan_that_is_no_pdf_leaves_nothing_behind(office: Office) -> None:
    before = _count_stored(office)

    with pytest.raises(Invalid, match="not a PDF"):
        _enter_with(office, b"\xff\xd8\xff a photograph")

    assert (_count_documents(office), _count_stored(office)) == (0, before)


def test_an_unknown_kind_leaves_nothing_behind(office: Office) -> None:
    before = _count_stored(office)

    with pytest.raises(Invalid) as refused:
        _enter_with(office, a_pdf(pages=9), kind="poem")

    assert "kind" in refused.value.fields
    assert (_count_documents(office), _count_stored(office)) == (0, before)


def test_only_a_clerk_enters_papers(office: Office) -> None:
    with pytest.raises(Forbidden, match="Only the clerk"):
        service.enter_paper(office.runtime, office.officer, a_paper(), "paper")


def test_the_author_is_needed(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        enter(office, issuing_agency_name=" ")

    assert "author" in refused.value.fields


def test_a_paper_dated_tomorrow_is_questioned(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        enter(office, issued_on=date(2026, 11, 17))

    assert "issued_on" in refused.value.fields


def test_the_name_of_a_known_author_is_the_agencys(office: Office) -> None:
    sender = make_second_office(office)

    document_id = enter(office, issuing_agency_id=sender.agency.id, issuing_agency_name="")

    with office.runtime.read() as session:
        assert session.get_one(Document, document_id).issuing_agency_name == "Sở Nội vụ"


def test_a_paper_that_came_before_is_pointed_out(office: Office) -> None:
    first = enter(office, number="7")

    second = enter(office, number="07")

    assert _twins(office, second) == [first]
    assert _twins(office, first) == []


@pytest.mark.parametrize(
    "difference",
    [
        {"number": "8"},
        {"notation": "BC/HND"},
        {"issued_on": date(2026, 11, 13)},
        {"issuing_agency_name": "Hội Phụ nữ tỉnh"},
    ],
)
def test_another_paper_is_no_twin(office: Office, difference: dict[str, object]) -> None:
    enter(office)

    assert _twins(office, enter(office, **difference)) == []


def test_a_paper_of_another_agency_is_no_twin(office: Office) -> None:
    enter(make_second_office(office))

    assert _twins(office, enter(office)) == []


def test_papers_without_a_number_are_no_twins(office: Office) -> None:
    enter(office, number=None)

    assert _twins(office, enter(office, number=None)) == []


def _enter_with(office: Office, content: bytes, channel: str = "paper", **changes: object) -> uuid.UUID:
    scan = Scan(io.BytesIO(content), "scan.pdf")
    return service.enter_paper(office.runtime, office.clerk, a_paper(**changes), channel, scan)


def _twins(office: Office, document_id: uuid.UUID) -> list[uuid.UUID]:
    with office.runtime.read() as session:
        document = session.get_one(Document, document_id)
        return [twin.id for twin in queries.list_twins(session, document)]


def _count_documents(office: Office) -> int | None:
    with office.runtime.read() as session:
        return session.scalar(select(func.count(Document.id)).where(Document.agency_id == office.agency.id))


def _count_stored(office: Office) -> int:
    return len(list(office.runtime.store.list_hashes()))
