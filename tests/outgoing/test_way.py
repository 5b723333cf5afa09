"""The way of an outgoing document, from the draft to the receivers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eoffice.core.clock import FixedClock
from eoffice.core.errors import Conflict, Forbidden, Invalid, NotFound
from eoffice.documents.models import Document
from eoffice.outgoing import queries, service
from eoffice.outgoing.models import Review, SubmissionSlip
from tests.outgoing.office import Office


def test_a_document_goes_from_draft_to_issue(office: Office) -> None:
    document_id = office.bring_to("issued")
    with office.runtime.read() as session:
        document = session.get_one(Document, document_id)
    assert (document.full_number, document.issued_on) == ("01/UBND-KT", date(2026, 11, 16))


def test_every_step_is_an_event(office: Office) -> None:
    document_id = office.bring_to("issued")
    assert [name for name, _ in office.events(document_id)] == [
        "document.drafted",
        "file.added",
        "document.submitted",
        "document.content_approved",
        "document.form_approved",
        "document.signed",
        "document.numbered",
        "document.sealed",
        "document.issued",
    ]


def test_the_issue_says_who_signed_and_how_it_travels(office: Office) -> None:
    document_id = office.bring_to("issued")
    assert office.events(document_id)[-1][1] == {
        "kind": "official_letter",
        "issued_on": "2026-11-16",
        "electronic": True,
        "paper": False,
        "leader_signed": True,
        "agency_signed": True,
        "receivers": 1,
    }


def test_a_named_kind_bears_its_abbreviation(office: Office) -> None:
    document_id = office.bring_to("numbered", kind="decision")
    with office.runtime.read() as session:
        assert session.get_one(Document, document_id).full_number == "01/QĐ-UBND"


def test_a_returned_document_waits_for_its_drafter_with_the_reason(office: Office) -> None:
    document_id = office.bring_to("content_approved")
    office.do(office.checker, service.return_, document_id, "Sai thể thức: thiếu nơi nhận")
    with office.runtime.read() as session:
        review = queries.list_reviews(session, document_id)[0]
        waiting = queries.list_waiting(session, office.drafter, date(2026, 11, 16))
    assert (review.kind, review.decision, review.reason) == (
        "form",
        "returned",
        "Sai thể thức: thiếu nơi nhận",
    )
    assert [(item.document.id, item.action) for item in waiting] == [(document_id, "change")]


def test_a_returned_document_is_submitted_again_with_a_second_slip(office: Office) -> None:
    document_id = office.bring_to("submitted")
    office.do(office.head, service.return_, document_id, "Bổ sung căn cứ")
    office.do(office.drafter, service.submit, document_id, "Đã bổ sung")
    with office.runtime.read() as session:
        slips = queries.list_slips(session, document_id)
    assert [(slip.ordinal, slip.proposal) for slip in slips] == [(2, "Đã bổ sung"), (1, "Kính trình ký")]


def test_the_leader_may_return_instead_of_signing(office: Office) -> None:
    document_id = office.bring_to("form_approved")
    office.do(office.leader, service.return_, document_id, "Chưa rõ thời hạn")
    assert office.events(document_id)[-1] == ("document.returned", {"kind": "leader"})


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason-missing"), ("a" * 1001, "reason-too-long")])
def test_a_return_needs_a_reason_of_at_most_1000_characters(
    small_office: Office, reason: str, code: str
) -> None:
    document_id = small_office.bring_to("submitted")
    with pytest.raises(Invalid) as refused:
        small_office.do(small_office.head, service.return_, document_id, reason)
    assert (refused.value.code, small_office.state(document_id)) == (code, "submitted")


def test_a_review_names_the_bytes_that_were_read(office: Office) -> None:
    document_id = office.bring_to("content_approved")
    with office.runtime.read() as session:
        review = queries.list_reviews(session, document_id)[0]
    added = next(data for name, data in office.events(document_id) if name == "file.added")
    assert review.file_sha256 == added["sha256"]


def test_a_unit_head_who_drafts_answers_for_the_content_himself(office: Office) -> None:
    office.drafter = office.head
    document_id = office.bring_to("content_approved")
    assert office.state(document_id) == "content_approved"


def test_only_the_head_of_the_drafting_unit_approves_the_content(office: Office) -> None:
    document_id = office.bring_to("submitted")
    with pytest.raises(Forbidden):
        office.do(office.drafter, service.approve_content, document_id)


def test_another_agency_does_not_learn_that_a_document_exists(office: Office) -> None:
    document_id = office.bring_to("signed")
    with pytest.raises(NotFound) as refused:
        office.do(office.stranger, service.number, document_id)
    assert refused.value.code == "no-such-document"


def test_a_draft_without_a_main_file_cannot_be_submitted(small_office: Office) -> None:
    document_id = small_office.draft(file=False)
    with pytest.raises(Conflict) as refused:
        small_office.do(small_office.drafter, service.submit, document_id, "Kính trình")
    assert refused.value.code == "main-file-missing"


def test_a_draft_without_receivers_cannot_be_submitted(small_office: Office) -> None:
    document_id = small_office.draft(receivers=[])
    with pytest.raises(Conflict) as refused:
        small_office.do(small_office.drafter, service.submit, document_id, "Kính trình")
    assert refused.value.code == "receivers-missing"


def test_nothing_is_sealed_before_number_and_date_stand_in_the_file(small_office: Office) -> None:
    document_id = small_office.bring_to("numbered")
    with pytest.raises(Conflict) as refused:
        small_office.do(small_office.clerk, service.begin, document_id, "seal")
    assert refused.value.code == "filled-fields-missing"


def test_a_document_is_issued_once(office: Office) -> None:
    document_id = office.bring_to("issued")
    with pytest.raises(Conflict) as refused:
        office.do(office.clerk, service.issue, document_id)
    assert refused.value.code == "wrong-state"
    assert [name for name, _ in office.events(document_id)].count("document.issued") == 1


def test_the_date_cannot_lie_before_the_signature(small_office: Office) -> None:
    document_id = small_office.bring_to("signed")
    with pytest.raises(Invalid) as refused:
        small_office.do(small_office.clerk, service.number, document_id, date(2026, 11, 13))
    assert refused.value.code == "day-before-signature"


def test_the_date_cannot_lie_in_the_future(small_office: Office) -> None:
    document_id = small_office.bring_to("signed")
    with pytest.raises(Invalid) as refused:
        small_office.do(small_office.clerk, service.number, document_id, date(2026, 11, 17))
    assert refused.value.code == "day-in-future"


def test_a_document_signed_on_new_years_eve_and_numbered_after_midnight_begins_the_new_series(
    small_office: Office,
) -> None:
    small_office.bring_to("numbered")
    clock = small_office.runtime.clock
    assert isinstance(clock, FixedClock)
    clock.moment = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 23:00 in Vietnam
    document_id = small_office.bring_to("signed")
    clock.advance(timedelta(hours=2))
    small_office.do(small_office.clerk, service.number, document_id)
    with small_office.runtime.read() as session:
        document = session.get_one(Document, document_id)
    assert (document.number, document.issued_on) == ("01", date(2027, 1, 1))


def test_each_waits_for_what_they_have_to_do(small_office: Office) -> None:
    actions = {}
    for state in ("drafted", "submitted", "content_approved", "form_approved", "signed", "sealed"):
        small_office.bring_to(state)
    with small_office.runtime.read() as session:
        for name in ("drafter", "head", "checker", "leader", "clerk", "stranger"):
            found = queries.list_waiting(session, getattr(small_office, name), date(2026, 11, 16))
            actions[name] = [item.action for item in found]
    assert actions == {
        "drafter": ["submit"],
        "head": ["approve_content"],
        "checker": ["approve_form"],
        "leader": ["sign"],
        "clerk": ["number", "issue"],
        "stranger": [],
    }


def test_what_was_said_stays(office: Office) -> None:
    document_id = office.bring_to("issued")
    with office.runtime.read() as session:
        slips = session.query(SubmissionSlip).filter_by(document_id=document_id).count()
        reviews = session.query(Review).filter_by(document_id=document_id).count()
    assert (slips, reviews) == (1, 2)
