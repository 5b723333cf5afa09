"""Received documents by API."""

import io
import uuid

import pytest

from eoffice.incoming.models import ArrivalState
from tests.incoming.doors import House
from tests.incoming.offices import a_pdf, enter, enter_until, make_second_office

PAPER = {
    "author": "Đảng ủy xã Yên Khê",
    "full_number": "12-CV/ĐU",
    "issued_on": "2026-11-12",
    "kind": "official_letter",
    "subject": "Về việc chuẩn bị hội nghị",
}


def test_a_paper_goes_all_the_way_by_api(house: House) -> None:
    office = house.office
    clerk, leader = house.program(office.clerk), house.program(office.leader)
    head, officer = house.program(office.head), house.program(office.officer)

    entered = clerk.post("/arrivals", PAPER)
    assert (entered.status_code, entered.json["state"]) == (201, "accepted")
    path = f"/arrivals/{entered.json['id']}"
    assert clerk.post(f"{path}/register").json["arrival_number"] == 1
    assert clerk.post(f"{path}/present", {"post_id": str(office.leader.post_id)}).status_code == 200
    directive = {
        "text": "Giao tham mưu.",
        "working_days": 3,
        "assignments": [{"unit_id": str(office.lead_unit.id), "part": "lead"}],
    }
    assert leader.post(f"{path}/direct", directive).json["due_on"] == "2026-11-19"
    assign = {"post_id": str(office.officer.post_id), "part": "lead", "note": "Gấp."}
    assert head.post(f"{path}/assign", assign).json["state"] == "assigned"
    done = officer.post(f"{path}/finish", {"result": "Đã trả lời."})
    assert (done.json["state"], done.json["is_overdue"]) == ("finished", False)


def test_a_number_is_answered_as_it_is_printed(house: House) -> None:
    answer = house.program(house.office.clerk).post("/arrivals", PAPER)

    assert answer.json["full_number"] == "12-CV/ĐU"


def test_a_paper_is_entered_with_its_scan(house: House) -> None:
    data = {**PAPER, "file": (io.BytesIO(a_pdf()), "bản quét.pdf")}

    answer = house.program(house.office.clerk).post("/arrivals", data=data)

    assert [(item["role"], item["name"]) for item in answer.json["files"]] == [("main", "bản quét.pdf")]


def test_a_request_repeated_with_its_key_enters_one_paper(house: House) -> None:
    clerk = house.program(house.office.clerk)

    first, second = (clerk.post("/arrivals", PAPER, headers={"Idempotency-Key": "a"}) for _ in range(2))

    assert first.json["id"] == second.json["id"]
    assert len(clerk.get("/arrivals").json["items"]) == 1


def test_the_answer_says_what_the_asker_may_do(house: House) -> None:
    document_id = enter(house.office)

    clerks = house.program(house.office.clerk).get(f"/arrivals/{document_id}")
    officers = house.program(house.office.officer).get(f"/arrivals/{document_id}")

    assert clerks.json["allowed_actions"] == ["register", "return"]
    assert officers.json["allowed_actions"] == []


def test_the_list_is_filtered_by_state(house: House) -> None:
    registered = enter_until(house.office, ArrivalState.REGISTERED)
    enter(house.office)

    answer = house.program(house.office.clerk).get("/arrivals?state=registered")

    assert [item["id"] for item in answer.json["items"]] == [str(registered)]


def test_the_list_is_read_page_by_page(house: House) -> None:
    entered = {str(enter(house.office)) for _ in range(27)}
    clerk = house.program(house.office.clerk)

    first = clerk.get("/arrivals").json
    second = clerk.get(f"/arrivals?cursor={first['next_cursor']}").json

    assert {item["id"] for item in first["items"] + second["items"]} == entered
    assert (len(first["items"]), second["next_cursor"]) == (25, None)


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("return", {"reason": " "}, "reason"),
        ("return", {"reason": "x" * 1001}, "reason"),
        ("register", {"on": "tomorrow"}, "on"),
        ("register", {"on": "2026-11-17"}, "on"),
        ("register", {"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_is_named_by_its_field_and_changes_nothing(
    house: House, action: str, body: dict[str, object], field: str
) -> None:
    document_id = enter(house.office)
    clerk = house.program(house.office.clerk)

    answer = clerk.post(f"/arrivals/{document_id}/{action}", body)

    assert answer.status_code == 422
    assert field in answer.json["errors"]
    assert clerk.get(f"/arrivals/{document_id}").json["state"] == "accepted"


def test_a_step_out_of_order_is_a_conflict(house: House) -> None:
    document_id = enter(house.office)
    body = {"post_id": str(house.office.leader.post_id)}

    answer = house.program(house.office.clerk).post(f"/arrivals/{document_id}/present", body)

    assert (answer.status_code, answer.json["code"]) == (409, "wrong-state")


def test_who_has_no_part_is_refused(house: House) -> None:
    document_id = enter(house.office)

    answer = house.program(house.office.officer).post(f"/arrivals/{document_id}/register")

    assert (answer.status_code, answer.json["code"]) == (403, "not-allowed")


def test_a_document_of_another_agency_is_not_found(house: House) -> None:
    document_id = enter(make_second_office(house.office))

    answer = house.program(house.office.clerk).get(f"/arrivals/{document_id}")

    assert answer.status_code == 404


def test_the_transmissions_of_a_strange_document_are_not_found(house: House) -> None:
    answer = house.program(house.office.clerk).get(f"/documents/{uuid.uuid4()}/transmissions")

    assert answer.status_code == 404
