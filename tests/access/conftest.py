"""A small application with access and organization, two agencies, and people who can sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from werkzeug.test import TestResponse

from eoffice.access import passwords, service, web
from eoffice.access.api import api as access_api
from eoffice.access.pages import pages as access_pages
from eoffice.core import problem
from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.clock import FixedClock
from eoffice.core.runtime import Runtime
from eoffice.organization.api import api as organization_api
from eoffice.organization.models import Agency, Person, Post
from eoffice.ui import components
from eoffice.ui.pages.administration import pages as administration
from tests.factories import (
    MONDAY,
    SECRET,
    actor_of,
    make_agency,
    make_person,
    make_post,
    make_runtime,
    make_unit,
)

PASSWORD = "mật khẩu thử 1"
LOGIN = "mau.le"
BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Office:
    """An agency where Mẫu is clerk and form checker, another where she is clerk, and an administrator."""

    agency: Agency
    other_agency: Agency
    person: Person
    posts: tuple[Post, Post]
    other_post: Post
    account_id: object
    administrator: Actor


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id with small parameters: most tests sign in several times."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Runtime]:
    made = make_runtime(database_url, tmp_path, clock=clock)
    yield made
    made.engine.dispose()


@pytest.fixture
def office(runtime: Runtime) -> Office:
    with runtime.work(SYSTEM) as work:
        agency, other = make_agency(work.session), make_agency(work.session, "HĐND xã Yên Khê")
        unit, other_unit = make_unit(work.session, agency), make_unit(work.session, other)
        person = make_person(work.session)
        posts = (
            make_post(work.session, unit, Role.CLERK, person, "Văn thư"),
            make_post(work.session, unit, Role.FORM_CHECKER, person, "Kiểm tra thể thức"),
        )
        other_post = make_post(work.session, other_unit, Role.CLERK, person, "Văn thư HĐND")
        administrator = make_post(work.session, unit, Role.ADMINISTRATOR)
        account = service.create_account(work, person.id, LOGIN, PASSWORD, "en")
    return Office(agency, other, person, posts, other_post, account.id, actor_of(administrator))


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    made = Flask("eoffice")
    made.secret_key = SECRET
    made.extensions["eoffice"] = runtime
    Babel(made, default_locale="vi", locale_selector=web.select_locale)
    web.install(made)
    problem.install(made)
    components.install(made)
    for blueprint in (access_pages, access_api, organization_api, administration):
        made.register_blueprint(blueprint)
    made.add_url_rule("/", "home", lambda: "the first page")
    made.add_url_rule("/healthz", "alive", lambda: "ok")
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


class Browser:
    """A client that reads form tokens from pages, as a browser sends them with the form."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, base_url=options.pop("base_url", BASE), **options)  # type: ignore[arg-type]

    def form_token(self) -> str:
        page = self.get("/sign-in")
        if page.status_code == 303:
            page = self.get("/account")
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert found, page.text
        return found[1]

    def post(self, path: str, **fields: object) -> TestResponse:
        data = {"csrf_token": self.form_token(), **fields}
        return self.client.post(path, data=data, base_url=BASE)

    def sign_in(self, login: str = LOGIN, password: str = PASSWORD, **fields: object) -> TestResponse:
        return self.post("/sign-in", login=login, password=password, **fields)

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain="127.0.0.1")
        return found.value if found else None

    def call(self, method: str, path: str, **options: object) -> TestResponse:
        return self.client.open(path, method=method, base_url=BASE, **options)  # type: ignore[arg-type]


@pytest.fixture
def signed_in(browser: Browser, office: Office) -> Browser:
    assert browser.sign_in().status_code == 303
    return browser


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
