"""What stands around every request: cookies, form tokens, headers, and no plain http over a network."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eoffice.core.clock import FixedClock
from tests.access.conftest import LOGIN, PASSWORD, Browser, Office


@pytest.fixture
def database_url(sqlite_url: str):
    """Doors know nothing of databases; the verbs below are tested on both."""
    return sqlite_url


def set_cookies(response: TestResponse):
    return {line.split("=", 1)[0]: line for line in response.headers.getlist("Set-Cookie")}


def test_the_session_cookie_is_host_only_and_out_of_reach_of_scripts(browser: Browser, office: Office):
    line = set_cookies(browser.sign_in())["__Host-eoffice"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
    assert "Domain" not in line


def test_the_form_cookie_is_host_only_too(browser: Browser, office: Office):
    line = set_cookies(browser.get("/sign-in"))["__Host-form"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))


def test_a_form_without_its_token_is_refused(browser: Browser, office: Office):
    answer = browser.call("POST", "/sign-in", data={"login": LOGIN, "password": PASSWORD})
    assert answer.status_code == 403
    assert "__Host-eoffice" not in set_cookies(answer)


def test_a_form_token_of_another_browser_is_refused(app: Flask, browser: Browser, office: Office):
    stolen = browser.form_token()
    other = type(browser)(app)
    other.get("/sign-in")
    answer = other.call("POST", "/sign-in", data={"csrf_token": stolen, "login": LOGIN, "password": PASSWORD})
    assert answer.status_code == 403


def test_a_form_token_of_before_is_not_good_after_signing_in(browser: Browser, office: Office):
    before = browser.form_token()
    browser.sign_in()
    answer = browser.call("POST", "/language", data={"csrf_token": before, "language": "vi"})
    assert answer.status_code == 403


def test_the_api_with_a_cookie_needs_the_token_header(signed_in: Browser):
    body = {"name": "a program", "scopes": ["documents:read"]}
    assert signed_in.call("POST", "/api/v1/tokens", json=body).status_code == 403
    header = {"X-CSRFToken": signed_in.form_token()}
    assert signed_in.call("POST", "/api/v1/tokens", json=body, headers=header).status_code == 201


def test_pages_carry_the_security_headers(browser: Browser, office: Office):
    headers = browser.get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_error_pages_carry_them_too(browser: Browser, office: Office):
    answer = browser.get("/nothing-here")
    assert answer.status_code == 404
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/account"])
def test_plain_http_over_a_network_is_refused_with_an_explanation(
    browser: Browser, office: Office, path: str
):
    answer = browser.get(path, base_url="http://office.example")
    assert answer.status_code == 403
    assert "Cần kết nối" in answer.text or "protected connection" in answer.text
    assert not set_cookies(answer)


def test_the_api_refuses_plain_http_over_a_network_as_a_problem(browser: Browser, office: Office):
    answer = browser.get("/api/v1/me", base_url="http://office.example")
    assert (answer.status_code, answer.json["code"]) == (403, "https-needed")


def test_probes_of_an_orchestrator_are_answered_by_plain_http(browser: Browser, office: Office):
    assert browser.get("/healthz", base_url="http://10.0.0.9:8000").status_code == 200


def test_https_is_taken_on_any_host_and_asked_for_next_time(browser: Browser, office: Office):
    answer = browser.get("/sign-in", base_url="https://office.example")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(browser: Browser, office: Office):
    answer = browser.get("/account?tab=keys")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/account?tab%3Dkeys"


def test_the_cookie_of_a_session_that_is_over_lets_nobody_in(signed_in: Browser, clock: FixedClock):
    assert signed_in.get("/api/v1/me").status_code == 200
    clock.advance(clock.now() - clock.now().replace(hour=0))
    clock.moment = clock.moment.replace(day=clock.moment.day + 1)
    assert signed_in.get("/api/v1/me").status_code == 401


def test_an_invented_cookie_lets_nobody_in(browser: Browser, office: Office):
    browser.client.set_cookie("__Host-eoffice", "invented", domain="127.0.0.1", secure=True)
    assert browser.call("GET", "/api/v1/me").status_code == 401
