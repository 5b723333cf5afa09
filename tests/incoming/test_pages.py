"""The pages of received documents in a browser without script."""

import io

from eoffice.incoming.models import ArrivalState
from tests.incoming.doors import House
from tests.incoming.offices import a_pdf, arrival_of, enter, enter_until, make_second_office

PAPER = {
    "channel": "paper",
    "author": "Hội Nông dân tỉnh",
    "full_number": "15/CV-HND",
    "issued_on": "2026-11-12",
    "kind": "official_letter",
    "subject": "Về việc phối hợp tổ chức hội nghị",
    "urgency": "urgent",
}


def test_a_clerk_enters_a_paper_with_its_scan(house: House) -> None:
    browser = house.browser(house.office.clerk)

    answer = browser.post("/arrivals/new", **PAPER, file=(io.BytesIO(a_pdf()), "scan.pdf"))

    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location)
    assert "15/CV-HND" in page.text
    assert "scan.pdf" in page.text
    assert "Received on paper" in page.text


def test_what_is_missing_is_said_beside_the_field_and_the_rest_is_kept(house: House) -> None:
    browser = house.browser(house.office.clerk)

    answer = browser.post("/arrivals/new", **{**PAPER, "subject": ""})

    assert answer.status_code == 422
    assert 'id="subject-error"' in answer.text
    assert "15/CV-HND" in answer.text


def test_a_scan_that_is_no_pdf_is_named_beside_its_field(house: House) -> None:
    browser = house.browser(house.office.clerk)

    answer = browser.post("/arrivals/new", **PAPER, file=(io.BytesIO(b"GIF89a"), "scan.gif"))

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_an_author_chosen_from_the_list_is_that_agency(house: House) -> None:
    other = make_second_office(house.office)
    browser = house.browser(house.office.clerk)
    form = browser.get("/arrivals/new").text
    suggested = next(line for line in form.splitlines() if "Sở Nội vụ" in line).split('"')[1]

    answer = browser.post("/arrivals/new", **{**PAPER, "author": suggested})

    shown = house.program(house.office.officer).get(f"/arrivals/{answer.location.rsplit('/', 1)[1]}")
    assert shown.json["issuing_agency_id"] == str(other.agency.id)


def test_an_officer_is_not_offered_the_form_of_a_paper(house: House) -> None:
    browser = house.browser(house.office.officer)

    assert browser.get("/arrivals/new").status_code == 403
    assert "/arrivals/new" not in browser.get("/arrivals").text


def test_a_document_goes_all_the_way_by_forms(house: House) -> None:
    office = house.office
    document_id = enter_until(office, ArrivalState.ARRIVED)
    path = f"/arrivals/{document_id}"
    clerk = house.browser(office.clerk)
    assert clerk.post(f"{path}/accept").status_code == 303
    assert clerk.post(f"{path}/register", on="2026-11-16").status_code == 303
    assert clerk.post(f"{path}/present", post_id=str(office.leader.post_id)).status_code == 303
    directive = {
        "text": "Giao tham mưu.",
        "due_on": "2026-11-20",
        "working_days": "",
        f"part-{office.lead_unit.id}": "lead",
        f"part-{office.other_unit.id}": "",
    }
    assert house.browser(office.leader).post(f"{path}/direct", **directive).status_code == 303
    assign = {"post_id": str(office.officer.post_id), "part": "lead", "note": ""}
    assert house.browser(office.head).post(f"{path}/assign", **assign).status_code == 303
    officer = house.browser(office.officer)
    assert officer.post(f"{path}/finish", result="Đã trả lời.", answer_id="").status_code == 303

    assert arrival_of(office, document_id).state == ArrivalState.FINISHED
    assert "Đã trả lời." in officer.get(path).text


def test_the_page_of_each_state_offers_its_next_step(house: House) -> None:
    people = {
        ArrivalState.ARRIVED: ("clerk", "accept"),
        ArrivalState.ACCEPTED: ("clerk", "register"),
        ArrivalState.REGISTERED: ("clerk", "present"),
        ArrivalState.PRESENTED: ("leader", "direct"),
        ArrivalState.DIRECTED: ("head", "assign"),
        ArrivalState.ASSIGNED: ("officer", "finish"),
    }
    browsers = {
        name: house.browser(getattr(house.office, name)) for name in ("clerk", "leader", "head", "officer")
    }
    for state, (person, action) in people.items():
        path = f"/arrivals/{enter_until(house.office, state)}"

        assert f'action="{path}/{action}"' in browsers[person].get(path).text


def test_a_step_form_opens_only_where_the_step_is_possible(house: House) -> None:
    path = f"/arrivals/{enter(house.office)}"
    browser = house.browser(house.office.clerk)

    assert browser.get(f"{path}/return").status_code == 200
    assert browser.get(f"{path}/present").status_code == 409


def test_a_directive_without_a_lead_unit_is_shown_again_with_its_text(house: House) -> None:
    document_id = enter_until(house.office, ArrivalState.PRESENTED)
    fields = {"text": "Giao tham mưu.", f"part-{house.office.lead_unit.id}": "support"}

    answer = house.browser(house.office.leader).post(f"/arrivals/{document_id}/direct", **fields)

    assert answer.status_code == 422
    assert "Exactly one unit must lead." in answer.text
    assert "Giao tham mưu." in answer.text


def test_a_second_document_with_the_same_number_is_flagged(house: House) -> None:
    first, second = enter(house.office), enter(house.office)

    page = house.browser(house.office.clerk).get(f"/arrivals/{second}").text

    assert "received a document with the same author, number and date before" in page
    assert f'href="/arrivals/{first}"' in page


def test_the_list_shows_what_came(house: House) -> None:
    enter_until(house.office, ArrivalState.DIRECTED)

    page = house.browser(house.office.officer).get("/arrivals?view=open").text

    assert "Về việc phối hợp tổ chức hội nghị" in page
    assert "20/11/2026" in page


def test_an_empty_list_says_what_will_stand_there(house: House) -> None:
    assert "No incoming documents here" in house.browser(house.office.officer).get("/arrivals").text


def test_the_page_of_another_agencys_document_is_not_found(house: House) -> None:
    document_id = enter(make_second_office(house.office))

    assert house.browser(house.office.clerk).get(f"/arrivals/{document_id}").status_code == 404
