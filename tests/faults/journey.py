"""The whole way of a document through the API, from an officer's draft to the result of its handling."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from eoffice.core.actor import Role
from tests.documents.files import pdf, xlsx
from tests.faults.office import Office, Offices
from tests.faults.servers import File, Request, Server
from tests.signatures.office import make_csr, make_key, sign_like_a_browser
from tests.signing.papers import decision

API = "/api/v1"
SOON = 40.0
"""Seconds: by then what follows at once is due, and what was left for 20 seconds later."""
LATER = 7200.0
"""Seconds: by then prepared signatures have run out."""


@dataclass
class Known:
    """What the clients know: who they are, and what the server has answered."""

    offices: Offices
    key: ec.EllipticCurvePrivateKey = field(default_factory=make_key)
    csr: str = ""
    certificate_id: str = ""
    document_id: str = ""
    signing_id: str = ""
    signature: str = ""
    arrival_id: str = ""
    unwanted_id: str = ""

    def __post_init__(self) -> None:
        self.csr = make_csr(self.key).decode("ascii")


def _learn_nothing(known: Known, answer: Any, server: Server) -> None:
    """Most answers hold nothing that a later step needs."""


@dataclass(frozen=True)
class Step:
    """One request of one person, and the work that follows ``after`` so many seconds.

    ``learn`` keeps what later steps need. ``request`` None: time passes, and nobody asks for anything.
    """

    name: str
    request: Callable[[Known], Request] | None
    learn: Callable[[Known, Any, Server], None] = _learn_nothing
    after: float = SOON


def _ask(
    office: Office,
    role: Role,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    files: tuple[File, ...] = (),
    key: str | None = None,
) -> Request:
    return Request(API + path, office.tokens[role], body or {}, files, key)


def _enrol(known: Known) -> Request:
    body = {"csr": known.csr, "label": "Máy cơ quan"}
    return _ask(known.offices.sender, Role.LEADER, "/certificates", body, key="enrol")


def _learn_certificate(known: Known, answer: Any, server: Server) -> None:
    known.certificate_id = answer["id"]


def _draft(known: Known) -> Request:
    sender = known.offices.sender
    body = {
        "kind": "decision",
        "subject": "Về việc ban hành Quy chế làm việc",
        "signer_post_id": str(sender.posts[Role.LEADER]),
        "receivers": [
            {"channel": "electronic", "name": known.offices.receiver.name},
            {"channel": "both", "name": known.offices.other.name},
            {"channel": "paper", "name": "Ông Nguyễn Văn Mẫu"},
        ],
    }
    return _ask(sender, Role.OFFICER, "/documents", body, key="draft")


def _learn_document(known: Known, answer: Any, server: Server) -> None:
    known.document_id = answer["id"]


def _upload(role: str, file: File) -> Callable[[Known], Request]:
    def make(known: Known) -> Request:
        path = f"/documents/{known.document_id}/files"
        return _ask(
            known.offices.sender, Role.OFFICER, path, {"role": role}, files=(file,), key=f"upload {role}"
        )

    return make


def _move(role: Role, action: str, body: Mapping[str, Any] | None = None) -> Callable[[Known], Request]:
    """An action on the outgoing document."""

    def make(known: Known) -> Request:
        path = f"/documents/{known.document_id}/{action}"
        return _ask(known.offices.sender, role, path, body, key=action)

    return make


def _prepare(known: Known) -> Request:
    body = {"certificate_id": known.certificate_id}
    return _ask(known.offices.sender, Role.LEADER, f"/documents/{known.document_id}/signings", body)


def _learn_signing(known: Known, answer: Any, server: Server) -> None:
    known.signing_id = answer["id"]
    value = sign_like_a_browser(known.key, base64.b64decode(answer["to_be_signed"]))
    known.signature = base64.b64encode(value).decode("ascii")


def _complete(known: Known) -> Request:
    body = {"signature": known.signature}
    return _ask(known.offices.sender, Role.LEADER, f"/signings/{known.signing_id}/complete", body)


def _learn_arrivals(known: Known, answer: Any, server: Server) -> None:
    known.arrival_id = _newest_arrival(known.offices.receiver, server)
    known.unwanted_id = _newest_arrival(known.offices.other, server)


def _newest_arrival(office: Office, server: Server) -> str:
    items = server.get(f"{API}/arrivals", office.tokens[Role.CLERK])["items"]
    return str(items[0]["id"])


def _send_back(known: Known) -> Request:
    body = {"reason": "Gửi nhầm nơi nhận"}
    return _ask(known.offices.other, Role.CLERK, f"/arrivals/{known.unwanted_id}/return", body, key="return")


def _handle(
    role: Role, action: str, body: Callable[[Office], Mapping[str, Any]] = lambda office: {}
) -> Callable[[Known], Request]:
    """An action on the document that has arrived."""

    def make(known: Known) -> Request:
        receiver = known.offices.receiver
        path = f"/arrivals/{known.arrival_id}/{action}"
        return _ask(receiver, role, path, body(receiver), key=action)

    return make


def _directive(office: Office) -> Mapping[str, Any]:
    parts = [{"unit_id": str(office.unit_id), "part": "lead"}]
    return {"text": "Văn phòng tham mưu thực hiện", "working_days": 5, "assignments": parts}


def _enter_paper(known: Known) -> Request:
    fields = {
        "author": "Đảng ủy xã",
        "full_number": "12-CV/ĐU",
        "kind": "official_letter",
        "subject": "V/v họp",
    }
    scan = File("file", "bản chụp.pdf", pdf())
    return _ask(known.offices.receiver, Role.CLERK, "/arrivals", fields, files=(scan,), key="paper")


STEPS = (
    Step("enrol a key", _enrol, _learn_certificate),
    Step("draft", _draft, _learn_document),
    Step("upload the main file", _upload("main", File("file", "quyết định.pdf", decision()))),
    Step("upload an annex", _upload("annex", File("file", "phụ lục.xlsx", xlsx()))),
    Step("submit", _move(Role.OFFICER, "submit", {"proposal": "Kính trình lãnh đạo xem xét, ký"})),
    Step("approve the content", _move(Role.UNIT_HEAD, "approve-content")),
    Step("approve the form", _move(Role.FORM_CHECKER, "approve-form")),
    Step("prepare the signature", _prepare, _learn_signing),
    Step("complete the signature", _complete),
    Step("number", _move(Role.CLERK, "number")),
    Step("seal", _move(Role.CLERK, "seal")),
    Step("issue and deliver", _move(Role.CLERK, "issue"), _learn_arrivals),
    Step("send back", _send_back),
    Step("accept", _handle(Role.CLERK, "accept")),
    Step("register", _handle(Role.CLERK, "register")),
    Step(
        "present",
        _handle(Role.CLERK, "present", lambda office: {"post_id": str(office.posts[Role.LEADER])}),
    ),
    Step("direct", _handle(Role.LEADER, "direct", _directive)),
    Step(
        "assign",
        _handle(
            Role.UNIT_HEAD,
            "assign",
            lambda office: {"post_id": str(office.posts[Role.OFFICER]), "part": "lead"},
        ),
    ),
    Step("finish", _handle(Role.OFFICER, "finish", lambda office: {"result": "Đã thực hiện"})),
    Step("enter a paper", _enter_paper),
    Step("clear up what was prepared", None, after=LATER),
)
