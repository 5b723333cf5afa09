"""Tables of certificates, agency seals, signing sessions, signatures and verification records."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Blob, JsonList, JsonMap, Key, Moment, Name, Sha256, refers_to


class KeyPlace(StrEnum):
    """Where a private key lives. A person's key is never on the server."""

    BROWSER = "browser"
    SERVER_KEYSTORE = "server_keystore"  # agency seals only
    EPHEMERAL = "ephemeral"  # made in memory for the sample, used once and forgotten


class CertificateClass(StrEnum):
    """What a certificate is worth (Luật Giao dịch điện tử 20/2023/QH15 Điều 22)."""

    OFFICIAL_DUTY = "official_duty"
    PUBLIC = "public"
    INTERNAL = "internal"
    TRIAL = "trial"


class SignatureRole(StrEnum):
    """In which part somebody signed."""

    PERSONAL = "personal"
    AGENCY = "agency"


class Certificate(Base):
    """A certificate bound to a person or an agency by enrolment and key fingerprint, never by name."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (agency_id IS NULL)", name="one_holder"),
        CheckConstraint("person_id IS NULL OR key_place <> 'server_keystore'", name="no_personal_key_here"),
    )

    id: Mapped[Key]
    person_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("people.id"), index=True)
    agency_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"), index=True)
    label: Mapped[Name]
    key_place: Mapped[str] = mapped_column(String(20))
    certificate_class: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(500))
    serial: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[Sha256] = mapped_column(unique=True)
    key_fingerprint: Mapped[Sha256] = mapped_column(
        unique=True
    )  # of the public key: one key, one holder, once
    algorithm: Mapped[str] = mapped_column(String(40))
    der: Mapped[Blob]
    chain: Mapped[JsonList]  # base64 DER, issuer first
    valid_from: Mapped[Moment]
    valid_to: Mapped[Moment]
    enrolled_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(40))


class AgencySeal(Base):
    """The seal of an agency kept on this server: an encrypted PKCS#8 key and the picture of the seal."""

    __tablename__ = "agency_seals"

    id: Mapped[Key]
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"), index=True)
    certificate_id: Mapped[uuid.UUID] = mapped_column(refers_to("certificates.id"))
    encrypted_key: Mapped[Blob]
    picture_sha256: Mapped[Sha256]
    retired_at: Mapped[Moment | None]


class SigningSession(Base):
    """A signature under way: prepared, and waiting for its value. Survives a restart."""

    __tablename__ = "signing_sessions"
    __table_args__ = (
        # At most one signature at a time is under way on a file: the second one is told.
        Index(
            "uq_signing_sessions_open_file",
            "file_id",
            unique=True,
            sqlite_where=text("completed_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("completed_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(refers_to("document_files.id"))
    base_version_id: Mapped[uuid.UUID] = mapped_column(refers_to("file_versions.id"))
    certificate_id: Mapped[uuid.UUID] = mapped_column(refers_to("certificates.id"))
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    prepared_sha256: Mapped[Sha256] = mapped_column(index=True)
    prepared: Mapped[JsonMap]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    completed_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]
    swept_at: Mapped[Moment | None]  # the prepared file is gone
    value_sha256: Mapped[str | None] = mapped_column(String(64))  # of the value it was completed with
    signature_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("signatures.id"))


class VerificationRecord(Base):
    """What a verification of these bytes found, when, and why; kept so that the answer holds years later."""

    __tablename__ = "verification_records"

    id: Mapped[Key]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[JsonList]
    report: Mapped[JsonMap]  # the shape of `eoffice verify --json`, with certificates and revision ranges
    checked_at: Mapped[Moment]


class Signature(Base):
    """A signature in a file version, as found by re-validating the stored bytes."""

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_document_role", "document_id", "role"),)

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"))
    file_id: Mapped[uuid.UUID] = mapped_column(refers_to("document_files.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(refers_to("file_versions.id"))
    role: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("people.id"))
    agency_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"))
    post_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("posts.id"))
    certificate_id: Mapped[uuid.UUID] = mapped_column(refers_to("certificates.id"))
    field_name: Mapped[str] = mapped_column(String(60))
    place: Mapped[JsonMap | None]  # page (from 0) and box of the mark, as signing.Place writes them
    number_fields: Mapped[JsonList]  # empty fields made before it, to be filled with number and date after it
    level: Mapped[str] = mapped_column(String(10))
    claimed_at: Mapped[Moment | None]
    proven_at: Mapped[Moment | None]
    verification_id: Mapped[uuid.UUID] = mapped_column(refers_to("verification_records.id"))
