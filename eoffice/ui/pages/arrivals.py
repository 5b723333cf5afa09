"""The pages of received documents: the list, and one document with all that belongs to it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor, Role
from eoffice.core.messages import N_
from eoffice.core.request import current_actor, runtime
from eoffice.documents import queries as documents
from eoffice.documents.models import Document, FileRole
from eoffice.documents.pages import find_page_views
from eoffice.exchange.queries import list_unconfirmed
from eoffice.incoming import forms, queries
from eoffice.incoming.models import ArrivalState
from eoffice.incoming.queries import WholeArrival
from eoffice.incoming.rules import LEGAL_FORMS, REASON_LENGTH, STATES
from eoffice.organization import queries as organization
from eoffice.outgoing.pages import kind_name
from eoffice.ui.pages.arrival_parts import (
    assignment_rows,
    deadline_state,
    found_signatures,
    main_level,
    state_tone,
)
from eoffice.ui.pages.document_parts import file_rows
from eoffice.ui.pages.history import timeline

pages = Blueprint("arrival_pages", __name__, template_folder="templates")

VIEWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": (N_("All"), ()),
    "new": (N_("New"), (ArrivalState.ARRIVED,)),
    "accepted": (N_("To register"), (ArrivalState.ACCEPTED,)),
    "open": (
        N_("Being handled"),
        (
            ArrivalState.REGISTERED,
            ArrivalState.PRESENTED,
            ArrivalState.DIRECTED,
            ArrivalState.ASSIGNED,
        ),
    ),
    "finished": (N_("Handled"), (ArrivalState.FINISHED,)),
    "returned": (N_("Returned"), (ArrivalState.RETURNED,)),
}


@pages.get("/arrivals")
def list_arrivals() -> str:
    """The received documents of the agency, and what is on its way to it unconfirmed."""
    actor = current_actor("arrivals:read")
    today = runtime().clock.today()
    view = request.args.get("view", "")
    _label, states = VIEWS.get(view, VIEWS[""])
    with runtime().read() as session:
        page = queries.list_arrivals(session, actor.agency_id, states, request.args.get("after") or None)
        counts = queries.count_by_state(session, actor.agency_id)
        unconfirmed = list_unconfirmed(session, actor.agency_id)
        kinds = {kind.slug: kind_name(kind) for kind in documents.list_kinds(session)}
    return render_template(
        "pages/arrivals.html",
        rows=page.rows,
        next_url=url_for(".list_arrivals", view=view or None, after=page.next_cursor)
        if page.next_cursor
        else "",
        tabs=[
            (_(label), url_for(".list_arrivals", view=name or None), name == view, _count(counts, of))
            for name, (label, of) in VIEWS.items()
        ],
        unconfirmed=unconfirmed,
        kinds=kinds,
        may_enter=actor.has(Role.CLERK),
        state_labels={name: _(label) for name, label in STATES.state_names.items()},
        state_tone=state_tone,
        is_late=lambda arrival: queries.is_late(arrival, today),
        deadline_state=lambda arrival: deadline_state(arrival, queries.is_late(arrival, today), today),
    )


@pages.get("/arrivals/<uuid:document_id>")
def show(document_id: uuid.UUID) -> str:
    """One received document with all that belongs to it, and what the person can do."""
    actor = current_actor("arrivals:read")
    today = runtime().clock.today()
    with runtime().read() as session:
        whole = queries.get_whole_arrival(session, actor, document_id, today)
        shown = _context(session, actor, whole)
    main = next((item for item in whole.files if item.file.role == FileRole.MAIN.value), None)
    return render_template(
        "pages/arrival.html",
        **shown,
        main=main,
        views=find_page_views(document_id, main) if main else [],
        zoom=request.args.get("zoom", 0, type=int),
        today=today,
        given={},
        reason_length=REASON_LENGTH,
    )


def _count(counts: dict[str, int], states: tuple[str, ...]) -> int:
    return sum(counts.get(state, 0) for state in states) if states else sum(counts.values())


def _context(session: Session, actor: Actor, whole: WholeArrival) -> dict[str, Any]:
    arrival, document, today = whole.arrival, whole.document, runtime().clock.today()
    kind = documents.find_kind(session, document.kind)
    directive = whole.directive
    actions = whole.allowed_actions
    return {
        "whole": whole,
        "arrival": arrival,
        "document": document,
        "place": _place(session, document),
        "kind": kind_name(kind) if kind else document.kind,
        "state_label": _(STATES.state_names[arrival.state]),
        "state_tone": state_tone(arrival.state),
        "deadline_state": deadline_state(arrival, whole.is_overdue, today),
        "legal_form": _(LEGAL_FORMS[arrival.legal_form]),
        "verdict": whole.verification.verdict if whole.verification else "",
        "level": main_level(whole),
        "signatures": found_signatures(session, whole.verification),
        "actions": [(name, _(STATES.transitions[name].label)) for name in actions],
        "choices": forms.step_choices(session, actor, whole, actions[0], today) if actions else None,
        "presented_to": _post_label(session, arrival.presented_to_id),
        "directive_author": _post_label(session, directive.post_id if directive else None),
        "assignments": assignment_rows(session, whole.assignments),
        "files": file_rows(session, document.id, whole.files),
        "answer": session.get(Document, arrival.answer_id) if arrival.answer_id else None,
        "history": timeline(session, documents.list_history(session, document.id)),
    }


def _place(session: Session, document: Document) -> str:
    """Where the issuing agency sits, when it is one known here; stands before the date."""
    if document.issuing_agency_id is None:
        return ""
    return organization.get_agency(session, document.issuing_agency_id).place


def _post_label(session: Session, post_id: uuid.UUID | None) -> str:
    return organization.post_label(session, post_id) if post_id else ""
