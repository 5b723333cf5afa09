"""The JSON doors: the whole way by programs, and every refusal with its status and its sentence."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from eoffice.documents.models import Document, DocumentFile, FileVersion
from eoffice.ledger.models import EventRow
from tests.documents import files
from tests.outgoing.office import Office, count_rows
from tests.outgoing.web import Program, make_app

LIMIT = 300_000


@pytest.fixture
def app(small_office: Office) -> Flask:
    runtime = small_office.runtime
    limits = runtime.settings.limits.model_copy(update={"upload_bytes": LIMIT})
    runtime = replace(runtime, settings=runtime.settings.model_copy(update={"limits": limits}))
    small_office.runtime = runtime
    return make_app(runtime)


@pytest.fixture
def drafter(app: Flask, small_office: Office) -> Program:
    return Program(app, small_office.drafter)


def body(office: Office, **values: Any) -> dict[str, Any]:
    """A draft as JSON."""
    return {
        "kind": "official_letter",
        "subject": "V/v thử nghiệm",
        "signer_post_id": str(office.signer_post.id),
        "receivers": [{"channel": "electronic", "name": office.receiving.name}],
    } | values


def upload(
    program: Program, document_id: str, content: bytes, name: str = "a.pdf", role: str = "main"
) -> TestResponse:
    """Send a file."""
    return program.upload(f"/documents/{document_id}/files", content, name, role=role)


def trace(office: Office) -> tuple[int, ...]:
    """How much there is in the database and in the store."""
    with office.runtime.read() as session:
        rows = [count_rows(session, model) for model in (Document, DocumentFile, FileVersion, EventRow)]
    return (*rows, len(list(office.runtime.store.list_hashes())))


def problem(response: TestResponse) -> dict[str, Any]:
    """The problem of a refusal."""
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = response.json
    assert found["title"]
    return found


def test_programs_take_a_document_to_the_leader(app: Flask, drafter: Program, small_office: Office) -> None:
    made = drafter.post("/documents", body(small_office))
    assert made.status_code == 201
    document_id = made.json["id"]
    assert upload(drafter, document_id, files.pdf(), "Dự thảo.pdf").status_code == 201
    assert upload(drafter, document_id, files.xlsx(), "Biểu.xlsx", "annex").status_code == 201
    assert upload(drafter, document_id, files.docx(), "Ý kiến.docx", "supporting").status_code == 201
    sent = drafter.post(f"/documents/{document_id}/submit", {"proposal": "Kính trình"})
    assert (sent.status_code, sent.json["state"]) == (200, "submitted")
    head, checker = Program(app, small_office.head), Program(app, small_office.checker)
    assert head.post(f"/documents/{document_id}/approve-content").json["state"] == "content_approved"
    approved = checker.post(f"/documents/{document_id}/approve-form").json
    assert [item["role"] for item in approved["files"]] == ["main", "annex", "supporting"]
    leader = Program(app, small_office.leader).get(f"/documents/{document_id}").json
    assert leader["allowed_actions"] == ["sign", "return"]
    assert [review["kind"] for review in leader["reviews"]] == ["form", "content"]


def test_the_clerk_issues_a_sealed_document(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("sealed")
    issued = Program(app, small_office.clerk).post(f"/documents/{document_id}/issue").json
    assert (issued["state"], issued["number"], issued["allowed_actions"]) == ("issued", "01", [])


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"no pdf at all", 422, "not-a-pdf"),
        (files.encrypted_pdf(), 422, "pdf-encrypted"),
        (files.broken_pdf(), 422, "pdf-broken"),
        (b"", 422, "file-empty"),
        (files.pdf() + b"\0" * LIMIT, 413, "file-too-large"),
        (files.pdf() + b"\0" * (LIMIT + (1 << 20)), 413, "too-large"),
    ],
)
def test_a_file_that_is_refused_leaves_no_trace(
    drafter: Program, small_office: Office, content: bytes, status: int, code: str
) -> None:
    document_id = str(small_office.draft(file=False))
    before = trace(small_office)
    refused = upload(drafter, document_id, content)
    assert (refused.status_code, problem(refused)["code"]) == (status, code)
    assert trace(small_office) == before


def test_what_nobody_sees_in_a_subject_is_not_kept(drafter: Program, small_office: Office) -> None:
    subject = "\ufeffV/v  thử\u200b nghi\u00adệm\u200e"
    assert drafter.post("/documents", body(small_office, subject=subject)).json["subject"] == "V/v thử nghiệm"


def test_an_electronic_receiver_without_a_code_leaves_no_trace(
    drafter: Program, small_office: Office
) -> None:
    before = trace(small_office)
    receivers = [{"channel": "electronic", "name": "Công ty TNHH Không Mã"}]
    refused = drafter.post("/documents", body(small_office, receivers=receivers))
    assert (refused.status_code, problem(refused)["code"]) == (422, "receiver-without-code")
    assert list(problem(refused)["errors"]) == ["receivers.0.name"]
    assert trace(small_office) == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "\u200b\ufeff \u00ad"}, "subject"),
        ({"subject": "a" * 501}, "subject"),
        ({"kind": "poem"}, "kind"),
        ({"signer_post_id": str(uuid.UUID(int=1))}, "signer_post_id"),
        ({"urgency": "tomorrow"}, "urgency"),
        ({"receivers": [{"channel": "email", "name": "Ông A", "email": "không"}]}, "receivers.0.email"),
        ({"receivers": [{"channel": "paper"}]}, "receivers.0.name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_draft_that_cannot_be_accepted_names_the_field(
    drafter: Program, small_office: Office, wrong: dict[str, Any], field: str
) -> None:
    before = trace(small_office)
    refused = drafter.post("/documents", body(small_office, **wrong))
    assert refused.status_code == 422
    assert field in problem(refused)["errors"]
    assert trace(small_office) == before


def test_two_people_cannot_overwrite_each_other(drafter: Program, small_office: Office) -> None:
    made = drafter.post("/documents", body(small_office)).json
    path = f"/documents/{made['id']}/change"
    first = drafter.post(path, body(small_office, subject="Bản của tôi", revision=made["revision"]))
    second = drafter.post(path, body(small_office, subject="Bản cũ", revision=made["revision"]))
    assert (first.status_code, second.status_code) == (200, 409)
    assert problem(second)["code"] == "document-changed"
    assert drafter.get(f"/documents/{made['id']}").json["subject"] == "Bản của tôi"


def test_the_same_request_key_makes_one_document(drafter: Program, small_office: Office) -> None:
    before = trace(small_office)
    answers = [
        drafter.call("POST", "/documents", json=body(small_office), headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert answers[0].json["id"] == answers[1].json["id"]
    assert trace(small_office)[0] == before[0] + 1


def test_a_request_key_counts_for_one_address(drafter: Program, small_office: Office) -> None:
    document_id = small_office.draft()
    answers = [
        drafter.call(
            "POST",
            f"/documents/{document_id}/{action}",
            json=content,
            headers={"Idempotency-Key": "the same for everything"},
        )
        for action, content in (
            ("change", body(small_office, revision=2)),
            ("submit", {"proposal": "Kính trình"}),
            ("submit", {"proposal": "Kính trình"}),
        )
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json["state"] for answer in answers] == ["drafted", "submitted", "submitted"]
    assert len(answers[-1].json["slips"]) == 1


def test_a_new_main_file_takes_the_place_of_the_one_before(drafter: Program, small_office: Office) -> None:
    document_id = str(small_office.draft(file=False))
    upload(drafter, document_id, files.pdf(), "Lần 1.pdf")
    shown = upload(drafter, document_id, files.pdf(pages=3), "Lần 2.pdf").json
    assert [(item["name"], item["page_count"]) for item in shown["files"]] == [("Lần 2.pdf", 3)]


def test_a_file_taken_off_is_gone_from_the_list(drafter: Program, small_office: Office) -> None:
    document_id = str(small_office.draft())
    shown = upload(drafter, document_id, files.xlsx(), "Biểu.xlsx", "annex").json
    annex = shown["files"][1]["id"]
    assert drafter.call("DELETE", f"/documents/{document_id}/files/{annex}").status_code == 204
    assert len(drafter.get(f"/documents/{document_id}").json["files"]) == 1
    assert drafter.call("DELETE", f"/documents/{document_id}/files/{annex}").status_code == 404


def test_after_submitting_nothing_can_be_changed(drafter: Program, small_office: Office) -> None:
    document_id = small_office.bring_to("submitted")
    before = trace(small_office)
    assert problem(upload(drafter, str(document_id), files.pdf(2)))["code"] == "wrong-state"
    changed = drafter.post(f"/documents/{document_id}/change", body(small_office, revision=1))
    assert (changed.status_code, problem(changed)["code"]) == (409, "wrong-state")
    assert trace(small_office) == before


def test_the_bytes_come_with_type_name_and_no_guessing(drafter: Program, small_office: Office) -> None:
    document_id = str(small_office.draft(file=False))
    content = files.pdf()
    shown = upload(drafter, document_id, content, "Công văn số 1.pdf").json
    path = f"/documents/{document_id}/files/{shown['files'][0]['id']}/content"
    answer = drafter.get(path)
    assert answer.data == content
    assert answer.content_type == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "inline; filename=\"C_ng v_n s_ 1.pdf\"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%201.pdf"
    )
    assert drafter.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_no_picture_and_no_pdf_is_saved_and_not_opened(
    drafter: Program, small_office: Office
) -> None:
    document_id = str(small_office.draft())
    shown = upload(drafter, document_id, files.xlsx(), "Biểu.xlsx", "annex").json
    answer = drafter.get(f"/documents/{document_id}/files/{shown['files'][1]['id']}/content")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_another_agency_finds_neither_document_nor_file(app: Flask, small_office: Office) -> None:
    document_id = small_office.bring_to("submitted")
    with small_office.runtime.read() as session:
        file_id = session.scalars(select(DocumentFile.id)).first()
    stranger = Program(app, small_office.stranger)
    assert stranger.get(f"/documents/{document_id}").status_code == 404
    assert stranger.get(f"/documents/{document_id}/files/{file_id}/content").status_code == 404
    assert stranger.post(f"/documents/{document_id}/number").status_code == 404
    assert stranger.get("/documents").json["documents"] == []


def test_a_token_without_the_scope_is_refused(app: Flask, small_office: Office) -> None:
    reader = Program(app, small_office.drafter, ("documents:read",))
    refused = reader.post("/documents", body(small_office))
    assert (refused.status_code, problem(refused)["code"]) == (403, "scope-missing")


def test_the_list_is_read_in_pages_and_filtered(drafter: Program, small_office: Office) -> None:
    made = [str(small_office.draft(file=False, subject=f"V/v số {index}")) for index in range(27)]
    first = drafter.get("/documents").json
    second = drafter.get(f"/documents?cursor={first['next_cursor']}").json
    assert [row["id"] for row in first["documents"] + second["documents"]] == made[::-1]
    assert second["next_cursor"] is None
    assert drafter.get("/documents?state=issued").json["documents"] == []
    assert drafter.get("/documents?direction=incoming").json["documents"] == []
    assert [row["id"] for row in drafter.get("/documents?search=số 13").json["documents"]] == [made[13]]


def test_all_kinds_are_offered(drafter: Program) -> None:
    kinds = drafter.get("/document-kinds").json["kinds"]
    assert len(kinds) == 29
    assert {"slug": "decision", "name_vi": "Quyết định", "name_en": "Decision", "abbreviation": "QĐ"} in kinds
