"""The second half of a signature: the value is checked, timestamped, put in its place and found valid."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import DocumentFile, FileVersion
from eoffice.signatures import queries
from eoffice.signatures.models import Certificate, Signature, SignatureRole, SigningSession
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.service.preflight import require_good
from eoffice.signatures.service.prepare import Ready, already_signed
from eoffice.signatures.service.subject import SignedFile, file_changed
from eoffice.signatures.service.verify import report_of, verify_written
from eoffice.signatures.service.write import Written, enter_signature
from eoffice.signatures.storing import put_for, scratch
from signing import complete

Then = Callable[[Work, Signature], None]


@dataclass(frozen=True)
class CompletedSigning:
    """What came of it: the signature, at the level that was found."""

    document_id: uuid.UUID
    signature_id: uuid.UUID
    level: str


@dataclass(frozen=True)
class _Under:
    """A session as it was read, with what it is about."""

    signing: SigningSession
    certificate: Certificate
    subject: SignedFile
    value_sha256: str


class _DoneMeanwhile(Exception):
    """The same session was completed by another request; what this one wrote is not needed."""


def complete_signature(
    runtime: Runtime, actor: Actor, session_id: uuid.UUID, signature: bytes, *, then: Then
) -> CompletedSigning:
    """Complete a signature of the actor's own with the value their key gave over ``to_be_signed``.

    ``then`` runs inside the transaction, after the signature was entered, and says what follows from it. The
    same value sent again has the same answer. Raises ``Invalid`` ``signature-value-mismatch``, ``Conflict``
    ``file-changed``, ``already-signed``, ``signing-expired``, ``signing-cancelled``, ``signature-not-valid``,
    and ``Unavailable`` without a timestamp, after which the session can still be completed. Nothing is left
    behind by a failure.
    """
    value_sha256 = hashlib.sha256(signature).hexdigest()
    with runtime.read() as session:
        done = _find_done(session, actor, session_id, value_sha256)
        if done is not None:
            return done
        under = _read(runtime, session, actor, session_id, value_sha256)
    try:
        return _complete(runtime, actor, under, signature, then)
    except _DoneMeanwhile:
        with runtime.read() as session:
            answered = _find_done(session, actor, session_id, value_sha256)
        if answered is None:
            raise already_signed() from None
        return answered


def _find_done(
    session: Session, actor: Actor, session_id: uuid.UUID, value_sha256: str
) -> CompletedSigning | None:
    signing, _certificate = queries.get_signing(session, session_id, actor.person_id)
    if signing.completed_at is None:
        return None
    signature = session.get(Signature, signing.signature_id)
    if signature is None or signing.value_sha256 != value_sha256:
        raise already_signed()
    return CompletedSigning(signing.document_id, signature.id, signature.level)


def _read(
    runtime: Runtime, session: Session, actor: Actor, session_id: uuid.UUID, value_sha256: str
) -> _Under:
    signing, certificate = queries.get_signing(session, session_id, actor.person_id)
    _require_open(signing, runtime)
    require_good(runtime, certificate)
    document = documents.get_document(session, actor, signing.document_id)
    file = session.get_one(DocumentFile, signing.file_id)
    version = session.get_one(FileVersion, signing.base_version_id)
    if documents.current_version(session, file.id).id != version.id:
        raise file_changed()
    return _Under(signing, certificate, SignedFile(document, file, version), value_sha256)


def _require_open(signing: SigningSession, runtime: Runtime) -> None:
    if signing.cancelled_at is not None:
        raise Conflict(
            "signing-cancelled",
            N_("This signature was given up or replaced by a newer one."),
            N_("Open the document again and sign there."),
        )
    if signing.expires_at <= runtime.clock.now():
        raise Conflict(
            "signing-expired",
            N_("Too much time has passed since the document was prepared."),
            N_("Open the document again and sign once more."),
        )


def _complete(
    runtime: Runtime, actor: Actor, under: _Under, signature: bytes, then: Then
) -> CompletedSigning:
    ready = Ready.from_json(under.signing.prepared)
    prepared = ready.prepared
    with scratch() as target:
        with runtime.store.open(under.signing.prepared_sha256) as source, said_to_the_user():
            complete(source, target, prepared, signature, timestamper=runtime.timestamper())
        found = verify_written(runtime, target)
        report_of(found, prepared.field_name)  # before anything is stored
        with put_for(runtime, target) as stored, runtime.work(actor) as work:
            documents.lock_document(work.session, actor, under.signing.document_id)
            signing, certificate = queries.get_signing(
                work.session, under.signing.id, actor.person_id, lock=True
            )
            if signing.completed_at is not None:
                raise _DoneMeanwhile
            _require_open(signing, runtime)
            entered = enter_signature(
                work,
                under.subject,
                Written(stored, found, prepared.field_name, ready.place, ready.number_fields),
                certificate,
                SignatureRole.PERSONAL,
            )
            signing.completed_at, signing.signature_id = work.now, entered.id
            signing.value_sha256 = under.value_sha256
            then(work, entered)
            return CompletedSigning(signing.document_id, entered.id, entered.level)


def read_value(text: str) -> bytes:
    """A signature value sent as base64. Raises ``ValueError``."""
    return base64.b64decode(text, validate=True)
