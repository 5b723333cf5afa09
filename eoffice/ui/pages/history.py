"""The history of a document as a timeline: what the ledger holds, in words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.core.messages import N_
from eoffice.ledger.models import EventRow
from eoffice.organization.models import Person
from eoffice.organization.queries import post_labels
from eoffice.ui.pages.document_parts import FILE_ROLES

_TITLES: dict[str, tuple[str, str]] = {
    "document.drafted": (N_("Drafted"), "neutral"),
    "document.changed": (N_("Changed"), "neutral"),
    "file.added": (N_("File added"), "neutral"),
    "file.removed": (N_("File taken off"), "neutral"),
    "document.submitted": (N_("Submitted"), "active"),
    "document.content_approved": (N_("Content approved"), "active"),
    "document.form_approved": (N_("Form approved"), "active"),
    "document.returned": (N_("Returned to the drafter"), "warning"),
    "document.signed": (N_("Signed"), "done"),
    "document.numbered": (N_("Numbered"), "done"),
    "document.sealed": (N_("Sealed"), "done"),
    "document.issued": (N_("Issued"), "done"),
    "document.arrived": (N_("Arrived"), "active"),
    "document.accepted": (N_("Accepted"), "active"),
    "document.refused": (N_("Returned to the sender"), "warning"),
    "document.registered": (N_("Registered"), "active"),
    "document.presented": (N_("Presented to a leader"), "active"),
    "document.directed": (N_("Directed"), "active"),
    "document.assigned": (N_("Assigned"), "active"),
    "document.finished": (N_("Handled"), "done"),
    "signing.prepared": (N_("Signature prepared"), "neutral"),
    "signing.cancelled": (N_("Signature given up"), "neutral"),
}


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the timeline."""

    at: datetime
    title: str
    actor: str
    tone: str
    detail: str = ""


def timeline(session: Session, rows: Sequence[EventRow]) -> list[HistoryEntry]:
    """The events known by name, the latest first, with who caused each in which post."""
    posts = post_labels(session, [post for row in rows if (post := _post_of(row)) is not None])
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    people = {row.id: row.full_name for row in session.scalars(select(Person).where(Person.id.in_(ids)))}
    entries = []
    for row in reversed(rows):
        if row.type not in _TITLES:
            continue
        title, tone = _TITLES[row.type]
        post = _post_of(row)
        actor = posts.get(post, "") if post else ""
        if not actor and row.actor_id is not None:
            actor = people.get(row.actor_id, "")
        entries.append(HistoryEntry(row.occurred_at, _(title), actor or _("The system"), tone, _detail(row)))
    return entries


def _post_of(row: EventRow) -> uuid.UUID | None:
    try:
        return uuid.UUID(row.capacity)
    except ValueError:
        return None


def _detail(row: EventRow) -> str:
    if row.type == "file.added":
        role = FILE_ROLES[row.data["role"]]
        return str(_(role))
    if row.type == "document.numbered":
        return f"{row.data['number']:02}/{row.data['notation']}"
    if row.type in ("document.signed", "document.sealed"):
        return str(row.data.get("level", ""))
    return ""
