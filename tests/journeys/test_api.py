"""The whole way of a document by programs alone, each answer as the API describes itself."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from eoffice.access.rules import SCOPES
from eoffice.core.clock import Clock
from tests.journeys.instances import Instance
from tests.journeys.programs import Program, open_program, read_specification
from tests.journeys.sending import FIXTURES
from tests.journeys.specification import Specification
from tests.signatures.office import make_csr, make_key, sign_like_a_browser

SUBJECT = "Thành lập Tổ giúp việc số hóa hồ sơ, tài liệu lưu trữ (bổ sung)"
SUPPORTING = "phieu-tham-dinh.pdf"
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Programs:
    """A program for each person, by sign-in name."""

    instance: Instance
    specification: Specification
    held: dict[str, Program]

    def __getitem__(self, login: str) -> Program:
        if login not in self.held:
            self.held[login] = open_program(self.instance, self.specification, login, list(SCOPES))
        return self.held[login]


@pytest.fixture
def programs(instance: Instance) -> Programs:
    return Programs(instance, read_specification(instance), {})


def test_programs_take_a_document_from_a_word_file_to_a_percentage(programs: Programs) -> None:
    before = figures(programs["vanthu.yenkhe"])
    received_before = figures(programs["vanthu.khcn"])
    path = draft_and_check(programs)
    sign(programs, path)
    number_seal_and_issue(programs, path)
    arrival = receive(programs)
    handle(programs, arrival)
    assert statuses(programs["congchuc.yenkhe"], path) == ["01", "03", "04", "05", "06"]

    after = wait_for(
        lambda: figures(programs["vanthu.yenkhe"]),
        lambda found: counts(found["outgoing_sent"]) != counts(before["outgoing_sent"]),
    )
    for code in ("outgoing_sent", "outgoing_signed", "outgoing_signed_and_sent"):
        assert counts(after[code]) == tuple(count + 1 for count in counts(before[code]))
    received = figures(programs["vanthu.khcn"])["incoming_received"]
    assert counts(received) == tuple(count + 1 for count in counts(received_before["incoming_received"]))
    listed = programs["vanthu.yenkhe"].get(relative(after["outgoing_signed"]["numerator_url"]))
    assert listed["count"] == after["outgoing_signed"]["numerator"]
    assert listed["documents"][0]["document_id"] == path.rsplit("/", 1)[1]


def test_a_program_without_a_token_is_asked_for_one(programs: Programs) -> None:
    nobody = Program(programs.instance.port, "", programs.specification)
    answer = nobody.send("GET", "/documents", status=401)
    assert answer["code"] == "not-signed-in"


def test_what_a_scope_does_not_cover_is_refused(programs: Programs) -> None:
    reader = open_program(programs.instance, programs.specification, "congchuc.yenkhe", ["documents:read"])
    draft = {"kind": "decision", "subject": SUBJECT, "signer_post_id": signer_post(reader), "receivers": []}
    assert reader.post("/documents", draft, status=403)["code"] == "scope-missing"


def draft_and_check(programs: Programs) -> str:
    officer, head = programs["congchuc.yenkhe"], programs["chanhvanphong.yenkhe"]
    draft = {
        "kind": "decision",
        "subject": SUBJECT,
        "urgency": "urgent",
        "signer_post_id": signer_post(officer),
        "receivers": [
            {"channel": "electronic", "code": code_of(officer, "Sở Khoa học và Công nghệ")},
            {"channel": "both", "code": code_of(officer, "Sở Nội vụ")},
            {"channel": "paper", "name": "Ủy ban nhân dân tỉnh Đông Xuyên"},
            {"channel": "email", "name": "Bà Trần Thị Mẫu", "email": "tran.thi.mau@example.com"},
        ],
    }
    path = f"/documents/{officer.post('/documents', draft, status=201)['id']}"
    for role, name in (
        ("main", "yk-quyet-dinh-to-so-hoa.docx"),
        ("annex", "phu-luc-ma-dinh-danh.xlsx"),
        ("supporting", SUPPORTING),
    ):
        officer.upload(f"{path}/files", {"role": role}, name, (FIXTURES / name).read_bytes())
    officer.post(f"{path}/submit", {"proposal": "Kính trình Chủ tịch xem xét, ký Quyết định."})
    returned = head.post(f"{path}/return", {"reason": "Đề nghị ghi rõ là bổ sung thành viên."})
    assert returned["state"] == "returned"
    changed = draft | {"subject": SUBJECT + ".", "revision": returned["revision"]}
    officer.post(f"{path}/change", changed)
    officer.post(f"{path}/submit", {"proposal": "Đã sửa trích yếu. Kính trình ký Quyết định."})
    head.post(f"{path}/approve-content")
    assert head.post(f"{path}/approve-form")["state"] == "form_approved"
    return path


def sign(programs: Programs, path: str) -> None:
    leader, key = programs["chutich.yenkhe"], make_key()
    enrolled = leader.post(
        "/certificates", {"csr": make_csr(key).decode(), "label": "Máy ký của phần mềm"}, status=201
    )
    prepared = leader.post(f"{path}/signings", {"certificate_id": enrolled["id"]}, status=201)
    value = sign_like_a_browser(key, base64.b64decode(prepared["to_be_signed"]))
    done = leader.post(
        f"/signings/{prepared['id']}/complete", {"signature": base64.b64encode(value).decode()}
    )
    assert done["level"] == "B-T"


def number_seal_and_issue(programs: Programs, path: str) -> None:
    clerk = programs["vanthu.yenkhe"]
    assert programs["congchuc.yenkhe"].post(f"{path}/number", {}, status=403)["code"] == "not-allowed"
    numbered = clerk.post(f"{path}/number", {})
    assert numbered["notation"] == "QĐ-UBND"
    clerk.post(f"{path}/seal")
    assert clerk.post(f"{path}/issue")["state"] == "issued"
    found = clerk.get(f"{path}/signatures")["signatures"]
    assert [(one["role"], one["level"]) for one in found] == [("personal", "B-T"), ("agency", "B-T")]


def receive(programs: Programs) -> str:
    clerk = programs["vanthu.khcn"]
    arrived = wait_for(
        lambda: [
            item for item in clerk.get("/arrivals?state=arrived")["items"] if item["subject"] == SUBJECT + "."
        ],
        bool,
    )
    path = f"/arrivals/{arrived[0]['id']}"
    shown = clerk.get(path)
    assert (shown["verification"]["verdict"], shown["legal_form"]) == ("valid", "original")
    assert [one["level"] for one in shown["verification"]["signatures"]] == ["B-T", "B-T"]
    assert [file["role"] for file in shown["files"]] == ["main", "annex"]
    assert SUPPORTING not in {file["name"] for file in shown["files"]}
    clerk.post(f"{path}/accept")
    assert clerk.post(f"{path}/register", {})["arrival_number"] > 0
    (leader,) = [
        post for post in clerk.get("/posts?role=leader")["posts"] if post["label"].endswith(", Giám đốc")
    ]
    clerk.post(f"{path}/present", {"post_id": leader["id"]})
    return path


def handle(programs: Programs, path: str) -> None:
    leader, head = programs["giamdoc.khcn"], programs["truongphong.cds.khcn"]
    units = {unit["name"]: unit["id"] for unit in leader.get("/units")["units"]}
    leader.post(
        f"{path}/direct",
        {
            "text": "Phòng Chuyển đổi số chủ trì hướng dẫn; Văn phòng Sở để biết.",
            "due_on": (Clock().today() + timedelta(days=7)).isoformat(),
            "assignments": [
                {"unit_id": units["Phòng Chuyển đổi số"], "part": "lead"},
                {"unit_id": units["Văn phòng Sở"], "part": "inform"},
            ],
        },
    )
    (officer,) = head.get(f"/posts?role=officer&unit_id={units['Phòng Chuyển đổi số']}")["posts"]
    head.post(f"{path}/assign", {"post_id": officer["id"], "part": "lead", "note": "Làm trong tuần."})
    done = programs["chuyenvien.khcn"].post(f"{path}/finish", {"result": "Đã hướng dẫn qua điện thoại."})
    assert done["state"] == "finished"
    assert done["allowed_actions"] == []


def signer_post(program: Program) -> str:
    (found,) = [
        post for post in program.get("/posts?role=leader")["posts"] if post["label"].endswith(", Chủ tịch")
    ]
    return str(found["id"])


def code_of(program: Program, name: str) -> str:
    (found,) = [one for one in program.get("/agencies")["agencies"] if one["short_name"] == name]
    return str(found["code"])


def statuses(program: Program, path: str) -> list[str]:
    """What the receiver that handles the document has reported, in order."""
    sent = program.get(f"{path}/transmissions")["transmissions"]
    assert [one["transport"] for one in sent] == ["acknowledged", "acknowledged"]
    return [status["code"] for status in sent[0]["statuses"]]


def figures(program: Program) -> dict[str, Any]:
    """The figures of the program's own agency this year, by their codes."""
    agency = program.get("/me")["agency_id"]
    today = Clock().today()
    found = program.get(f"/statistics?from={today.year}-01-01&to={today}&agency={agency}")
    return {figure["code"]: figure for figure in found["figures"]}


def counts(figure: dict[str, Any]) -> tuple[int, int]:
    """Numerator and denominator."""
    return figure["numerator"], figure["denominator"]


def relative(address: str) -> str:
    """An address as the program takes it."""
    return address.removeprefix("/api/v1")


def wait_for(read: Any, is_there: Any) -> Any:
    """Read again until it is there; what was read last."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_there(found := read()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return found
