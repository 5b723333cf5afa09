"""Reading the form of a draft, and showing it again beside what is wrong with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from eoffice.documents.intake import Upload
from eoffice.documents.models import FileRole, Urgency
from eoffice.outgoing.models import Channel, Receiver
from eoffice.outgoing.schemas import DraftIn
from eoffice.ui.components import ReceiverRow, read_receiver_rows

_FIELDS = {"main": FileRole.MAIN, "annexes": FileRole.ANNEX, "supporting": FileRole.SUPPORTING}
_SHOWN_AS = {"code": "name", "email": "contact", "address": "contact"}


@dataclass(frozen=True)
class DraftForm:
    """What stands in the form, as text."""

    kind: str = ""
    subject: str = ""
    urgency: str = Urgency.NORMAL.value
    signer_post_id: str = ""
    revision: str = "0"
    receivers: Sequence[ReceiverRow] = ()
    removed: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def sent(cls, form: MultiDict[str, str]) -> DraftForm:
        """What was sent."""
        return cls(
            kind=form.get("kind", ""),
            subject=form.get("subject", ""),
            urgency=form.get("urgency", Urgency.NORMAL.value),
            signer_post_id=form.get("signer_post_id", ""),
            revision=form.get("revision", "0"),
            receivers=read_receiver_rows(form),
            removed=frozenset(form.getlist("removed")),
        )

    def as_draft(self) -> DraftIn:
        """The draft it says. Raises pydantic's ValidationError."""
        return DraftIn.model_validate(
            {
                "kind": self.kind,
                "subject": self.subject,
                "urgency": self.urgency,
                "signer_post_id": self.signer_post_id or None,
                "receivers": [_receiver(row) for row in self.receivers],
            }
        )

    def removed_ids(self) -> list[uuid.UUID]:
        """The files to be taken off; what is no id is left out."""
        found = []
        for text in self.removed:
            try:
                found.append(uuid.UUID(text))
            except ValueError:
                continue
        return found


def receiver_row(index: int, receiver: Receiver, code: str | None) -> ReceiverRow:
    """A receiver that is kept, as a row of the form."""
    contact = receiver.email if receiver.channel == Channel.EMAIL.value else receiver.address
    return ReceiverRow(index, receiver.channel, receiver.name, code or "", contact or "")


def read_uploads(files: MultiDict[str, FileStorage]) -> list[Upload]:
    """The files that were chosen; a file field left empty sends a part without a name."""
    return [
        Upload(part.stream, part.filename, role, name)
        for name, role in _FIELDS.items()
        for part in files.getlist(name)
        if part.filename
    ]


def shown_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the names of the form's own fields: ``receivers.0.email`` is ``receivers-0-contact``."""
    return {_field_name(name): sentence for name, sentence in errors.items()}


def _receiver(row: ReceiverRow) -> dict[str, Any]:
    is_email = row.channel == Channel.EMAIL.value or "@" in row.contact
    return {
        "channel": row.channel,
        "name": row.name,
        "code": row.code,
        "email": row.contact if is_email else "",
        "address": "" if is_email else row.contact,
    }


def _field_name(name: str) -> str:
    parts = name.split(".")
    if len(parts) == 3 and parts[0] == "receivers":
        return f"receivers-{parts[1]}-{_SHOWN_AS.get(parts[2], parts[2])}"
    return name
