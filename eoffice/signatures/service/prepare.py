"""The first half of a signature: everything is checked, the mark drawn, and the bytes to sign handed out."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.clock import OFFICE_ZONE
from eoffice.core.errors import Conflict
from eoffice.core.ids import uuid7
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization import queries as organization
from eoffice.organization.models import Person
from eoffice.signatures import queries
from eoffice.signatures.fonts import mark_font
from eoffice.signatures.models import Certificate, CertificateClass, SigningSession
from eoffice.signatures.refusals import said_to_the_user
from eoffice.signatures.service.fill import with_number_fields
from eoffice.signatures.service.place import MarkPlace, to_place
from eoffice.signatures.service.preflight import check_certificate, require_timestamps
from eoffice.signatures.service.subject import SignedFile, lock_version, read_subject
from eoffice.signatures.storing import put_for, scratch
from signing import PersonalMark, Place, Prepared, SignatureField, prepare
from storage import Stored

PERSONAL_FIELD = "LD"  # lãnh đạo
SWEEP_JOB = "sweep-signing"
SWEEP_AFTER = timedelta(minutes=5)  # a late answer still finds its prepared file

Check = Callable[[Work], None]


@dataclass(frozen=True)
class PreparedSigning:
    """What the holder of the key gets: the bytes to sign, and until when."""

    id: uuid.UUID
    document_id: uuid.UUID
    document_name: str
    to_be_signed: bytes
    algorithm: str
    prepared_sha256: str
    expires_at: datetime


@dataclass(frozen=True)
class Ready:
    """What is kept between the two halves: how the file was prepared, where its mark stands, and which fields
    were made for number and date."""

    prepared: Prepared
    place: Place
    number_fields: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, kept in the session's row."""
        return {
            "prepared": json.loads(self.prepared.to_json()),
            "place": self.place.as_json(),
            "number_fields": list(self.number_fields),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Ready:
        """What ``as_json`` gave."""
        return cls(
            Prepared.from_json(json.dumps(data["prepared"])),
            Place.from_json(data["place"]),
            tuple(data["number_fields"]),
        )


@dataclass(frozen=True)
class _Order:
    subject: SignedFile
    certificate: Certificate
    signer: Person
    agency_name: str


def prepare_signature(
    runtime: Runtime,
    actor: Actor,
    document_id: uuid.UUID,
    certificate_id: uuid.UUID,
    place: MarkPlace | None,
    *,
    check: Check,
) -> PreparedSigning:
    """Prepare the main file for the actor's signature and open a signing session.

    ``check`` runs inside the transaction and raises when the document is not there to be signed. An older
    session of the same person on the file is cancelled. Raises ``NotFound`` and ``Conflict`` for a
    certificate that is not theirs or not good, ``Unavailable`` when no timestamp is to be had, ``Conflict``
    ``signing-under-way`` when somebody else is at it, ``Invalid`` for a file that cannot be signed.
    """
    with runtime.read() as session:
        certificate = check_certificate(runtime, session, actor, certificate_id)
        subject = read_subject(session, actor, document_id)
        _refuse_somebody_else(
            queries.find_open_signing(session, subject.file.id), certificate, runtime.clock.now(), session
        )
        signer = organization.get_person(session, certificate.person_id or uuid.UUID(int=0))
        agency = organization.get_agency(session, subject.document.agency_id)
    require_timestamps(runtime)
    order = _Order(subject, certificate, signer, agency.short_name)
    with scratch() as file:
        with said_to_the_user():
            ready = _prepare_file(runtime, order, place, file)
        with put_for(runtime, file) as stored, runtime.work(actor) as work:
            check(work)
            return _open_session(work, runtime, order, ready, stored)


def cancel_signature(work: Work, session_id: uuid.UUID) -> None:
    """Give up a signature of one's own that is under way; doing it again changes nothing.

    Raises ``NotFound``, and ``Conflict`` ``already-signed`` when it was completed.
    """
    signing, _certificate = queries.get_signing(work.session, session_id, work.actor.person_id, lock=True)
    if signing.completed_at is not None:
        raise already_signed()
    if signing.cancelled_at is None:
        cancel(work, signing)


def cancel(work: Work, signing: SigningSession) -> None:
    """Close a session without a signature."""
    signing.cancelled_at = work.now
    work.record("signing.cancelled", signing.id, {"document_id": str(signing.document_id)})
    work.session.flush()


def already_signed() -> Conflict:
    """The answer to signing twice."""
    return Conflict(
        "already-signed",
        N_("This signature was completed already."),
        N_("Open the document again to see it."),
    )


def _prepare_file(runtime: Runtime, order: _Order, place: MarkPlace | None, target: BinaryIO) -> Ready:
    with runtime.store.open(order.subject.version.sha256) as base:
        chosen = to_place(base, order.subject, order.signer.full_name, place)
        with with_number_fields(base) as (extended, number_fields):
            prepared = prepare(
                extended,
                target,
                SignatureField(
                    PERSONAL_FIELD,
                    chosen,
                    _mark(runtime, order),
                    location=order.agency_name,
                    holder=order.signer.full_name,
                ),
                certificate=order.certificate.der,
                chain=[base64.b64decode(der) for der in order.certificate.chain],
                algorithm=order.certificate.algorithm,
                signed_at=runtime.clock.now().astimezone(OFFICE_ZONE),
            )
    return Ready(prepared, chosen, number_fields)


def _mark(runtime: Runtime, order: _Order) -> PersonalMark:
    picture = None
    if order.signer.signature_image is not None:
        with runtime.store.open(order.signer.signature_image) as file:
            picture = file.read()
    return PersonalMark(
        image_png=picture,
        lines=(order.signer.full_name,),
        font=mark_font(),
        trial=order.certificate.certificate_class == CertificateClass.TRIAL.value,
    )


def _open_session(
    work: Work, runtime: Runtime, order: _Order, ready: Ready, stored: Stored
) -> PreparedSigning:
    subject = order.subject
    lock_version(work, subject.file.id, subject.version.id)
    _close_older(work, order)
    lasting = timedelta(minutes=runtime.settings.signing.session_minutes)
    signing = SigningSession(
        id=uuid7(),
        document_id=subject.document.id,
        file_id=subject.file.id,
        base_version_id=subject.version.id,
        certificate_id=order.certificate.id,
        post_id=work.actor.post_id,
        prepared_sha256=stored.sha256,
        prepared=ready.as_json(),
        created_at=work.now,
        expires_at=work.now + lasting,
    )
    work.session.add(signing)
    work.session.flush()
    work.record(
        "signing.prepared",
        signing.id,
        {"document_id": str(subject.document.id), "file_id": str(subject.file.id)},
    )
    work.later(
        SWEEP_JOB,
        {"signing_id": str(signing.id)},
        key=f"{SWEEP_JOB}:{signing.id}",
        after=lasting + SWEEP_AFTER,
    )
    return PreparedSigning(
        id=signing.id,
        document_id=subject.document.id,
        document_name=subject.file.name,
        to_be_signed=ready.prepared.to_sign,
        algorithm=ready.prepared.algorithm,
        prepared_sha256=stored.sha256,
        expires_at=signing.expires_at,
    )


def _close_older(work: Work, order: _Order) -> None:
    older = queries.find_open_signing(work.session, order.subject.file.id)
    if older is None:
        return
    _refuse_somebody_else(older, order.certificate, work.now, work.session)
    cancel(work, older)


def _refuse_somebody_else(
    older: SigningSession | None, certificate: Certificate, now: datetime, session: Session
) -> None:
    if older is None or older.expires_at <= now:
        return
    theirs = queries.get_certificate(session, older.certificate_id)
    if theirs.person_id == certificate.person_id:
        return
    raise Conflict(
        "signing-under-way",
        N_("%(name)s is signing this document since %(since)s."),
        N_("Wait until it is done or given up, then open the document again."),
        name=queries.person_name(session, theirs.person_id),
        since=older.created_at.astimezone(OFFICE_ZONE).strftime("%H:%M %d/%m/%Y"),
    )
