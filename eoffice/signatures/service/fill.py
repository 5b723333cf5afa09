"""Number and date: empty fields before the first signature, filled after the leader's, locked by the seal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import VersionOrigin
from eoffice.signatures import queries
from eoffice.signatures.fonts import mark_font
from eoffice.signatures.models import Signature, SignatureRole
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.rules import number_texts
from eoffice.signatures.service.subject import SignedFile, read_subject
from eoffice.signatures.service.verify import report_of, save_verification, verify_written
from eoffice.signatures.service.write import enter_version
from eoffice.signatures.storing import put_for, scratch
from signing import SigningError, add_number_fields, fill_number_fields, find_blanks
from signing.fields import DAY, MONTH, NUMBER

Then = Callable[[Work], None]


@contextmanager
def with_number_fields(base: BinaryIO) -> Iterator[tuple[BinaryIO, tuple[str, ...]]]:
    """``base`` with empty fields where the text leaves room for number, day and month, and their names.

    A file that is signed already, or has such fields of its own, is given back as it is: no new field may
    come after a signature.
    """
    blanks = find_blanks(base)
    with scratch() as extended:
        try:
            made = add_number_fields(base, extended, blanks, font=mark_font())
        except SigningError as error:
            if error.code != "already-signed":
                raise
            made = ()
        yield (extended, made) if made else (base, ())


def fill_number(runtime: Runtime, actor: Actor, document_id: uuid.UUID, *, then: Then) -> bool:
    """Write number, day and month into the fields made for them; a new version begins with the signed bytes.

    Returns whether anything was drawn: a document without such fields has its number in the register only.
    ``then`` runs inside the transaction and raises when this is not the time for it. Raises ``Conflict``
    ``signature-not-valid`` when the leader's signature would not outlive it; nothing is left behind then.
    """
    with runtime.read() as session:
        subject, personal = _read_order(session, actor, document_id)
    values = _values(subject, personal)
    if not values:
        with runtime.work(actor) as work:
            then(work)
        return False
    with scratch() as target:
        with runtime.store.open(subject.version.sha256) as base, said_to_the_user():
            fill_number_fields(base, target, values)
        found = verify_written(runtime, target)
        report_of(found, personal.field_name)
        with put_for(runtime, target) as stored, runtime.work(actor) as work:
            documents.lock_document(work.session, actor, document_id)
            enter_version(work, subject, stored, VersionOrigin.NUMBERING)
            save_verification(work, stored.sha256, found)
            then(work)
    return True


def _read_order(session: Session, actor: Actor, document_id: uuid.UUID) -> tuple[SignedFile, Signature]:
    subject = read_subject(session, actor, document_id)
    personal = queries.find_signature(session, document_id, SignatureRole.PERSONAL.value)
    if personal is None or subject.document.number is None or subject.document.issued_on is None:
        raise Conflict(
            "not-numbered",
            N_("The document has no number and date yet."),
            N_("Give it a number first."),
        )
    return subject, personal


def _values(subject: SignedFile, personal: Signature) -> dict[str, str]:
    if subject.document.number is None or subject.document.issued_on is None:
        return {}
    texts = number_texts(subject.document.number, subject.document.issued_on)
    values = {NUMBER: texts.number, DAY: texts.day, MONTH: texts.month}
    return {field: text for field, text in values.items() if field in personal.number_fields}
