"""The pages of outgoing documents: the list, one document, and the signing of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import DomainError
from eoffice.core.problem import say
from eoffice.core.request import current_actor, runtime
from eoffice.documents import queries as documents
from eoffice.documents.models import Document, FileRole
from eoffice.documents.pages import find_page_views, list_page_views
from eoffice.organization import queries as organization
from eoffice.outgoing import queries as outgoing
from eoffice.outgoing import signing
from eoffice.outgoing.models import OutgoingDocument, OutgoingState
from eoffice.outgoing.pages import kind_name
from eoffice.outgoing.reading import offered_actions
from eoffice.outgoing.rules import STATES
from eoffice.signatures import queries as signatures
from eoffice.signatures.models import CertificateClass
from eoffice.ui.pages.document_parts import file_rows, receiver_rows, signature_rows
from eoffice.ui.pages.history import HistoryEntry, timeline

pages = Blueprint("document_pages", __name__, template_folder="templates")

STATE_TONES = {
    OutgoingState.DRAFTED.value: "neutral",
    OutgoingState.RETURNED.value: "warning",
    OutgoingState.SEALED.value: "active",
    OutgoingState.ISSUED.value: "done",
}
REACHED = {
    OutgoingState.DRAFTED.value: "draft",
    OutgoingState.RETURNED.value: "draft",
    OutgoingState.SUBMITTED.value: "review",
    OutgoingState.CONTENT_APPROVED.value: "review",
    OutgoingState.FORM_APPROVED.value: "sign",
    OutgoingState.SIGNED.value: "number",
    OutgoingState.NUMBERED.value: "seal",
    OutgoingState.SEALED.value: "issue",
    OutgoingState.ISSUED.value: "issued",
}


@dataclass(frozen=True)
class Action:
    """A button of the document's page, or the sentence why it cannot be pressed."""

    name: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Mark:
    """Where the signature's mark will stand: points from the lower left corner of the page as shown."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    label: str
    image_url: str = ""


@pages.get("/documents")
def list_documents() -> str:
    """The outgoing documents of the agency."""
    actor = current_actor("documents:read")
    state, search = request.args.get("state", ""), request.args.get("q", "")
    states = (state,) if state in STATES.state_names else ()
    with runtime().read() as session:
        page = outgoing.list_outgoing(
            session, actor.agency_id, states=states, search=search, cursor=request.args.get("after") or None
        )
        counts = outgoing.count_by_state(session, actor.agency_id)
        kinds = {kind.slug: kind_name(kind) for kind in documents.list_kinds(session)}
        signers = organization.post_labels(session, [course.signer_post_id for _row, course in page.rows])
    return render_template(
        "pages/documents.html",
        rows=page.rows,
        next_url=url_for(".list_documents", state=state or None, q=search or None, after=page.next_cursor)
        if page.next_cursor
        else "",
        state=state,
        search=search,
        counts=counts,
        kinds=kinds,
        signers=signers,
        state_labels={name: _(label) for name, label in STATES.state_names.items()},
        state_tone=state_tone,
    )


@pages.get("/documents/<uuid:document_id>")
def show(document_id: uuid.UUID) -> str:
    """One outgoing document with all that belongs to it, and what the person can do."""
    actor = current_actor("documents:read")
    with runtime().read() as session:
        document, course = outgoing.get_outgoing(session, actor, document_id)
        files = documents.list_files(session, document_id)
        offered = offered_actions(session, actor, course, runtime().clock.today())
        shown = _context(session, document, course) | {
            "actions": [_action(transition.action, transition.label, why) for transition, why in offered],
            "files": file_rows(session, document_id, files),
            "signatures": signature_rows(session, document_id),
            "receivers": receiver_rows(session, document_id, runtime().clock.today()),
            "is_number_in_register_only": course.fields_filled_at is not None
            and not signatures.has_number_fields(session, document_id),
            "slips": outgoing.list_slips(session, document_id),
            "reviews": outgoing.list_reviews(session, document_id),
            "history": _history(session, document_id),
        }
        shown["labels"] = organization.post_labels(
            session, [item.post_id for item in (*shown["slips"], *shown["reviews"])]
        )
    main = _main(files)
    return render_template(
        "pages/document.html",
        **shown,
        main=main,
        views=find_page_views(document_id, main) if main else [],
        zoom=request.args.get("zoom", 0, type=int),
    )


@pages.get("/documents/<uuid:document_id>/sign")
def sign(document_id: uuid.UUID) -> str:
    """The document to be read, the mark to be placed, the key to sign with."""
    actor = current_actor("documents:sign")
    found = signing.find_mark(runtime(), actor, document_id)
    with runtime().read() as session:
        document, course = outgoing.get_outgoing(session, actor, document_id)
        main = _main(documents.list_files(session, document_id))
        shown = _context(session, document, course)
        has_picture = _has_picture(session, actor)
        certificates = _certificates(session, actor)
    left, bottom, right, top = found.place.box
    return render_template(
        "pages/sign.html",
        **shown,
        main=main,
        views=list_page_views(document_id, main) if main else [],
        mark=Mark(
            found.place.page,
            left,
            bottom,
            right,
            top,
            document.signer_name or "",
            url_for("outgoing_signing.picture") if has_picture else "",
        ),
        mark_found=found.is_found,
        certificates=certificates,
        account_id=str(actor.account_id or actor.person_id or ""),
        zoom=request.args.get("zoom", 0, type=int),
    )


def _has_picture(session: Session, actor: Actor) -> bool:
    if actor.person_id is None:
        return False
    return organization.get_person(session, actor.person_id).signature_image is not None


def state_tone(state: str) -> str:
    """The tone of the pill that shows a state."""
    return STATE_TONES.get(state, "waiting")


def _context(session: Session, document: Document, course: OutgoingDocument) -> dict[str, Any]:
    agency = organization.get_agency(session, document.agency_id)
    superior = organization.get_agency(session, agency.parent_id) if agency.parent_id else None
    kind = documents.find_kind(session, document.kind)
    return {
        "document": document,
        "course": course,
        "agency": agency,
        "superior": superior.name if superior else "",
        "kind": kind_name(kind) if kind else document.kind,
        "unit": organization.get_unit(session, course.unit_id),
        "drafter": organization.post_label(session, course.drafter_post_id),
        "signer": organization.post_label(session, course.signer_post_id),
        "state_label": _(STATES.state_names[course.state]),
        "state_tone": state_tone(course.state),
        "reached": REACHED[course.state],
        "is_returned": course.state == OutgoingState.RETURNED.value,
    }


def _main(files: list[documents.FileState]) -> documents.FileState | None:
    return next((item for item in files if item.file.role == FileRole.MAIN.value), None)


def _action(name: str, label: str, why: DomainError | None) -> Action:
    return Action(name, _(label), say(why.message, why.params) if why else "")


def _history(session: Session, document_id: uuid.UUID) -> list[HistoryEntry]:
    return timeline(session, documents.list_history(session, document_id))


@dataclass(frozen=True)
class CertificateChoice:
    """A certificate as ``signing.sign`` shows it."""

    id: str
    fingerprint: str
    label: str
    expires_at: Any
    is_trial: bool


def _certificates(session: Session, actor: Actor) -> list[CertificateChoice]:
    if actor.person_id is None:
        return []
    return [
        CertificateChoice(
            str(row.id),
            row.fingerprint,
            row.label,
            row.valid_to,
            row.certificate_class == CertificateClass.TRIAL.value,
        )
        for row in signatures.list_usable_certificates(session, actor.person_id, runtime().clock.now())
    ]
