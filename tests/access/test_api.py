"""The API: who am I, tokens and what their scopes allow."""

from datetime import date, timedelta
from typing import Protocol

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eoffice.access import service
from eoffice.access.service import CreatedToken, OpenedSession
from eoffice.core.actor import SYSTEM
from eoffice.core.clock import FixedClock
from eoffice.core.errors import Invalid, NotFound
from eoffice.core.runtime import Runtime
from eoffice.organization.service import end_post
from tests.access.conftest import LOGIN, PASSWORD, Browser, Office


@pytest.fixture
def database_url(sqlite_url: str):
    """Doors know nothing of databases; the verbs below are tested on both."""
    return sqlite_url


class Program(Protocol):
    """Asks as a program does."""

    def __call__(self, method: str, path: str, **options: object) -> TestResponse: ...


@pytest.fixture
def opened(runtime: Runtime, office: Office):
    return service.sign_in(runtime, LOGIN, PASSWORD, "127.0.0.1", "a browser")


@pytest.fixture
def token(runtime: Runtime, opened: OpenedSession):
    with runtime.work(opened.actor) as work:
        return service.create_token(work, "a program", ["documents:read"], 30)


@pytest.fixture
def program(app: Flask, token: CreatedToken):
    """Asks with the bearer token and without cookies."""
    client = Browser(app)

    def ask(method: str, path: str, **options: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {token.plain}"}
        return client.call(method, path, headers=headers, **options)

    return ask


def test_a_token_acts_as_its_person_in_its_post(program: Program, office: Office, opened: OpenedSession):
    me = program("GET", "/api/v1/me").json
    assert me["full_name"] == office.person.full_name
    assert me["post_id"] == str(opened.actor.post_id)
    assert me["scopes"] == ["documents:read"]
    assert len(me["posts"]) == 3


def test_a_session_has_no_scopes_because_it_may_all(signed_in: Browser):
    assert signed_in.get("/api/v1/me").json["scopes"] is None


def test_a_token_needs_no_form_token_but_makes_no_other_tokens(program: Program):
    answer = program("POST", "/api/v1/tokens", json={"name": "more", "scopes": ["documents:sign"]})
    assert (answer.status_code, answer.json["code"]) == (403, "session-needed")


def test_a_token_may_what_its_scopes_say(program: Program, office: Office):
    answer = program("GET", "/api/v1/agencies?search=HĐND")
    assert [agency["name"] for agency in answer.json["agencies"]] == [office.other_agency.name]


def test_a_token_may_nothing_else(runtime: Runtime, opened: OpenedSession, app: Flask):
    with runtime.work(opened.actor) as work:
        plain = service.create_token(work, "figures", ["statistics:read"], 30).plain
    answer = Browser(app).call("GET", "/api/v1/agencies", headers={"Authorization": f"Bearer {plain}"})
    assert (answer.status_code, answer.json["code"]) == (403, "scope-missing")


def test_a_token_is_good_for_the_api_only(program: Program):
    assert program("GET", "/account").status_code == 302


@pytest.mark.parametrize("header", ["Bearer invented", "Bearer ", "Basic bWF1LmxlOnB3", "eoffice_x"])
def test_a_bad_authorization_is_refused_and_not_passed_over(signed_in: Browser, header: str):
    # The browser is signed in, but the header says that somebody else asks.
    assert signed_in.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_an_expired_token_is_refused(program: Program, clock: FixedClock):
    clock.advance(timedelta(days=30))
    assert program("GET", "/api/v1/me").json["code"] == "bad-token"


def test_a_token_ends_with_its_post(runtime: Runtime, program: Program, opened: OpenedSession):
    with runtime.work(SYSTEM) as work:
        end_post(work, opened.actor.post_id, date(2026, 11, 15))
    assert program("GET", "/api/v1/me").status_code == 401


def test_a_token_is_revoked_by_its_owner(signed_in: Browser, token: CreatedToken, program: Program):
    header = {"X-CSRFToken": signed_in.form_token()}
    answer = signed_in.call("DELETE", f"/api/v1/tokens/{token.row.id}", headers=header)
    assert answer.status_code == 204
    assert program("GET", "/api/v1/me").status_code == 401


def test_nobody_revokes_the_token_of_another(
    runtime: Runtime, office: Office, token: CreatedToken, program: Program
):
    with pytest.raises(NotFound), runtime.work(office.administrator) as work:
        service.revoke_token(work, token.row.id)
    assert program("GET", "/api/v1/me").status_code == 200


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["everything"], 30), (["documents:read"], 0)])
def test_a_token_without_limits_is_not_made(
    runtime: Runtime, opened: OpenedSession, scopes: list[str], days: int
):
    with pytest.raises(Invalid), runtime.work(opened.actor) as work:
        service.create_token(work, "a program", scopes, days)


def test_who_is_not_signed_in_gets_a_problem(browser: Browser, office: Office):
    answer = browser.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not-signed-in"
