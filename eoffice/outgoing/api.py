"""The JSON door of outgoing documents. Every verb answers with the document as it is then."""

from __future__ import annotations

import uuid

from flask import request

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.documents.models import FileRole
from eoffice.outgoing import service, signing
from eoffice.outgoing.reading import read_document
from eoffice.outgoing.schemas import (
    DocumentOut,
    DraftChangeIn,
    DraftIn,
    NumberIn,
    ReturnIn,
    SubmissionIn,
)

api = Api("outgoing")


def _read(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    with runtime().read() as session:
        return read_document(session, actor, document_id, runtime().clock.today())


@api.post(
    "/documents", scope="documents:write", summary="Begin an outgoing document", status=201, replays=_read
)
def draft_document(actor: Actor, body: DraftIn) -> DocumentOut:
    """The files follow, one request each."""
    with runtime().work(actor) as work:
        document_id = service.create_draft(work, body).id
    return _read(actor, document_id)


@api.get("/documents/<uuid:document_id>", scope="documents:read", summary="One outgoing document")
def show_document(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """Everything that belongs to it, and what the person may do with it now."""
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/change", scope="documents:write", summary="Change a draft", replays=_read
)
def change_document(actor: Actor, document_id: uuid.UUID, body: DraftChangeIn) -> DocumentOut:
    """Replace what a draft says; refused when it was changed since ``revision``."""
    with runtime().work(actor) as work:
        service.change_draft(work, document_id, body.revision, body)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/files",
    scope="documents:write",
    summary="Add a file: multipart, with the fields file and role (main, annex or supporting)",
    status=201,
    takes_files=True,
    replays=_read,
)
def add_file(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """A new main file takes the place of the one before."""
    file = request.files.get("file")
    if file is None:
        raise Invalid(
            "file-missing",
            N_("The request holds no file."),
            N_("Send multipart/form-data with a part named file."),
            field="file",
        )
    role = _role(request.form.get("role", FileRole.MAIN.value))
    service.attach_file(runtime(), actor, document_id, file.stream, file.filename or "", role)
    return _read(actor, document_id)


@api.delete(
    "/documents/<uuid:document_id>/files/<uuid:file_id>",
    scope="documents:write",
    summary="Take a file off a draft",
)
def remove_file(actor: Actor, document_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Its versions stay as history."""
    with runtime().work(actor) as work:
        service.remove_file(work, document_id, file_id)


@api.post(
    "/documents/<uuid:document_id>/submit", scope="documents:write", summary="Submit a draft", replays=_read
)
def submit(actor: Actor, document_id: uuid.UUID, body: SubmissionIn) -> DocumentOut:
    """With a slip; the head of the drafting unit is next."""
    with runtime().work(actor) as work:
        service.submit(work, document_id, body.proposal)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/approve-content",
    scope="documents:write",
    summary="Approve the content",
    replays=_read,
)
def approve_content(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """By the head of the drafting unit."""
    with runtime().work(actor) as work:
        service.approve_content(work, document_id)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/approve-form",
    scope="documents:write",
    summary="Approve the form",
    replays=_read,
)
def approve_form(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """By a form checker."""
    with runtime().work(actor) as work:
        service.approve_form(work, document_id)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/return",
    scope="documents:write",
    summary="Return it to the drafter",
    replays=_read,
)
def return_document(actor: Actor, document_id: uuid.UUID, body: ReturnIn) -> DocumentOut:
    """By whoever has to check it now, with a reason."""
    with runtime().work(actor) as work:
        service.return_(work, document_id, body.reason)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/number",
    scope="documents:issue",
    summary="Give number and date",
    replays=_read,
)
def number_document(actor: Actor, document_id: uuid.UUID, body: NumberIn) -> DocumentOut:
    """Bound for good; they are then filled into the signed file."""
    signing.number_document(runtime(), actor, document_id, body.on)
    return _read(actor, document_id)


@api.post(
    "/documents/<uuid:document_id>/issue",
    scope="documents:issue",
    summary="Issue the document",
    replays=_read,
)
def issue(actor: Actor, document_id: uuid.UUID) -> DocumentOut:
    """It goes to its receivers."""
    with runtime().work(actor) as work:
        service.issue(work, document_id)
    return _read(actor, document_id)


def _role(value: str) -> FileRole:
    try:
        return FileRole(value)
    except ValueError:
        raise service.unknown_role() from None
