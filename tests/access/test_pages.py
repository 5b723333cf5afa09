"""The pages: signing in and out, switching post and language, “My account”."""

import re

import pytest
from flask import Flask

from eoffice.access import service
from eoffice.core.runtime import Runtime
from tests.access.conftest import LOGIN, PASSWORD, Browser, Office


@pytest.fixture
def database_url(sqlite_url: str):
    """Doors know nothing of databases; the verbs below are tested on both."""
    return sqlite_url


def test_signing_in_leads_to_where_one_wanted_to_go(browser: Browser, office: Office):
    answer = browser.sign_in(next="/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil"])
def test_signing_in_never_leads_to_another_site(browser: Browser, office: Office, target: str):
    assert browser.sign_in(next=target).location == "/"
    page = browser.get("/sign-in", query_string={"next": target})
    assert page.location == "/"


def test_a_wrong_password_is_said_and_the_name_stays_typed(browser: Browser, office: Office):
    answer = browser.sign_in(password="wrong password")
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert f'value="{LOGIN}"' in answer.text
    assert "wrong password" not in answer.text.replace("wrong-password", "")


def test_empty_fields_are_named_beside_them(browser: Browser, office: Office):
    answer = browser.sign_in(login="", password="")
    assert answer.status_code == 422
    assert 'id="login-error"' in answer.text
    assert 'id="password-error"' in answer.text


def test_a_lock_out_is_shown_with_its_end(browser: Browser, office: Office, runtime: Runtime):
    for _ in range(runtime.settings.limits.sign_in_attempts):
        browser.sign_in(password="wrong password")
    answer = browser.sign_in()
    assert answer.status_code == 429
    assert "09:15" in answer.text
    assert int(answer.headers["Retry-After"]) > 800


def test_signing_in_again_closes_the_session_before(signed_in: Browser, runtime: Runtime):
    first = signed_in.cookie("__Host-eoffice")
    signed_in.sign_in()
    assert signed_in.cookie("__Host-eoffice") != first
    assert service.identify(runtime, first) is None


def test_signing_out_ends_the_session_on_the_server(signed_in: Browser, runtime: Runtime):
    token = signed_in.cookie("__Host-eoffice")
    assert signed_in.post("/sign-out").status_code == 303
    assert service.identify(runtime, token) is None
    assert not signed_in.cookie("__Host-eoffice")


def test_signing_out_everywhere_ends_other_browsers_too(app: Flask, signed_in: Browser, office: Office):
    other = type(signed_in)(app)
    other.sign_in()
    assert signed_in.post("/account/sign-out-everywhere").status_code == 303
    assert other.get("/api/v1/me").status_code == 401


def test_reading_never_signs_anybody_out(signed_in: Browser):
    assert signed_in.get("/sign-out").status_code == 405
    assert signed_in.get("/api/v1/me").status_code == 200


def test_switching_post_changes_whom_the_api_sees(signed_in: Browser, office: Office):
    assert signed_in.post("/post", post_id=str(office.other_post.id)).status_code == 303
    me = signed_in.get("/api/v1/me").json
    assert me["post_id"] == str(office.other_post.id)
    assert me["roles"] == ["clerk"]


@pytest.mark.parametrize("post_id", ["", "nonsense", "0190f5a0-0000-7000-8000-000000000000"])
def test_a_post_that_is_not_ones_own_is_refused(signed_in: Browser, office: Office, post_id: str):
    before = signed_in.get("/api/v1/me").json["post_id"]
    assert signed_in.post("/post", post_id=post_id).status_code in (403, 422)
    assert signed_in.get("/api/v1/me").json["post_id"] == before


def test_a_stranger_chooses_a_language_that_stays(browser: Browser, office: Office):
    assert '<html lang="vi">' in browser.get("/sign-in").text
    browser.post("/language", language="en", next="/sign-in")
    assert '<html lang="en">' in browser.get("/sign-in").text


def test_another_language_leads_from_an_action_back_to_its_page(browser: Browser, office: Office):
    assert browser.post("/language", language="en", next="/account/password").location == "/account"
    assert browser.post("/language", language="en", next="/account?x=1").location == "/account?x=1"
    assert browser.post("/language", language="en", next="/post").location == "/"
    assert browser.post("/language", language="en", next="//elsewhere.example/account").location == "/"


def test_the_language_of_an_account_goes_before_the_cookie(browser: Browser, office: Office):
    browser.post("/language", language="vi")
    browser.sign_in()
    assert '<html lang="en">' in browser.get("/account").text
    browser.post("/language", language="vi")
    assert '<html lang="vi">' in browser.get("/account").text


def test_an_unknown_language_is_refused(browser: Browser, office: Office):
    assert browser.post("/language", language="fr").status_code == 422


def test_my_account_shows_every_post_and_the_present_session(signed_in: Browser, office: Office):
    text = signed_in.get("/account").text
    for title in ("Văn thư", "Kiểm tra thể thức", "Văn thư HĐND", "HĐND xã Yên Khê"):
        assert title in text
    assert "This one" in text


def test_the_password_is_changed_on_the_page(app: Flask, signed_in: Browser, office: Office):
    new = "một mật khẩu khác"
    assert (
        signed_in.post("/account/password", current=PASSWORD, password=new, repeated=new).status_code == 303
    )
    assert signed_in.get("/api/v1/me").status_code == 200
    assert type(signed_in)(app).sign_in(password=new).status_code == 303


def test_two_different_new_passwords_are_said_beside_the_second(signed_in: Browser):
    answer = signed_in.post(
        "/account/password", current=PASSWORD, password="one new password", repeated="two new password"
    )
    assert answer.status_code == 422
    assert 'id="repeated-error"' in answer.text


def test_a_new_token_is_shown_once(signed_in: Browser):
    answer = signed_in.post("/account/tokens", name="a program", scopes="documents:read", days="30")
    assert answer.status_code == 201
    token = re.search(r"eoffice_[\w-]{43}", answer.text)[0]
    assert token not in signed_in.get("/account").text
    assert "a program" in signed_in.get("/account").text


def test_a_token_form_says_what_is_wrong_and_keeps_what_was_typed(signed_in: Browser):
    answer = signed_in.post("/account/tokens", name="a program", days="4000")
    assert answer.status_code == 422
    assert 'id="scopes-error"' in answer.text
    assert 'id="days-error"' in answer.text
    assert 'value="a program"' in answer.text
