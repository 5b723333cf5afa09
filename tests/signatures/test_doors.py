"""Signing by the JSON API with a token, and “My signing keys” in a browser, in the whole application."""

from __future__ import annotations

import base64
import uuid
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from flask import Flask
from werkzeug.test import TestResponse

from eoffice.access import passwords
from eoffice.access.service import create_account, create_token
from eoffice.app import create_app
from eoffice.core.actor import Actor
from eoffice.signatures.issuing import EXTENSION, SignatureWiring
from eoffice.trial.issuer import TrialIssuer
from tests.access.conftest import BASE, PASSWORD, Browser
from tests.factories import system
from tests.signatures.office import Office, make_csr, make_key, sign_like_a_browser

SCOPES = ("documents:read", "documents:sign", "documents:issue")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


@pytest.fixture
def app(office: Office) -> Flask:
    app = create_app(office.runtime.settings, office.runtime)
    app.extensions[EXTENSION] = SignatureWiring(issuer=TrialIssuer(office.authority))
    return app


class Caller:
    """A program that acts for a person with a token."""

    def __init__(self, app: Flask, office: Office, actor: Actor, login: str) -> None:
        assert actor.person_id is not None
        with office.runtime.work(system()) as work:
            account = create_account(work, actor.person_id, login, PASSWORD, "en")
        with office.runtime.work(replace(actor, account_id=account.id)) as work:
            token = create_token(work, "thử", SCOPES, 30).plain
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, body: dict[str, Any] | None = None) -> TestResponse:
        return self.client.post("/api/v1" + path, json=body or {}, headers=self.headers, base_url=BASE)

    def get(self, path: str) -> TestResponse:
        return self.client.get("/api/v1" + path, headers=self.headers, base_url=BASE)


@pytest.fixture
def leader(app: Flask, office: Office) -> Caller:
    return Caller(app, office, office.leader, "lanh.dao")


def test_enrolling_gives_the_certificate_and_its_fingerprint(leader: Caller):
    key = make_key()
    answer = leader.post(
        "/certificates",
        {"csr": make_csr(key).decode(), "label": "Máy cơ quan", "algorithm": "ecdsa-p256"},
    )
    assert answer.status_code == 201
    certificate = x509.load_pem_x509_certificate(answer.json["certificate"].encode())
    assert certificate.fingerprint(hashes.SHA256()).hex() == answer.json["fingerprint"]
    assert certificate.public_key() == key.public_key()


def test_the_whole_way_by_the_api(app: Flask, office: Office, leader: Caller):
    office.give_seal()
    document_id = office.make_document()
    body = {"certificate_id": str(office.certificate.id), "place": {"page": 1, "box": [350, 210, 500, 290]}}
    prepared = leader.post(f"/documents/{document_id}/signings", body)
    assert prepared.status_code == 201, prepared.text
    value = sign_like_a_browser(office.key, base64.b64decode(prepared.json["to_be_signed"]))
    sent = {"signature": base64.b64encode(value).decode()}
    done = leader.post(f"/signings/{prepared.json['id']}/complete", sent)
    assert (done.status_code, done.json["level"]) == (200, "B-T")
    assert done.json["location"] == f"/documents/{document_id}"
    clerk = Caller(app, office, office.clerk, "van.thu")
    assert clerk.post(f"/documents/{document_id}/number").status_code == 200
    assert clerk.post(f"/documents/{document_id}/fill").status_code == 200  # again without effect
    assert clerk.post(f"/documents/{document_id}/seal").json["state"] == "sealed"
    found = clerk.get(f"/documents/{document_id}/signatures").json["signatures"]
    assert [(one["role"], one["level"]) for one in found] == [("personal", "B-T"), ("agency", "B-T")]


def test_a_wrong_value_is_a_422_that_says_what_to_do(office: Office, leader: Caller):
    prepared = leader.post(
        f"/documents/{office.make_document()}/signings", {"certificate_id": str(office.certificate.id)}
    ).json
    wrong = sign_like_a_browser(make_key(), base64.b64decode(prepared["to_be_signed"]))
    answer = leader.post(
        f"/signings/{prepared['id']}/complete", {"signature": base64.b64encode(wrong).decode()}
    )
    assert (answer.status_code, answer.json["code"]) == (422, "signature-value-mismatch")
    assert answer.json["title"]
    assert answer.json["detail"]


@pytest.mark.parametrize("value", ["", "not base64!", 7, None, "A" * 5000])
def test_a_value_that_is_no_base64_is_refused_beside_its_field(leader: Caller, value: object):
    answer = leader.post(f"/signings/{uuid.uuid4()}/complete", {"signature": value})
    assert answer.status_code == 422
    assert "signature" in answer.json["errors"]


def test_giving_up_answers_without_content(office: Office, leader: Caller):
    prepared = leader.post(
        f"/documents/{office.make_document()}/signings", {"certificate_id": str(office.certificate.id)}
    ).json
    assert leader.post(f"/signings/{prepared['id']}/cancel").status_code == 204


def test_revoking_by_the_api_shows_in_the_list(office: Office, leader: Caller):
    leader.post(f"/certificates/{office.certificate.id}/revoke", {"reason": "key_compromise"})
    [found] = leader.get("/certificates").json["certificates"]
    assert found["revocation_reason"] == "key_compromise"


def test_a_token_without_the_scope_signs_nothing(app: Flask, office: Office, leader: Caller):
    answer = leader.client.get("/api/v1/certificates", base_url=BASE)
    assert answer.status_code == 401


@pytest.fixture
def browser(app: Flask, leader: Caller) -> Browser:
    made = Browser(app)
    assert made.sign_in("lanh.dao").status_code == 303
    return made


def test_the_page_says_what_the_keys_are_worth(office: Office, browser: Browser):
    page = browser.get("/keys")
    assert page.status_code == 200
    assert "Máy cơ quan" in page.text
    assert "TRIAL" in page.text
    assert 'data-url="/api/v1/certificates"' in page.text


def test_without_an_authority_the_page_says_so(app: Flask, browser: Browser):
    app.extensions[EXTENSION] = SignatureWiring()
    page = browser.get("/keys")
    assert "data-enrol " not in page.text
    assert "no authority" in page.text


def test_revoking_needs_a_reason_and_says_so_beside_it(office: Office, browser: Browser):
    answer = browser.post(f"/keys/{office.certificate.id}/revoke")
    assert answer.status_code == 422
    assert "Choose one of the values offered." in answer.text


def test_a_revoked_key_shows_as_revoked(office: Office, browser: Browser):
    answer = browser.post(f"/keys/{office.certificate.id}/revoke", reason="superseded")
    assert answer.status_code == 303
    assert "Revoked" in browser.get("/keys").text


def test_strangers_are_sent_to_sign_in(app: Flask):
    answer = Browser(app).get("/keys")
    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)


def test_there_is_no_picture_of_a_signature_that_was_never_given(browser: Browser):
    assert browser.get("/signature-picture.png").status_code == 404


def test_the_leaders_page_shows_the_mark_and_the_keys(office: Office, browser: Browser):
    page = browser.get(f"/documents/{office.make_document()}/sign")
    assert page.status_code == 200
    assert office.certificate.fingerprint in page.text
    assert 'name="mark_page" value="1"' in page.text
