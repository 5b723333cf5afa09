"""The whole application with three agencies: one issued a document, one received it, one has no part."""

from __future__ import annotations

import io
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eoffice.access import service as access
from eoffice.access.models import Account, ApiToken, SignInSession
from eoffice.access.rules import SCOPES
from eoffice.app import create_app
from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.jobs import Job
from eoffice.core.runtime import Runtime
from eoffice.documents.models import DocumentFile, FileRole
from eoffice.exchange.models import Transmission
from eoffice.ledger.models import EventRow
from eoffice.organization.models import Agency, AgencyCode
from eoffice.outgoing import service as outgoing
from eoffice.signatures.models import Certificate, SigningSession, VerificationRecord
from eoffice.wiring import HANDLERS, SUBSCRIPTIONS
from tests.documents.files import pdf
from tests.factories import actor_of, make_agency, make_post, make_runtime, make_unit
from tests.outgoing.office import Office, make_office

BASE = "http://127.0.0.1:8000"
PASSWORD = "mật khẩu thử 1"
ALL_SCOPES = tuple(SCOPES)
SECRETS = ("V/v điều mật của bên gửi", "phu-luc-rieng", "tai-lieu-trinh-rieng", "Kính trình riêng")
UPPER = "UBND tỉnh Trên Cùng"


@dataclass(frozen=True)
class World:
    """``office`` issued ``document_id``, which its receiver holds as ``delivered_id``; strangers by role."""

    app: Flask
    runtime: Runtime
    office: Office
    strangers: dict[Role, Actor]
    document_id: uuid.UUID
    delivered_id: uuid.UUID
    supporting_id: uuid.UUID
    values: dict[str, Any]

    def rules(self, method: str, prefix: str = "/") -> list[Rule]:
        """The rules that take ``method``, apart from assets and the trial authority's public doors."""
        return [
            rule
            for rule in self.app.url_map.iter_rules()
            if method in (rule.methods or ())
            and rule.rule.startswith(prefix)
            and not rule.rule.startswith(("/static/", "/trial/"))
        ]

    def addresses(self, rule: Rule) -> list[str]:
        """The rule's addresses with the ids of the agencies that issued and received the document."""
        adapter = self.app.url_map.bind("127.0.0.1:8000")
        found = []
        for document_id in (self.document_id, self.delivered_id):
            values = self.values | {"document_id": document_id}
            arguments = {name: values[name] for name in rule.arguments}
            method = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})[0]
            found.append(adapter.build(rule.endpoint, arguments, method=method))
        return found if "document_id" in rule.arguments else found[:1]

    def browser(self, actor: Actor) -> Visitor:
        """A browser in which ``actor`` is signed in."""
        return Visitor(self.app, actor)

    def program(self, actor: Actor, *scopes: str) -> Visitor:
        """A program with a token of ``actor``: of all scopes when none is named."""
        return Visitor(self.app, actor, scopes or ALL_SCOPES)

    def count_events(self) -> int:
        """How much has happened."""
        with self.runtime.read() as session:
            quiet = ("session.opened", "token.created")
            return (
                session.scalar(select(func.count()).select_from(EventRow).where(EventRow.type.not_in(quiet)))
                or 0
            )


class Visitor:
    """Somebody signed in with a browser, or a program with a token when ``scopes`` are given."""

    def __init__(self, app: Flask, actor: Actor, scopes: tuple[str, ...] = ()) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers: dict[str, str] = {}
        self.form_token = ""
        runtime: Runtime = app.extensions["eoffice"]
        account = open_account(runtime, actor)
        if scopes:
            signed_in = Actor(
                actor.person_id, actor.post_id, actor.agency_id, actor.unit_id, actor.roles, account.id
            )
            with runtime.work(signed_in) as work:
                self.headers["Authorization"] = f"Bearer {access.create_token(work, 'test', scopes, 9).plain}"
            return
        self.form_token = self._read_form_token("/sign-in")
        sent = self.send("POST", "/sign-in", data={"login": account.login, "password": PASSWORD})
        assert sent.status_code == 303, sent.text
        self.form_token = self._read_form_token("/account")

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request; a browser's carries the token of its forms."""
        if self.form_token and isinstance(options.get("data"), dict):
            options["data"] = {"csrf_token": self.form_token, **options["data"]}
        headers = self.headers | {"X-CSRFToken": self.form_token} | options.pop("headers", {})
        return self.client.open(path, method=method, base_url=BASE, headers=headers, buffered=True, **options)

    def get(self, path: str) -> TestResponse:
        """Read."""
        return self.send("GET", path)

    def _read_form_token(self, path: str) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get(path).text)
        assert found, path
        return found[1]


def open_account(runtime: Runtime, actor: Actor) -> Account:
    """The account of the actor's person, made now when there is none."""
    assert actor.person_id is not None
    with runtime.work(SYSTEM) as work:
        found = work.session.scalars(
            select(Account).where(Account.person_id == actor.person_id)
        ).one_or_none()
        login = f"p{actor.person_id.hex[-12:]}"
        return found or access.create_account(work, actor.person_id, login, PASSWORD, "en")


def make_world(url: str, folder: Path) -> World:
    """Make it, with an issued and delivered document and a row of everything an address can name."""
    runtime = make_runtime(url, folder, subscribers=SUBSCRIPTIONS)
    app = create_app(runtime.settings, runtime)
    office = make_office(runtime)
    strangers = _make_strangers(runtime, office)
    document_id = _issue(office)
    delivered_id = _deliver(runtime, document_id)
    world = World(app, runtime, office, strangers, document_id, delivered_id, uuid.UUID(int=0), {})
    world.browser(office.clerk)  # a session, so that its id can be named
    world.program(office.clerk)
    world.values.update(_values(runtime, office, document_id))
    with runtime.read() as session:
        supporting = session.scalars(
            select(DocumentFile.id).where(
                DocumentFile.document_id == document_id, DocumentFile.role == FileRole.SUPPORTING.value
            )
        ).one()
    return World(app, runtime, office, strangers, document_id, delivered_id, supporting, world.values)


def _make_strangers(runtime: Runtime, office: Office) -> dict[Role, Actor]:
    """One person of each role in a third agency; all three stand side by side under an upper one."""
    with runtime.work(SYSTEM) as work:
        upper = make_agency(work.session, UPPER, level="province")
        agency = make_agency(work.session, "UBND xã Người Ngoài", parent_id=upper.id)
        for agency_id in (office.agency.id, office.receiving.id):
            work.session.get_one(Agency, agency_id).parent_id = upper.id
        unit = make_unit(work.session, agency)
        return {role: actor_of(make_post(work.session, unit, role)) for role in Role}


def _issue(office: Office) -> uuid.UUID:
    document_id = office.draft(subject=SECRETS[0])
    for role, name in ((FileRole.ANNEX, SECRETS[1]), (FileRole.SUPPORTING, SECRETS[2])):
        outgoing.attach_file(
            office.runtime, office.drafter, document_id, io.BytesIO(pdf()), f"{name}.pdf", role
        )
    office.do(office.drafter, outgoing.submit, document_id, SECRETS[3])
    office.do(office.head, outgoing.approve_content, document_id)
    office.do(office.checker, outgoing.approve_form, document_id)
    office.sign(document_id)
    office.do(office.clerk, outgoing.number, document_id)
    office.seal(document_id)
    office.do(office.clerk, outgoing.issue, document_id)
    with office.runtime.work(SYSTEM) as work:  # what a verification writes of a file nobody signed
        for record in work.session.scalars(select(VerificationRecord)):
            record.report = {"verdict": "unsigned", "reasons": [], "signatures": []}
    return document_id


def _deliver(runtime: Runtime, document_id: uuid.UUID) -> uuid.UUID:
    with runtime.read() as session:
        sent = session.scalars(select(Transmission).where(Transmission.document_id == document_id)).one()
    HANDLERS["deliver"](runtime, {"transmission_id": str(sent.id)})
    with runtime.read() as session:
        delivered_id = session.get_one(Transmission, sent.id).delivered_id
    assert delivered_id is not None
    return delivered_id


def _values(runtime: Runtime, office: Office, document_id: uuid.UUID) -> dict[str, Any]:
    """A value of the issuing agency for every name an address can hold."""
    with runtime.read() as session:
        main = session.scalars(
            select(DocumentFile).where(
                DocumentFile.document_id == document_id, DocumentFile.role == FileRole.MAIN.value
            )
        ).one()
        return {
            "file_id": main.id,
            "agency_id": office.agency.id,
            "person_id": office.clerk.person_id,
            "post_id": office.clerk.post_id,
            "account_id": session.scalars(select(ApiToken.account_id)).first(),
            "token_id": session.scalars(select(ApiToken.id)).first(),
            "session_id": session.scalars(select(SignInSession.id)).first(),
            "code_id": session.scalars(
                select(AgencyCode.id).where(AgencyCode.agency_id == office.agency.id)
            ).first(),
            "certificate_id": session.scalars(select(Certificate.id)).first(),
            "signing_id": session.scalars(select(SigningSession.id)).first() or uuid.uuid4(),
            "job_id": session.scalars(select(Job.id)).first(),
            "number": 1,
            "code": "outgoing_sent",
            "action": "return",
        }
