"""Loading the sample: a province at work, made by the verbs that people use, on past working days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from eoffice.access.models import Account
from eoffice.core.actor import Role
from eoffice.core.clock import Clock, FixedClock
from eoffice.core.runtime import Runtime
from eoffice.organization.models import Agency, Person, Post
from eoffice.sample.office import read_office
from eoffice.sample.receiving import Receiving
from eoffice.sample.sending import Sending
from eoffice.sample.staffing import make_seals, staff_office
from eoffice.sample.stage import Stage
from eoffice.sample.timeline import Timeline
from eoffice.trial.authority import TrialAuthority

Report = Callable[[int, int, str], None]


@dataclass(frozen=True)
class SampleAccount:
    """Somebody who can sign in, for the list that is printed: one line for each role."""

    role: Role
    login: str
    full_name: str
    title: str
    agency: str


def load_sample(
    runtime: Runtime, clock: FixedClock, authority: TrialAuthority, password: str, report: Report
) -> None:
    """Load the whole sample into an empty instance.

    ``clock`` is the runtime's own; it is moved through the past working days and ends at the present.
    ``report(done, of, what)`` is told after each step.
    """
    office = read_office()
    timeline = Timeline(Clock().now())
    clock.moment = Timeline.at(timeline.day_ago(60), 8, 0)
    report(0, 0, f"{len(office.person)} people with their accounts")
    staff = staff_office(runtime, office, password)
    make_seals(runtime, office, staff, authority, lambda name: report(0, 0, f"the seal of {name}"))
    _plan(Stage(runtime, clock, office, staff, authority, timeline))
    for done, step in enumerate(timeline, 1):
        clock.moment = max(step.moment, clock.moment)
        step.act()
        report(done, len(timeline), "")
    clock.moment = Clock().now()


def _plan(stage: Stage) -> None:
    sending, receiving = Sending(stage), Receiving(stage)
    for document in stage.office.document:
        sending.plan(document)
        for arrival in document.arrivals:
            receiving.plan(document.slug, arrival, stage.timeline.day_ago(document.issued_ago or 0))
    for paper in stage.office.paper:
        receiving.plan_paper(paper)


def sample_accounts(runtime: Runtime) -> list[SampleAccount]:
    """One account for each role, of those who can sign in."""
    with runtime.read() as session:
        rows = session.execute(
            select(Account.login, Person.full_name, Post.role, Post.title, Agency.short_name)
            .join(Person, Person.id == Account.person_id)
            .join(Post, Post.person_id == Person.id)
            .join(Agency, Agency.id == Post.agency_id)
            .where(Account.disabled_at.is_(None))
            .order_by(Account.id, Post.id)
        ).all()
    found: dict[Role, SampleAccount] = {}
    for login, full_name, role, title, agency in rows:
        found.setdefault(Role(role), SampleAccount(Role(role), login, full_name, title, agency))
    return [found[role] for role in Role if role in found]
