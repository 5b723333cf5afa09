"""Reads of certificates, seals, signing sessions, signatures and verification records."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.documents.models import FileVersion
from eoffice.organization.models import Person
from eoffice.signatures.models import (
    AgencySeal,
    Certificate,
    KeyPlace,
    Signature,
    SignatureRole,
    SigningSession,
    VerificationRecord,
)

# FOR NO KEY UPDATE: a new row that refers to a locked one need not wait for it.
_ROW_LOCK = {"key_share": True}


def list_certificates(session: Session, person_id: uuid.UUID) -> Sequence[Certificate]:
    """All certificates of a person, the newest first."""
    return session.scalars(
        select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id.desc())
    ).all()


def list_usable_certificates(session: Session, person_id: uuid.UUID, now: datetime) -> Sequence[Certificate]:
    """What a person may sign with at ``now``, newest first; not what was made for a key since forgotten."""
    return session.scalars(
        select(Certificate)
        .where(
            Certificate.person_id == person_id,
            Certificate.key_place != KeyPlace.EPHEMERAL,
            Certificate.valid_from <= now,
            Certificate.valid_to >= now,
            or_(Certificate.revoked_at.is_(None), Certificate.revoked_at > now),
        )
        .order_by(Certificate.id.desc())
    ).all()


def get_certificate(session: Session, certificate_id: uuid.UUID, *, lock: bool = False) -> Certificate:
    """A certificate. Raises ``NotFound``."""
    found = session.get(Certificate, certificate_id, with_for_update=_ROW_LOCK if lock else None)
    if found is None:
        raise _no_certificate()
    return found


def get_own_certificate(
    session: Session, certificate_id: uuid.UUID, person_id: uuid.UUID | None, *, lock: bool = False
) -> Certificate:
    """A certificate of this very person; that somebody else has it is not said. Raises ``NotFound``."""
    found = get_certificate(session, certificate_id, lock=lock)
    if person_id is None or found.person_id != person_id:
        raise _no_certificate()
    return found


def find_by_key(session: Session, key_fingerprint: str) -> Certificate | None:
    """The certificate of a public key (SHA-256 of its SubjectPublicKeyInfo), if it has one."""
    return session.scalars(select(Certificate).where(Certificate.key_fingerprint == key_fingerprint)).first()


def find_seal(session: Session, agency_id: uuid.UUID) -> AgencySeal | None:
    """The seal an agency uses now."""
    return session.scalars(
        select(AgencySeal)
        .where(AgencySeal.agency_id == agency_id, AgencySeal.retired_at.is_(None))
        .order_by(AgencySeal.id.desc())
        .limit(1)
    ).first()


def get_signing(
    session: Session, session_id: uuid.UUID, person_id: uuid.UUID | None, *, lock: bool = False
) -> tuple[SigningSession, Certificate]:
    """A signature under way of this very person, with its certificate. Raises ``NotFound``."""
    found = session.get(SigningSession, session_id, with_for_update=_ROW_LOCK if lock else None)
    certificate = session.get(Certificate, found.certificate_id) if found else None
    if found is None or certificate is None or person_id is None or certificate.person_id != person_id:
        raise NotFound(
            "no-such-signing",
            N_("There is no such signature under way."),
            N_("Open the document and start once more."),
        )
    return found, certificate


def find_open_signing(session: Session, file_id: uuid.UUID) -> SigningSession | None:
    """The signature under way on a file; there is at most one."""
    return session.scalars(
        select(SigningSession).where(
            SigningSession.file_id == file_id,
            SigningSession.completed_at.is_(None),
            SigningSession.cancelled_at.is_(None),
        )
    ).first()


def list_signatures(session: Session, document_id: uuid.UUID) -> Sequence[Signature]:
    """The signatures of a document in the order they were made."""
    return session.scalars(
        select(Signature).where(Signature.document_id == document_id).order_by(Signature.id)
    ).all()


def find_signature(session: Session, document_id: uuid.UUID, role: str) -> Signature | None:
    """The latest signature in this role on a document."""
    return session.scalars(
        select(Signature)
        .where(Signature.document_id == document_id, Signature.role == role)
        .order_by(Signature.id.desc())
        .limit(1)
    ).first()


def has_number_fields(session: Session, document_id: uuid.UUID) -> bool:
    """Whether the signed file has room for number and date; without it they stand in the register only."""
    personal = find_signature(session, document_id, SignatureRole.PERSONAL.value)
    return personal is not None and bool(personal.number_fields)


def find_verification(session: Session, sha256: str) -> VerificationRecord | None:
    """What the latest verification of these bytes found."""
    return session.scalars(
        select(VerificationRecord)
        .where(VerificationRecord.sha256 == sha256)
        .order_by(VerificationRecord.id.desc())
        .limit(1)
    ).first()


def is_referred(session: Session, sha256: str, *, besides: uuid.UUID | None = None) -> bool:
    """Whether a row refers to these bytes: a version, a prepared signature, a seal or a signature's picture.

    ``besides`` is a signing session that does not count.
    """
    prepared = exists().where(SigningSession.prepared_sha256 == sha256, SigningSession.swept_at.is_(None))
    if besides is not None:
        prepared = prepared.where(SigningSession.id != besides)
    return bool(
        session.scalar(
            select(
                or_(
                    exists().where(FileVersion.sha256 == sha256),
                    prepared,
                    exists().where(AgencySeal.picture_sha256 == sha256),
                    exists().where(Person.signature_image == sha256),
                )
            )
        )
    )


def person_name(session: Session, person_id: uuid.UUID | None) -> str:
    """The full name of a person, empty when there is none."""
    found = session.get(Person, person_id) if person_id else None
    return found.full_name if found else ""


def _no_certificate() -> NotFound:
    return NotFound(
        "no-such-certificate",
        N_("You have no such certificate."),
        N_("Choose one of your own keys, or enrol this device."),
        field="certificate_id",
    )
