"""Plain functions that make what a test needs, with as few arguments as it cares about."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from pyhanko.sign.timestamps import TimeStamper
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.clock import Clock, FixedClock
from eoffice.core.database import make_engine
from eoffice.core.runtime import Runtime
from eoffice.core.work import Subscribers
from eoffice.ledger import service as ledger
from eoffice.organization.models import Agency, AgencyCode, Person, Post, Unit
from eoffice.settings import Settings, read_settings
from signing import Trust
from storage import FolderStore

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # 09:00 in Asia/Ho_Chi_Minh
SECRET = "a secret for tests only, long enough"
_counter = itertools.count(1)
_opened: list[Engine] = []


def make_settings(url: str, folder: Path) -> Settings:
    """The settings of a trial instance in ``folder``."""
    base = _base_settings()
    return base.model_copy(
        update={
            "instance_folder": folder,
            "database": base.database.model_copy(update={"url": url}),
            "storage": base.storage.model_copy(update={"folder": folder / "files"}),
        }
    )


@cache
def _base_settings() -> Settings:
    """Read once: reading takes 20 ms, and every runtime of every test asks for it."""
    return read_settings(
        trial=True,
        server={"secret_key": SECRET},
        signing={"seal_passphrase": "seal passphrase for tests"},
    )


def make_runtime(
    url: str,
    folder: Path,
    *,
    clock: Clock | None = None,
    subscribers: Subscribers | None = None,
) -> Runtime:
    """A runtime on the database ``url`` with a folder store; no timestamp service, nobody trusted."""
    store = FolderStore(folder / "files")
    store.prepare()
    engine = make_engine(url)
    _opened.append(engine)
    return Runtime(
        settings=make_settings(url, folder),
        engine=engine,
        clock=clock or FixedClock(MONDAY),
        store=store,
        timestamper=_no_timestamper,
        trust=lambda: Trust(roots=()),
        append=ledger.append,
        subscribers=subscribers or {},
    )


def close_engines() -> None:
    """Close the connections of every runtime that was made; called after each test."""
    while _opened:
        _opened.pop().dispose()


def make_agency(session: Session, name: str = "UBND xã Yên Khê", **values: object) -> Agency:
    """An agency of this instance with a code valid since 2021 in the scheme of QĐ 20/2020."""
    number = next(_counter)
    defaults: dict[str, object] = {
        "slug": f"agency-{number}",
        "name": name,
        "short_name": name,
        "notation": "UBND",
        "level": "commune",
        "place": "Yên Khê",
        "is_local": True,
        "letterhead": [name.upper()],
    }
    agency = Agency(**(defaults | values))
    session.add(agency)
    session.flush()
    code = AgencyCode(
        agency_id=agency.id, scheme="qd20", code=f"H99.{number:03}", valid_from=date(2021, 1, 1)
    )
    session.add(code)
    session.flush()
    return agency


def make_unit(session: Session, agency: Agency, name: str = "Văn phòng", notation: str = "VP") -> Unit:
    """A unit of ``agency``."""
    unit = Unit(agency_id=agency.id, name=name, notation=notation)
    session.add(unit)
    session.flush()
    return unit


def make_person(session: Session, full_name: str = "Lê Thị Mẫu") -> Person:
    """A person."""
    person = Person(full_name=full_name)
    session.add(person)
    session.flush()
    return person


def make_post(
    session: Session,
    unit: Unit,
    role: Role,
    person: Person | None = None,
    title: str = "Chuyên viên",
    authority_lines: list[str] | None = None,
) -> Post:
    """A post in ``unit``, held since 2021 by ``person`` (somebody new when not given)."""
    post = Post(
        person_id=(person or make_person(session, f"Người {next(_counter)}")).id,
        agency_id=unit.agency_id,
        unit_id=unit.id,
        role=role.value,
        title=title,
        authority_lines=authority_lines or [title.upper()],
        valid_from=date(2021, 1, 1),
    )
    session.add(post)
    session.flush()
    return post


def actor_of(*posts: Post) -> Actor:
    """The person of these posts (all in one agency), acting in the first of them."""
    return Actor(
        person_id=posts[0].person_id,
        post_id=posts[0].id,
        agency_id=posts[0].agency_id,
        unit_id=posts[0].unit_id,
        roles=frozenset(Role(post.role) for post in posts),
    )


def system() -> Actor:
    """The system itself."""
    return SYSTEM


def _no_timestamper() -> TimeStamper:
    raise AssertionError("this test did not expect a timestamp to be asked for")
