"""The pages without script: forms that say what is wrong beside the field, buttons for what is possible."""

from __future__ import annotations

import io
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from eoffice.core.actor import SYSTEM
from eoffice.documents.models import Document
from eoffice.exchange.service import queue_transmissions
from eoffice.outgoing.models import Receiver
from eoffice.outgoing.service import issue, mark_fields_filled
from eoffice.signatures.models import Signature
from tests.documents import files
from tests.outgoing.office import Office, count_rows
from tests.outgoing.web import Browser, make_app


@pytest.fixture
def app(small_office: Office) -> Flask:
    return make_app(small_office.runtime)


@pytest.fixture
def drafter(app: Flask, small_office: Office) -> Browser:
    return Browser(app, small_office.drafter)


def form(office: Office, **values: Any) -> dict[str, Any]:
    """A filled form."""
    return {
        "kind": "official_letter",
        "subject": "V/v thử nghiệm",
        "urgency": "urgent",
        "signer_post_id": str(office.signer_post.id),
        "receivers-0-channel": "electronic",
        "receivers-0-name": office.receiving.name,
        "receivers-1-channel": "paper",
        "receivers-1-name": "Ông Nguyễn Văn A",
        "receivers-1-contact": "Số 1, thôn Mẫu",
        "main": (io.BytesIO(files.pdf()), "Dự thảo.pdf"),
        "annexes": (io.BytesIO(files.xlsx()), "Biểu.xlsx"),
    } | values


def saved_id(location: str) -> uuid.UUID:
    """The document a redirect leads to."""
    return uuid.UUID(location.rsplit("/", 1)[1])


def test_a_draft_is_saved_with_its_files_and_shown(drafter: Browser, small_office: Office) -> None:
    sent = drafter.post("/documents/new", **form(small_office))
    assert sent.status_code == 303
    shown = drafter.get(sent.location).text
    for expected in (
        "V/v thử nghiệm",
        "Dự thảo.pdf",
        "Biểu.xlsx",
        "Ông Nguyễn Văn A",
        "Số 1, thôn Mẫu",
        "Submit",
    ):
        assert expected in shown
    with small_office.runtime.read() as session:
        rows = session.scalars(select(Receiver).where(Receiver.document_id == saved_id(sent.location)))
        assert {row.channel for row in rows} == {"electronic", "paper"}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"subject": ""}, "subject", "This is needed."),
        ({"kind": ""}, "kind", "This is needed."),
        ({"receivers-0-name": "Công ty Không Mã"}, "receivers-0-name", "has no agency code"),
        ({"main": (io.BytesIO(b"text"), "a.pdf")}, "main", "The file is not a PDF."),
        ({"annexes": (io.BytesIO(b""), "b.pdf")}, "annexes", "The file is empty"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(
    drafter: Browser, small_office: Office, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    answer = drafter.post("/documents/new", **form(small_office, **wrong))
    assert answer.status_code == 422
    beside = re.search(rf'id="{field}-error">.*?</p>', answer.text, re.DOTALL)
    assert beside
    assert sentence in beside[0]
    assert "Số 1, thôn Mẫu" in answer.text
    with small_office.runtime.read() as session:
        assert count_rows(session, Document) == 0
    assert list(small_office.runtime.store.list_hashes()) == []


def test_a_draft_is_changed_and_a_file_taken_off(drafter: Browser, small_office: Office) -> None:
    location = drafter.post("/documents/new", **form(small_office)).location
    page = drafter.get(f"{location}/edit").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    annex = re.findall(r'name="removed" value="([^"]+)"', page)
    assert revision
    changed = form(small_office, subject="V/v khác", revision=revision[1], removed=annex[1])
    del changed["main"], changed["annexes"]
    assert drafter.post(f"{location}/edit", **changed).status_code == 303
    shown = drafter.get(location).text
    assert "V/v khác" in shown
    assert "Biểu.xlsx" not in shown


def test_who_saves_an_older_state_is_told_so(drafter: Browser, small_office: Office) -> None:
    location = drafter.post("/documents/new", **form(small_office)).location
    stale = form(small_office, subject="Bản cũ", revision="1")
    answer = drafter.post(f"{location}/edit", **stale)
    assert answer.status_code == 409
    assert "Somebody changed this document after you opened it." in answer.text
    assert "Bản cũ" in answer.text


def test_a_return_without_a_reason_says_so_beside_the_field(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("submitted")
    head = Browser(app, small_office.head)
    answer = head.post(f"/documents/{document_id}/return", reason=" ")
    assert answer.status_code == 422
    assert "Say why you return the document." in answer.text
    assert head.post(f"/documents/{document_id}/return", reason="Thiếu căn cứ").status_code == 303
    assert "Thiếu căn cứ" in head.get(f"/documents/{document_id}").text


def test_a_draft_is_submitted_with_its_slip(drafter: Browser, small_office: Office) -> None:
    document_id = small_office.draft()
    assert "Proposal to the leader" in drafter.get(f"/documents/{document_id}/submit").text
    sent = drafter.post(f"/documents/{document_id}/submit", proposal="Kính trình Chủ tịch")
    assert sent.status_code == 303
    assert "Kính trình Chủ tịch" in drafter.get(sent.location).text


def test_a_button_that_is_missing_is_explained(drafter: Browser, small_office: Office) -> None:
    document_id = small_office.draft(file=False)
    shown = drafter.get(f"/documents/{document_id}").text
    assert "Add the main file first, as PDF or a word-processor file." in shown
    assert f"/documents/{document_id}/submit" not in shown


def test_only_the_reviewer_sees_the_buttons_of_a_review(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("submitted")
    button = f"/documents/{document_id}/approve-content"
    assert button in Browser(app, small_office.head).get(f"/documents/{document_id}").text
    assert button not in Browser(app, small_office.drafter).get(f"/documents/{document_id}").text


def test_a_date_that_is_not_possible_is_explained(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("signed")
    clerk = Browser(app, small_office.clerk)
    answer = clerk.post(f"/documents/{document_id}/number", on="2026-11-20")
    assert answer.status_code == 422
    assert "The date lies in the future." in answer.text
    assert clerk.post(f"/documents/{document_id}/number", on="tomorrow").status_code == 422


def test_the_clerk_issues_with_one_button(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("sealed")
    sent = Browser(app, small_office.clerk).post(f"/documents/{document_id}/issue")
    assert (sent.status_code, small_office.state(document_id)) == (303, "issued")


def test_a_receiver_stands_once_in_the_list_with_its_news(app: Flask, small_office: Office) -> None:
    receivers = [
        {"channel": "electronic", "name": small_office.receiving.name},
        {"channel": "email", "name": "Ông Nguyễn Văn Mẫu", "email": "mau@example.com"},
    ]
    document_id = small_office.bring_to("sealed", receivers=receivers)
    with small_office.runtime.work(small_office.clerk) as work:
        issue(work, document_id)
        for event in work.recorded:
            if event.type == "document.issued":
                queue_transmissions(work, event)
    page = Browser(app, small_office.clerk).get(f"/documents/{document_id}").text
    listed = page.split('id="receivers"')[1].split("</table>")[0]
    assert listed.count(small_office.receiving.name) == 1
    assert "Not confirmed yet" in listed
    assert "mau@example.com" in listed
    assert listed.count("no news yet") == 1  # from the agency; nobody reports of an e-mail


def test_a_number_that_the_file_has_no_room_for_is_said_to_stand_in_the_register(
    app: Flask, small_office: Office
) -> None:
    sentence = "they stand in the register only"
    clerk = Browser(app, small_office.clerk)
    document_id = small_office.bring_to("numbered")
    assert sentence not in clerk.get(f"/documents/{document_id}").text
    small_office.do(small_office.clerk, mark_fields_filled, document_id)
    assert sentence in clerk.get(f"/documents/{document_id}").text
    with small_office.runtime.work(SYSTEM) as work:
        work.session.execute(update(Signature).values(number_fields=["Number"]))
    assert sentence not in clerk.get(f"/documents/{document_id}").text


def test_pages_are_pictures_over_their_words(drafter: Browser, small_office: Office) -> None:
    document_id = small_office.draft()
    shown = drafter.get(f"/documents/{document_id}").text
    source = re.search(r'class="page-image" src="([^"]+)"', shown)
    assert source
    assert "Cong</tspan>" in shown
    picture = drafter.get(source[1].replace("&amp;", "&"))
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "private, max-age=86400, immutable"


def test_a_page_that_is_not_there_is_not_found(drafter: Browser, small_office: Office) -> None:
    document_id = small_office.draft()
    assert drafter.get(f"/documents/{document_id}/pages/2.png").status_code == 404
    assert drafter.get(f"/documents/{document_id}/pages/1.png?width=77").status_code == 422


def test_another_agency_sees_neither_page_nor_picture(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("submitted")
    stranger = Browser(app, small_office.stranger)
    for path in ("", "/pages/1.png", "/edit", "/submit"):
        assert stranger.get(f"/documents/{document_id}{path}").status_code == 404


def test_the_list_finds_by_subject_number_and_state(drafter: Browser, small_office: Office) -> None:
    small_office.draft(file=False, subject="V/v phòng chống rét")
    small_office.bring_to("numbered", subject="V/v chuyển đổi số")
    assert "phòng chống rét" in drafter.get("/documents?q=CHỐNG RÉT").text
    assert "phòng chống rét" not in drafter.get("/documents?q=01/UBND").text
    assert "chuyển đổi số" in drafter.get("/documents?q=01/UBND").text
    assert "chuyển đổi số" in drafter.get("/documents?state=numbered").text
    assert "No document matches" in drafter.get("/documents?state=issued").text


def test_the_first_page_shows_what_waits(app: Flask, small_office: Office) -> None:
    small_office.bring_to("submitted", subject="V/v chờ kiểm tra")
    assert "V/v chờ kiểm tra" in Browser(app, small_office.head).get("/").text
    assert "Nothing waits for you" in Browser(app, small_office.clerk).get("/").text


def test_the_signer_reads_and_sees_where_the_mark_stands(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("form_approved")
    leader = Browser(app, small_office.leader)
    assert f"/documents/{document_id}/sign" in leader.get(f"/documents/{document_id}").text
    page = leader.get(f"/documents/{document_id}/sign")
    assert page.status_code == 200
    assert "data-mark" in page.text
    assert Browser(app, small_office.clerk).get(f"/documents/{document_id}/sign").status_code == 403


def test_a_document_whose_pages_cannot_be_drawn_can_still_be_handled(
    drafter: Browser, small_office: Office
) -> None:
    document_id = small_office.draft(file=False)
    small_office.place(document_id, files.a_page_of_two_gigabytes())
    page = drafter.get(f"/documents/{document_id}")
    assert page.status_code == 200
    assert "The pages of this file cannot be shown here" in page.text
    assert f"/documents/{document_id}/edit" in page.text
