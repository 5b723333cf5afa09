"""Beginning an instance that has nothing: its first agency, and the person who administers it.

Everything else the administrator does on the pages; agencies below are added by ``add_agency``.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from eoffice.access.service import create_account
from eoffice.core.actor import SYSTEM, Role
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization.models import Agency, AgencyLevel
from eoffice.organization.queries import find_agency_by_code
from eoffice.organization.service import (
    create_agency,
    create_person,
    create_post,
    create_unit,
    open_code,
)

UNIT, TITLE = "Văn phòng", "Quản trị hệ thống"


@dataclass(frozen=True)
class NewAgency:
    """An agency to be added; ``code`` is its code by QĐ 20/2020/QĐ-TTg, valid from today."""

    name: str
    notation: str
    place: str
    level: AgencyLevel
    code: str


def found(runtime: Runtime, agency: NewAgency, administrator: str, login: str, password: str) -> uuid.UUID:
    """Add the first agency with its administrator. Raises ``Conflict`` when there is an agency already."""
    with runtime.work(SYSTEM) as work:
        if work.session.scalars(select(Agency.id).where(Agency.is_local).limit(1)).first():
            raise Conflict(
                "office-founded",
                N_("This instance has an agency already."),
                N_("Sign in as its administrator, or add an agency below it."),
            )
        made = _add(work, agency, None)
        unit = create_unit(work, made.id, UNIT, "VP")
        person = create_person(work, administrator)
        create_post(work, person.id, unit.id, Role.ADMINISTRATOR, TITLE)
        create_account(work, person.id, login, password, runtime.settings.language)
        return made.id


def add_agency(runtime: Runtime, agency: NewAgency, parent_code: str) -> uuid.UUID:
    """Add an agency below the one that has ``parent_code`` today. Raises ``Conflict`` when there is none."""
    with runtime.work(SYSTEM) as work:
        parent = find_agency_by_code(work.session, parent_code, work.clock.today())
        if parent is None:
            raise Conflict(
                "no-such-code", N_("No agency has this code today."), N_("Check the code."), field="parent"
            )
        return _add(work, agency, parent.id).id


def _add(work: Work, agency: NewAgency, parent_id: uuid.UUID | None) -> Agency:
    made = create_agency(
        work,
        slug=agency.code.lower().replace(".", "-"),
        name=agency.name,
        notation=agency.notation,
        level=agency.level,
        place=agency.place,
        parent_id=parent_id,
    )
    open_code(work, made.id, "qd20", agency.code, work.clock.today())
    return made
