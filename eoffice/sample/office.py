"""Reads the sample's people and documents: data in TOML, checked so that the loader need not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eoffice.core.actor import Role
from eoffice.documents.models import Urgency
from eoffice.incoming.models import ArrivalState, AssignmentPart
from eoffice.organization.models import AgencyLevel
from eoffice.outgoing.models import Channel, OutgoingState, ReviewKind

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
POSTS_BEGIN = date(2025, 7, 1)
"""The day the communes were merged: nobody's post in the sample is older."""

WorkingDays = Annotated[int, Field(ge=0, le=200)]
"""A number of working days; ``…_ago`` counts back from the day the sample is loaded."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Code(_Entry):
    """A code of an agency under a scheme, from a day to a day."""

    scheme: Literal["qd20", "qd28"]
    code: str
    valid_from: date
    valid_to: date | None = None


class Seal(_Entry):
    """What ``marks.draw_seal`` needs."""

    around: str
    below: str
    diameter_mm: float


class SampleAgency(_Entry):
    """A body. Those that work here have a seal; the others only write and are written to."""

    slug: str
    name: str
    short_name: str
    notation: str
    level: AgencyLevel
    place: str
    is_local: bool
    letterhead: list[str]
    parent: str | None = None
    seal: Seal | None = None
    codes: list[Code] = []


class SampleUnit(_Entry):
    """A unit of an agency."""

    slug: str
    agency: str
    name: str
    notation: str


class SamplePost(_Entry):
    """What somebody is, in which unit; a leader's post has the lines above the name."""

    unit: str
    role: Role
    title: str
    authority: list[str] = []


class SamplePerson(_Entry):
    """Somebody with the name to sign in with and one or more posts."""

    sign_in: str
    name: str
    posts: Annotated[list[SamplePost], Field(min_length=1)]


class SampleReceiver(_Entry):
    """An agency, or by name anybody else."""

    channel: Channel
    agency: str | None = None
    name: str = ""
    email: str = ""


class Part(_Entry):
    """A unit's part in handling a document, and the officer its head gave it to, if he already has."""

    unit: str
    part: AssignmentPart
    officer: str | None = None


class SampleArrival(_Entry):
    """How far an agency has come with a document.

    ``due_in`` working days were given with the directive; ``finished_after`` counts from the same day, so
    that a finish after ``due_in`` was late.
    """

    agency: str
    state: ArrivalState
    return_reason: str = ""
    leader: str | None = None
    directive: str = ""
    due_in: WorkingDays | None = None
    parts: list[Part] = []
    finished_after: WorkingDays | None = None
    result: str = ""
    answer: str | None = None


class SampleDocument(_Entry):
    """An outgoing document with what its receivers made of it.

    Drafted ``drafted_ago`` working days before the day of loading, issued ``issued_ago``; the steps between
    lie between. ``unit`` is the drafter's, whose notation stands in an official letter's.
    """

    slug: str
    kind: str
    subject: str
    agency: str
    unit: str
    drafter: str
    signer: str
    state: OutgoingState
    drafted_ago: WorkingDays
    issued_ago: WorkingDays | None = None
    file: str
    source: str | None = None
    annexes: list[str] = []
    supporting: list[str] = []
    urgency: Urgency = Urgency.NORMAL
    proposal: str = ""
    returned_by: ReviewKind | None = None
    return_reason: str = ""
    receivers: Annotated[list[SampleReceiver], Field(min_length=1)]
    arrivals: list[SampleArrival] = []

    @property
    def files(self) -> list[str]:
        """The names of all its files among the fixtures."""
        return [self.file, *([self.source] if self.source else []), *self.annexes, *self.supporting]


class SamplePaper(_Entry):
    """A document from outside, entered by the receiving clerk from paper or e-mail."""

    slug: str
    kind: str
    subject: str
    sender: str
    full_number: str
    issued_on: date
    signer: str
    channel: Literal["paper", "email"]
    file: str
    arrived_ago: WorkingDays
    urgency: Urgency = Urgency.NORMAL
    arrival: SampleArrival


class Office(_Entry):
    """The whole sample. Every slug and sign-in name that is referred to exists."""

    agency: list[SampleAgency]
    unit: list[SampleUnit]
    person: list[SamplePerson]
    document: list[SampleDocument]
    paper: list[SamplePaper]

    @cached_property
    def agencies(self) -> dict[str, SampleAgency]:
        """Agencies by slug."""
        return {one.slug: one for one in self.agency}

    @cached_property
    def units(self) -> dict[str, SampleUnit]:
        """Units by slug."""
        return {one.slug: one for one in self.unit}

    @cached_property
    def people(self) -> dict[str, SamplePerson]:
        """People by the name they sign in with."""
        return {one.sign_in: one for one in self.person}

    def find_post(self, sign_in: str, agency: str, role: Role, unit: str | None = None) -> SamplePost | None:
        """The person's post with this role in the agency, and in the unit if one is named."""
        for post in self.people[sign_in].posts:
            is_there = self.units[post.unit].agency == agency and unit in (None, post.unit)
            if is_there and post.role is role:
                return post
        return None

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        wrong = [*_twins(self), *_unknown_people(self), *_unknown_documents(self)]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


def read_office(folder: Path = HERE) -> Office:
    """The sample in ``people.toml`` and ``documents.toml``; raises pydantic's ``ValidationError``."""
    data = {
        key: value
        for name in ("people.toml", "documents.toml")
        for key, value in tomllib.loads((folder / name).read_text("utf-8")).items()
    }
    return Office.model_validate(data)


def _twins(office: Office) -> Iterable[str]:
    for names in (
        [one.slug for one in office.agency],
        [one.slug for one in office.unit],
        [one.sign_in for one in office.person],
        [one.slug for one in office.document] + [one.slug for one in office.paper],
    ):
        yield from (
            f"{name} is named twice" for name in sorted({one for one in names if names.count(one) > 1})
        )


def _unknown_people(office: Office) -> Iterable[str]:
    for unit in office.unit:
        if unit.agency not in office.agencies:
            yield f"unit {unit.slug}: no agency {unit.agency}"
    for person in office.person:
        for post in person.posts:
            if post.unit not in office.units:
                yield f"{person.sign_in}: no unit {post.unit}"
            if (post.role is Role.LEADER) != bool(post.authority):
                yield f"{person.sign_in}: authority lines belong to leaders, and every leader has some"


def _unknown_documents(office: Office) -> Iterable[str]:
    for document in office.document:
        yield from _wrong_in_document(office, document)
    for paper in office.paper:
        if paper.sender not in office.agencies:
            yield f"{paper.slug}: no agency {paper.sender}"
        yield from _wrong_in_arrival(office, paper.slug, paper.arrival)


def _wrong_in_document(office: Office, document: SampleDocument) -> Iterable[str]:
    known = document.agency in office.agencies and document.unit in office.units
    if not known or not {document.drafter, document.signer} <= office.people.keys():
        yield f"{document.slug}: an agency, unit or person is unknown"
        return
    if office.find_post(document.drafter, document.agency, Role.OFFICER, document.unit) is None:
        yield f"{document.slug}: {document.drafter} is no officer of {document.unit}"
    if office.find_post(document.signer, document.agency, Role.LEADER) is None:
        yield f"{document.slug}: {document.signer} is no leader of {document.agency}"
    if (document.state is OutgoingState.ISSUED) != (document.issued_ago is not None):
        yield f"{document.slug}: an issued document says when, no other does"
    electronic = {
        one.agency for one in document.receivers if one.channel in (Channel.ELECTRONIC, Channel.BOTH)
    }
    for arrival in document.arrivals:
        if arrival.agency not in electronic:
            yield f"{document.slug}: {arrival.agency} receives nothing electronically"
        yield from _wrong_in_arrival(office, document.slug, arrival)


def _wrong_in_arrival(office: Office, slug: str, arrival: SampleArrival) -> Iterable[str]:
    leader = arrival.leader
    if leader and (leader not in office.people or not office.find_post(leader, arrival.agency, Role.LEADER)):
        yield f"{slug}: {leader} is no leader of {arrival.agency}"
    for part in arrival.parts:
        if part.unit not in office.units or office.units[part.unit].agency != arrival.agency:
            yield f"{slug}: {part.unit} is no unit of {arrival.agency}"
        elif part.officer and not office.find_post(part.officer, arrival.agency, Role.OFFICER, part.unit):
            yield f"{slug}: {part.officer} is no officer of {part.unit}"
