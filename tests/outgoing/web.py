"""An office whose people use browsers and programs: the doors of documents on a small application."""

from __future__ import annotations

import io
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from eoffice.access import service as access
from eoffice.access import web
from eoffice.access.pages import pages as access_pages
from eoffice.access.queries import find_account_of_person
from eoffice.core import problem
from eoffice.core.actor import SYSTEM, Actor
from eoffice.core.runtime import Runtime
from eoffice.documents.api import api as documents_api
from eoffice.documents.pages import pages as documents_pages
from eoffice.outgoing.api import api as outgoing_api
from eoffice.outgoing.pages import pages as outgoing_pages
from eoffice.outgoing.signing_api import api as signing_api
from eoffice.outgoing.signing_pages import pages as signing_pages
from eoffice.signatures.pages import pages as signatures_pages
from eoffice.ui import components
from eoffice.ui.pages import BLUEPRINTS
from tests.factories import SECRET

BASE = "http://127.0.0.1:8000"
PASSWORD = "mật khẩu thử 1"
SCOPES = ("documents:read", "documents:write", "documents:sign", "documents:issue")


def make_app(runtime: Runtime) -> Flask:
    """The doors these tests knock at, on ``runtime``."""
    app = Flask("eoffice")
    app.secret_key = SECRET
    app.config["MAX_CONTENT_LENGTH"] = runtime.settings.limits.upload_bytes + (1 << 20)
    app.extensions["eoffice"] = runtime
    Babel(app, default_locale="vi", locale_selector=web.select_locale)
    web.install(app)
    problem.install(app)
    components.install(app)
    for blueprint in (
        access_pages,
        documents_api,
        documents_pages,
        outgoing_api,
        outgoing_pages,
        signing_api,
        signing_pages,
        signatures_pages,
        *BLUEPRINTS,
    ):
        app.register_blueprint(blueprint)
    return app


class Program:
    """A program with an API token of somebody's post."""

    def __init__(self, app: Flask, actor: Actor, scopes: tuple[str, ...] = SCOPES) -> None:
        runtime: Runtime = app.extensions["eoffice"]
        account_id = _account(runtime, actor)
        signed_in = Actor(
            actor.person_id, actor.post_id, actor.agency_id, actor.unit_id, actor.roles, account_id
        )
        with runtime.work(signed_in) as work:
            self._token = access.create_token(work, "test", scopes, 30).plain
        self._client: FlaskClient = app.test_client()

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request under /api/v1."""
        headers = {"Authorization": f"Bearer {self._token}", **options.pop("headers", {})}
        return self._client.open(
            f"/api/v1{path}", method=method, base_url=BASE, headers=headers, buffered=True, **options
        )

    def upload(self, path: str, content: bytes, filename: str, **fields: str) -> TestResponse:
        """Send a file as multipart, encoded in memory so that no temporary file of the client stays open."""
        boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), filename), **fields})
        return self.call("POST", path, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def post(self, path: str, body: dict[str, Any] | None = None) -> TestResponse:
        """Post a JSON object."""
        return self.call("POST", path, json=body or {})

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read."""
        return self.call("GET", path, **options)


class Browser:
    """Somebody signed in with a browser, in English, without script."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self._client: FlaskClient = app.test_client()
        runtime: Runtime = app.extensions["eoffice"]
        _account(runtime, actor)
        sent = self.post("/sign-in", login=_login(actor), password=PASSWORD)
        assert sent.status_code == 303, sent.text

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self._client.get(path, base_url=BASE, buffered=True)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form with its token."""
        page = self.get("/account")
        token = re.search(
            r'name="csrf-token" content="([^"]+)"',
            (page if page.status_code == 200 else self.get("/sign-in")).text,
        )
        assert token
        return self._client.post(path, data={"csrf_token": token[1], **fields}, base_url=BASE)


def _account(runtime: Runtime, actor: Actor) -> Any:
    assert actor.person_id is not None
    with runtime.work(SYSTEM) as work:
        found = find_account_of_person(work.session, actor.person_id)
        if found is None:
            found = access.create_account(work, actor.person_id, _login(actor), PASSWORD, "en")
        return found.id


def _login(actor: Actor) -> str:
    assert actor.person_id is not None
    return f"p{actor.person_id.hex[-12:]}"
