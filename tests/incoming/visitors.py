"""People who come through the doors: with a browser, and with a program that holds a token."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from werkzeug.test import TestResponse

from eoffice.access import service, web
from eoffice.access.api import api as access_api
from eoffice.access.models import Account
from eoffice.access.pages import pages as access_pages
from eoffice.core import problem
from eoffice.core.actor import SYSTEM, Actor
from eoffice.core.runtime import Runtime
from eoffice.documents.pages import pages as file_pages
from eoffice.exchange.api import api as exchange_api
from eoffice.incoming.api import api as incoming_api
from eoffice.incoming.pages import pages as incoming_pages
from eoffice.outgoing.pages import pages as outgoing_pages
from eoffice.ui import components
from eoffice.ui.pages.arrivals import pages as arrival_pages
from eoffice.ui.pages.documents import pages as document_pages
from tests.factories import SECRET

BASE = "http://127.0.0.1:8000"
PASSWORD = "mật khẩu thử 1"
SCOPES = ["arrivals:read", "arrivals:write", "documents:read"]


def make_app(runtime: Runtime) -> Flask:
    """The doors of received documents and what their pages lead to, in English."""
    app = Flask("eoffice")
    app.secret_key = SECRET
    app.extensions["eoffice"] = runtime
    Babel(app, default_locale="en", locale_selector=web.select_locale)
    web.install(app)
    problem.install(app)
    components.install(app)
    for blueprint in (
        access_pages,
        access_api,
        file_pages,
        incoming_api,
        incoming_pages,
        exchange_api,
        arrival_pages,
        document_pages,
        outgoing_pages,
    ):
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", lambda: "the first page")
    return app


class Browser:
    """A browser in which somebody is signed in."""

    def __init__(self, app: Flask, runtime: Runtime, actor: Actor) -> None:
        self.client: FlaskClient = app.test_client()
        login = _open_account(runtime, actor).login
        answer = self.post("/sign-in", login=login, password=PASSWORD)
        assert answer.status_code == 303, answer.text

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=BASE)

    def post(self, path: str, **fields: Any) -> TestResponse:
        data = {"csrf_token": self._form_token(), **fields}
        return self.client.post(path, data=data, base_url=BASE)

    def _form_token(self) -> str:
        page = self.get("/sign-in")
        if page.status_code == 303:
            page = self.get("/arrivals")
        found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
        assert found, page.text
        return found[1]


class Program:
    """A program that acts for somebody by a token."""

    def __init__(self, app: Flask, runtime: Runtime, actor: Actor) -> None:
        self.client: FlaskClient = app.test_client()
        account = _open_account(runtime, actor)
        with runtime.work(replace(actor, account_id=account.id)) as work:
            self.token = service.create_token(work, "a test", SCOPES, 30).plain

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", base_url=BASE, headers=self._headers())

    def post(self, path: str, body: object = None, **options: Any) -> TestResponse:
        if "data" not in options:
            options["json"] = body if body is not None else {}
        headers = self._headers() | options.pop("headers", {})
        return self.client.post(f"/api/v1{path}", base_url=BASE, headers=headers, **options)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _open_account(runtime: Runtime, actor: Actor) -> Account:
    assert actor.person_id is not None
    with runtime.work(SYSTEM) as work:
        login = f"person.{actor.person_id.hex[-12:]}"
        return service.create_account(work, actor.person_id, login, PASSWORD, "en")
