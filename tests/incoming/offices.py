"""An agency with the people who handle a received document, and documents that have come to it."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pikepdf
from sqlalchemy.orm import Session

from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.clock import FixedClock
from eoffice.core.runtime import Runtime
from eoffice.core.work import Subscribers
from eoffice.documents.models import Urgency
from eoffice.documents.service import ensure_kinds
from eoffice.incoming import service
from eoffice.incoming.models import Arrival, ArrivalState
from eoffice.incoming.service import ArrivingDocument
from eoffice.organization.models import Agency, Post, Unit
from tests.factories import MONDAY, actor_of, make_agency, make_post, make_runtime, make_unit

TODAY = date(2026, 11, 16)
DEADLINE = date(2026, 11, 20)


@dataclass(frozen=True)
class Office:
    """One agency: its office (văn phòng), two more units, and a person for each part."""

    runtime: Runtime
    agency: Agency
    clerk: Actor
    leader: Actor
    head: Actor
    officer: Actor
    colleague: Actor
    other_head: Actor
    other_officer: Actor
    lead_unit: Unit
    other_unit: Unit

    @property
    def clock(self) -> FixedClock:
        """The hands of the office's clock."""
        assert isinstance(self.runtime.clock, FixedClock)
        return self.runtime.clock


def open_runtime(url: str, folder: Path, subscribers: Subscribers | None = None) -> Runtime:
    """A runtime on the database ``url`` that knows the kinds of documents."""
    runtime = make_runtime(url, folder, clock=FixedClock(MONDAY), subscribers=subscribers)
    with runtime.work(SYSTEM) as work:
        ensure_kinds(work)
    return runtime


def make_office(runtime: Runtime) -> Office:
    """A new agency with its people, on a Monday at nine."""
    with runtime.work(SYSTEM) as work:
        return _make_people(runtime.at(FixedClock(MONDAY)), work.session, make_agency(work.session))


def make_second_office(office: Office, name: str = "Sở Nội vụ") -> Office:
    """Another agency in the same instance."""
    with office.runtime.work(SYSTEM) as work:
        return _make_people(office.runtime, work.session, make_agency(work.session, name, notation="SNV"))


def _make_people(runtime: Runtime, session: Session, agency: Agency) -> Office:
    office = make_unit(session, agency)
    lead = make_unit(session, agency, "Phòng Kinh tế", "KT")
    other = make_unit(session, agency, "Phòng Văn hóa", "VH")

    def post(unit: Unit, role: Role) -> Actor:
        made: Post = make_post(session, unit, role)
        return actor_of(made)

    return Office(
        runtime=runtime,
        agency=agency,
        clerk=post(office, Role.CLERK),
        leader=post(office, Role.LEADER),
        head=post(lead, Role.UNIT_HEAD),
        officer=post(lead, Role.OFFICER),
        colleague=post(lead, Role.OFFICER),
        other_head=post(other, Role.UNIT_HEAD),
        other_officer=post(other, Role.OFFICER),
        lead_unit=lead,
        other_unit=other,
    )


def a_paper(**changes: object) -> ArrivingDocument:
    """What stands on a paper."""
    facts: dict[str, object] = {
        "kind": "official_letter",
        "issuing_agency_id": None,
        "issuing_agency_name": "Hội Nông dân tỉnh",
        "number": "7",
        "notation": "CV/HND",
        "issued_on": date(2026, 11, 12),
        "subject": "Về việc phối hợp tổ chức hội nghị",
        "urgency": Urgency.NORMAL,
    }
    return ArrivingDocument(**(facts | changes))  # type: ignore[arg-type]


def a_pdf(pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def enter(office: Office, **changes: object) -> uuid.UUID:
    """A paper entered by the clerk: it stands at ``accepted``."""
    return service.enter_paper(office.runtime, office.clerk, a_paper(**changes), "paper")


def act(office: Office, actor: Actor, verb: Callable[..., object], *arguments: object) -> object:
    """Do one verb in one transaction."""
    with office.runtime.work(actor) as work:
        return verb(work, *arguments)


def direct(office: Office, document_id: uuid.UUID) -> None:
    """The leader's usual directive: one unit leads, the other supports."""
    parts = [(office.lead_unit.id, "lead"), (office.other_unit.id, "support")]
    act(office, office.leader, service.direct, document_id, "Giao tham mưu trả lời.", DEADLINE, parts)


STEPS: list[tuple[ArrivalState, Callable[[Office, uuid.UUID], object]]] = [
    (ArrivalState.REGISTERED, lambda office, it: act(office, office.clerk, service.register, it)),
    (
        ArrivalState.PRESENTED,
        lambda office, it: act(office, office.clerk, service.present, it, office.leader.post_id),
    ),
    (ArrivalState.DIRECTED, direct),
    (
        ArrivalState.ASSIGNED,
        lambda office, it: act(office, office.head, service.assign, it, office.officer.post_id, "lead"),
    ),
    (
        ArrivalState.FINISHED,
        lambda office, it: act(office, office.officer, service.finish, it, "Đã trả lời."),
    ),
]


def enter_until(office: Office, state: ArrivalState) -> uuid.UUID:
    """A paper that has been handled as far as ``state``."""
    document_id = enter(office)
    if state is ArrivalState.ARRIVED:
        with office.runtime.work(SYSTEM) as work:
            arrival = work.session.get_one(Arrival, document_id)
            arrival.state, arrival.accepted_at = ArrivalState.ARRIVED, None
    if state is ArrivalState.RETURNED:
        act(office, office.clerk, service.return_to_sender, document_id, "Gửi nhầm.")
    reached = [step for step, _ in STEPS]
    if state in reached:
        for _, take_step in STEPS[: reached.index(state) + 1]:
            take_step(office, document_id)
    return document_id


def arrival_of(office: Office, document_id: uuid.UUID) -> Arrival:
    """The arrival as it is in the database now."""
    with office.runtime.read() as session:
        return session.get_one(Arrival, document_id)
