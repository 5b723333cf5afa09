"""The first page: what waits for the person, in the post they act in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from eoffice.core.actor import Actor
from eoffice.core.request import current_actor, runtime
from eoffice.incoming import queries as incoming
from eoffice.organization import queries as organization
from eoffice.outgoing import queries as outgoing

pages = Blueprint("home", __name__, template_folder="templates")


@dataclass(frozen=True)
class WaitingRow:
    """A document that waits for the person."""

    document_id: uuid.UUID
    subject: str
    number: str
    urgency: str
    from_whom: str
    url: str
    due_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Queue:
    """Documents that wait for the same action."""

    action: str
    label: str
    rows: Sequence[WaitingRow]


@pages.get("/")
def show() -> str:
    """Everything that waits, by what has to be done, outgoing before incoming."""
    actor = current_actor()
    today = runtime().clock.today()
    queues = [*_outgoing(actor, today), *_incoming(actor, today)]
    with runtime().read() as session:
        post = organization.post_label(session, actor.post_id) if actor.post_id else ""
    return render_template("pages/home.html", queues=queues, post=post, today=today)


def _outgoing(actor: Actor, today: date) -> list[Queue]:
    with runtime().read() as session:
        waiting = outgoing.list_waiting(session, actor, today)
        drafters = organization.post_labels(session, [item.course.drafter_post_id for item in waiting])
    rows = [
        (
            item.action,
            item.label,
            WaitingRow(
                item.document.id,
                item.document.subject,
                item.document.full_number or "",
                item.document.urgency,
                drafters.get(item.course.drafter_post_id, ""),
                url_for("document_pages.show", document_id=item.document.id),
            ),
        )
        for item in waiting
    ]
    return _grouped("outgoing", rows)


def _incoming(actor: Actor, today: date) -> list[Queue]:
    with runtime().read() as session:
        waiting = incoming.list_waiting(session, actor, today)
    rows = [
        (
            item.action,
            item.label,
            WaitingRow(
                item.document.id,
                item.document.subject,
                item.document.full_number or "",
                item.document.urgency,
                item.document.issuing_agency_name,
                url_for("arrival_pages.show", document_id=item.document.id),
                item.arrival.due_on,
                incoming.is_late(item.arrival, today),
            ),
        )
        for item in waiting
    ]
    return _grouped("incoming", rows)


def _grouped(direction: str, rows: Sequence[tuple[str, str, WaitingRow]]) -> list[Queue]:
    """Rows by action, in the order the actions first appear: what is most urgent comes first."""
    labels = {action: label for action, label, _row in rows}
    return [
        Queue(f"{direction}-{action}", _(label), [row for name, _label, row in rows if name == action])
        for action, label in labels.items()
    ]
