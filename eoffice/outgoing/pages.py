"""The forms of outgoing documents: the draft, and each step it takes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from pydantic import ValidationError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from eoffice.access.web import form_errors
from eoffice.core.actor import Actor, Role
from eoffice.core.errors import DomainError, Invalid
from eoffice.core.messages import N_
from eoffice.core.problem import status_of
from eoffice.core.request import current_actor, runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import DocumentKind, FileRole
from eoffice.documents.numbering import find_last_day
from eoffice.documents.rules import OUTGOING_SERIES
from eoffice.organization import queries as organization
from eoffice.outgoing import queries, service, signing
from eoffice.outgoing.forms import DraftForm, read_uploads, receiver_row, shown_errors
from eoffice.outgoing.rules import PROPOSAL_LENGTH, REASON_LENGTH, STATES, facts

pages = Blueprint("outgoing", __name__, template_folder="templates")
Answer = Response | str | tuple[str, int]


@pages.get("/documents/new")
def new() -> Answer:
    """An empty form."""
    return _draft_form(current_actor("documents:write"), None, DraftForm(), {})


@pages.post("/documents/new")
def create() -> Answer:
    """Save a new draft with its files."""
    return _save(current_actor("documents:write"), None)


@pages.get("/documents/<uuid:document_id>/edit")
def edit(document_id: uuid.UUID) -> Answer:
    """The form with what the draft says now."""
    actor = current_actor("documents:write")
    with runtime().read() as session:
        _require(session, actor, document_id, "change")
        form = _present_form(session, actor, document_id)
    return _draft_form(actor, document_id, form, {})


@pages.post("/documents/<uuid:document_id>/edit")
def change(document_id: uuid.UUID) -> Answer:
    """Save a changed draft."""
    actor = current_actor("documents:write")
    with runtime().read() as session:
        _require(session, actor, document_id, "change")  # before the form shows any file of it again
    return _save(actor, document_id)


@pages.get("/documents/<uuid:document_id>/submit")
def submission(document_id: uuid.UUID) -> Answer:
    """The slip."""
    return _step_form("submit", document_id)


@pages.post("/documents/<uuid:document_id>/submit")
def submit(document_id: uuid.UUID) -> Answer:
    """Submit with the slip."""
    proposal = request.form.get("proposal", "")
    return _step(
        "submit",
        document_id,
        lambda actor: _in_work(actor, lambda work: service.submit(work, document_id, proposal)),
        _("The document is submitted. The head of the unit checks it next."),
    )


@pages.post("/documents/<uuid:document_id>/approve-content")
def approve_content(document_id: uuid.UUID) -> Answer:
    """The content is in order."""
    _in_work(current_actor("documents:write"), lambda work: service.approve_content(work, document_id))
    return _done(document_id, _("The content is approved. The form checker is next."))


@pages.post("/documents/<uuid:document_id>/approve-form")
def approve_form(document_id: uuid.UUID) -> Answer:
    """The form is in order."""
    _in_work(current_actor("documents:write"), lambda work: service.approve_form(work, document_id))
    return _done(document_id, _("The form is approved. The leader is next."))


@pages.get("/documents/<uuid:document_id>/return")
def returning(document_id: uuid.UUID) -> Answer:
    """The reason."""
    return _step_form("return", document_id)


@pages.post("/documents/<uuid:document_id>/return")
def return_document(document_id: uuid.UUID) -> Answer:
    """Give it back to the drafter."""
    reason = request.form.get("reason", "")
    return _step(
        "return",
        document_id,
        lambda actor: _in_work(actor, lambda work: service.return_(work, document_id, reason)),
        _("The document went back to its drafter."),
    )


@pages.get("/documents/<uuid:document_id>/number")
def numbering(document_id: uuid.UUID) -> Answer:
    """The date."""
    return _step_form("number", document_id)


@pages.post("/documents/<uuid:document_id>/number")
def number(document_id: uuid.UUID) -> Answer:
    """Give number and date, and fill them in."""
    return _step(
        "number",
        document_id,
        lambda actor: signing.number_document(
            runtime(), actor, document_id, _day(request.form.get("on", ""))
        ),
        _("The document has its number and date."),
    )


@pages.post("/documents/<uuid:document_id>/fill")
def fill(document_id: uuid.UUID) -> Answer:
    """Fill number and date in, when that broke off."""
    signing.fill_number(runtime(), current_actor("documents:issue"), document_id)
    return _done(document_id, _("Number and date stand in the file."))


@pages.post("/documents/<uuid:document_id>/seal")
def seal(document_id: uuid.UUID) -> Answer:
    """Apply the agency's seal."""
    signing.seal_document(runtime(), current_actor("documents:issue"), document_id)
    return _done(document_id, _("The document is sealed."))


@pages.post("/documents/<uuid:document_id>/issue")
def issue(document_id: uuid.UUID) -> Answer:
    """Issue it."""
    _in_work(current_actor("documents:issue"), lambda work: service.issue(work, document_id))
    return _done(document_id, _("The document is issued and goes to its receivers."))


def _save(actor: Actor, document_id: uuid.UUID | None) -> Answer:
    form = DraftForm.sent(request.form)
    try:
        saved = service.save_draft(
            runtime(),
            actor,
            form.as_draft(),
            uploads=read_uploads(request.files),
            removed=form.removed_ids(),
            document_id=document_id,
            revision=int(form.revision) if form.revision.isdecimal() else 0,
        )
    except ValidationError as error:
        return _draft_form(actor, document_id, form, form_errors(error)), 422
    except DomainError as error:
        if not error.fields and not isinstance(error, Invalid) and error.code != "document-changed":
            raise
        return _draft_form(actor, document_id, form, form_errors(error)), status_of(error)
    return _done(saved, _("The draft is saved."))


def _draft_form(actor: Actor, document_id: uuid.UUID | None, form: DraftForm, errors: dict[str, str]) -> str:
    today = runtime().clock.today()
    with runtime().read() as session:
        leaders = organization.list_posts(session, _agency(actor), role=Role.LEADER, day=today)
        labels = organization.post_labels(session, [post.id for post in leaders])
        agencies = organization.list_agencies_with_codes(session, today)
        kinds = documents.list_kinds(session)
        files = documents.list_files(session, document_id) if document_id else []
    return render_template(
        "outgoing/draft.html",
        document_id=document_id,
        form=form,
        errors=shown_errors(errors),
        kinds=[(kind.slug, kind_name(kind)) for kind in kinds],
        signers=[(str(post.id), labels[post.id]) for post in leaders],
        agencies=[f"{agency.name} ({code})" if code else agency.name for agency, code in agencies],
        files=[item for item in files if item.file.role != FileRole.SOURCE.value],
        max_bytes=runtime().settings.limits.upload_bytes,
    )


def kind_name(kind: DocumentKind) -> str:
    """The name of a kind in the language of the page."""
    locale = get_locale()
    return kind.name_en if locale and locale.language == "en" else kind.name_vi


def _present_form(session: Session, actor: Actor, document_id: uuid.UUID) -> DraftForm:
    document, course = queries.get_outgoing(session, actor, document_id)
    today = runtime().clock.today()
    rows = [
        receiver_row(
            index,
            row,
            organization.current_code(session, row.agency_id, today) if row.agency_id else None,
        )
        for index, row in enumerate(queries.list_receivers(session, document_id))
    ]
    return DraftForm(
        kind=document.kind,
        subject=document.subject,
        urgency=document.urgency,
        signer_post_id=str(course.signer_post_id),
        revision=str(document.revision),
        receivers=rows,
    )


def _step_form(action: str, document_id: uuid.UUID, errors: dict[str, str] | None = None) -> str:
    actor = current_actor("documents:issue" if action == "number" else "documents:write")
    today = runtime().clock.today()
    with runtime().read() as session:
        document, course = _require(session, actor, document_id, action)
        earliest = find_last_day(session, document.agency_id, OUTGOING_SERIES, today.year)
    return render_template(
        f"outgoing/{action}.html",
        document=document,
        course=course,
        errors=errors or {},
        given=request.form,
        today=today,
        earliest=earliest,
        longest={"proposal": PROPOSAL_LENGTH, "reason": REASON_LENGTH},
    )


def _step(action: str, document_id: uuid.UUID, verb: Callable[[Actor], Any], message: str) -> Answer:
    """Take a step that needs a field; what is wrong with the field is said beside it."""
    actor = current_actor("documents:issue" if action == "number" else "documents:write")
    try:
        verb(actor)
    except DomainError as error:
        if not error.fields:
            raise
        return _step_form(action, document_id, form_errors(error)), status_of(error)
    return _done(document_id, message)


def _require(session: Session, actor: Actor, document_id: uuid.UUID, action: str) -> Any:  # noqa: ANN401 - rows
    document, course = queries.get_outgoing(session, actor, document_id)
    holding = facts(queries.load_situation(session, actor, course, runtime().clock.today()))
    STATES.check(action, course.state, holding)
    return document, course


def _in_work(actor: Actor, verb: Callable[[Work], Any]) -> None:
    with runtime().work(actor) as work:
        verb(work)


def _done(document_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("document_pages.show", document_id=document_id), 303)


def _agency(actor: Actor) -> uuid.UUID:
    if actor.agency_id is None:
        raise service.no_post()
    return actor.agency_id


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(
            "bad-day", N_("This is not a day."), N_("Give a day as year-month-day."), field="on"
        ) from None
