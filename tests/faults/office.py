"""Three agencies whose people act through the API: one writes, two receive."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from eoffice.access.models import Account
from eoffice.access.rules import SCOPES
from eoffice.access.service import create_token
from eoffice.core.actor import Role
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization.models import Unit
from eoffice.trial.service import create_agency_seal
from eoffice.wiring import open_authority, seed
from tests.factories import actor_of, make_agency, make_person, make_post, make_unit, system
from tests.signing.papers import NAME, TITLE, seal_png

TITLES = {
    Role.OFFICER: "Chuyên viên",
    Role.UNIT_HEAD: "Chánh Văn phòng",
    Role.FORM_CHECKER: "Chuyên viên",
    Role.LEADER: TITLE.capitalize(),
    Role.CLERK: "Văn thư",
}
NAMES = {Role.LEADER: NAME}


@dataclass(frozen=True)
class Office:
    """One agency: its people's posts and API tokens by role."""

    agency_id: uuid.UUID
    name: str
    unit_id: uuid.UUID
    posts: dict[Role, uuid.UUID]
    tokens: dict[Role, str]


@dataclass(frozen=True)
class Offices:
    """Everybody there is."""

    sender: Office
    receiver: Office
    other: Office


def make_offices(runtime: Runtime) -> Offices:
    """Staff an empty instance; the sender has a seal."""
    seed(runtime)
    names = ("UBND xã Minh Sơn", "UBND xã Yên Khê", "UBND xã Tân Lập")
    offices = Offices(*(make_office(runtime, name) for name in names))
    authority = open_authority(runtime.settings)
    assert authority is not None
    create_agency_seal(runtime, authority, offices.sender.agency_id, seal_png())
    return offices


def make_office(runtime: Runtime, name: str) -> Office:
    """One agency of this name and its people."""
    posts: dict[Role, uuid.UUID] = {}
    tokens: dict[Role, str] = {}
    with runtime.work(system()) as work:
        agency = make_agency(work.session, name)
        unit = make_unit(work.session, agency)
        for role in TITLES:
            posts[role], tokens[role] = _make_person(work, unit, role)
    return Office(agency.id, name, unit.id, posts, tokens)


def _make_person(work: Work, unit: Unit, role: Role) -> tuple[uuid.UUID, str]:
    person = make_person(work.session, NAMES.get(role, f"{TITLES[role]} {unit.id.hex[-4:]}"))
    post = make_post(work.session, unit, role, person, TITLES[role])
    account = Account(
        person_id=person.id,
        login=f"{role.value}.{person.id.hex}",
        password_hash="nobody signs in with a password here",
        language="vi",
        created_at=work.now,
    )
    work.session.add(account)
    work.session.flush()
    actor = replace(actor_of(post), account_id=account.id)
    token = create_token(replace(work, actor=actor), "journey", SCOPES, 30)
    return post.id, token.plain
