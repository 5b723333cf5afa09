"""The sample's agencies, units, people, posts, seals and accounts, made by the same verbs people use."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from eoffice.access.service import create_account
from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization.models import Post
from eoffice.organization.service import (
    create_agency,
    create_person,
    create_post,
    create_unit,
    open_code,
)
from eoffice.sample.marks import draw_seal, draw_signature
from eoffice.sample.office import POSTS_BEGIN, Office, SamplePerson
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.service import create_agency_seal
from eoffice.ui.assets import mark_font
from signing import prepare_font

SEAL_FONTS = ("tinos-latin-700-normal.woff", "tinos-vietnamese-700-normal.woff")


@dataclass(frozen=True)
class Staff:
    """Who and what was made, found by the sample's own names."""

    agencies: dict[str, uuid.UUID] = field(default_factory=dict)
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    posts: dict[str, list[Post]] = field(default_factory=dict)

    def post(self, sign_in: str, agency: str, role: Role, unit: str | None = None) -> Post:
        """The person's post of this role in the agency, and in the unit if one is named."""
        for post in self.posts[sign_in]:
            is_there = unit is None or post.unit_id == self.units[unit]
            if post.agency_id == self.agencies[agency] and post.role == role and is_there:
                return post
        raise LookupError(f"{sign_in} is no {role} of {agency}")

    def actor(self, sign_in: str, agency: str, role: Role, unit: str | None = None) -> Actor:
        """The person acting in that post, with the roles of all their posts in the agency."""
        post = self.post(sign_in, agency, role, unit)
        held = [one for one in self.posts[sign_in] if one.agency_id == post.agency_id]
        return Actor(
            person_id=post.person_id,
            post_id=post.id,
            agency_id=post.agency_id,
            unit_id=post.unit_id,
            roles=frozenset(Role(one.role) for one in held),
        )

    def holder(self, agency: str, role: Role, unit: str | None = None) -> Actor:
        """Whoever has the role in the agency, and in the unit if one is named."""
        for sign_in in self.posts:
            try:
                return self.actor(sign_in, agency, role, unit)
            except LookupError:
                continue
        raise LookupError(f"nobody is {role} of {agency} {unit or ''}")


def staff_office(runtime: Runtime, office: Office, password: str) -> Staff:
    """Make everybody and everything that is not a document."""
    staff = Staff()
    pictures = {
        person.sign_in: runtime.store.put(io.BytesIO(draw_signature(person.name))).sha256
        for person in office.person
        if any(post.role is Role.LEADER for post in person.posts)
    }
    with runtime.work(SYSTEM) as work:
        _make_agencies(work, office, staff)
        for unit in office.unit:
            made = create_unit(work, staff.agencies[unit.agency], unit.name, unit.notation)
            staff.units[unit.slug] = made.id
        for person in office.person:
            _make_person(work, person, staff, pictures.get(person.sign_in))
    for person in office.person:  # a password hash takes its time: one short transaction each
        with runtime.work(SYSTEM) as work:
            create_account(work, staff.people[person.sign_in], person.sign_in, password, "vi")
    return staff


def make_seals(
    runtime: Runtime,
    office: Office,
    staff: Staff,
    authority: TrialAuthority,
    report: Callable[[str], None],
) -> None:
    """A trial seal for every agency that has one."""
    font = prepare_font(*(mark_font(name).read_bytes() for name in SEAL_FONTS))
    for agency in office.agency:
        if agency.seal is not None:
            report(agency.short_name)
            picture = draw_seal(agency.seal.around, agency.seal.below, font, agency.seal.diameter_mm)
            create_agency_seal(runtime, authority, staff.agencies[agency.slug], picture)


def _make_agencies(work: Work, office: Office, staff: Staff) -> None:
    for agency in office.agency:
        made = create_agency(
            work,
            slug=agency.slug,
            name=agency.name,
            short_name=agency.short_name,
            notation=agency.notation,
            level=agency.level,
            place=agency.place,
            letterhead=agency.letterhead,
            parent_id=staff.agencies[agency.parent] if agency.parent else None,
            is_local=agency.is_local,
        )
        staff.agencies[agency.slug] = made.id
        for code in agency.codes:
            open_code(work, made.id, code.scheme, code.code, code.valid_from, code.valid_to)


def _make_person(work: Work, person: SamplePerson, staff: Staff, picture: str | None) -> None:
    made = create_person(work, person.name, signature_image=picture)
    staff.people[person.sign_in] = made.id
    for post in person.posts:
        create_post(
            work,
            made.id,
            staff.units[post.unit],
            post.role,
            post.title,
            authority_lines=post.authority,
            valid_from=POSTS_BEGIN,
        )
    work.session.flush()
    held = work.session.scalars(select(Post).where(Post.person_id == made.id).order_by(Post.id)).all()
    staff.posts[person.sign_in] = list(held)
