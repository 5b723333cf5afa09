"""What goes in and out of the doors of keys and signatures."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import datetime
from typing import Annotated, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from eoffice.core.messages import N_
from eoffice.signatures.models import Certificate, Signature
from eoffice.signatures.rules import RevocationReason
from eoffice.signatures.service import MarkPlace

LONGEST_VALUE = 4096  # characters of base64: an RSA-4096 value has 684


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _decoded(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_VALUE:
        raise ValueError(N_("Give the signature as base64."))
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(N_("Give the signature as base64.")) from error


SentBytes = Annotated[bytes, BeforeValidator(_decoded)]
ShownBytes = Annotated[
    bytes, PlainSerializer(lambda value: base64.b64encode(value).decode(), return_type=str)
]


class EnrolIn(_Strict):
    """A request for a certificate (PKCS#10, PEM); ``algorithm`` is what the browser made, the key decides."""

    csr: str = Field(min_length=1, max_length=16384)
    label: str = Field(min_length=1, max_length=80)
    algorithm: str = Field(default="", max_length=40)


class CertificateOut(BaseModel):
    """A certificate of one's own: PEM, and SHA-256 fingerprints in hexadecimal."""

    id: uuid.UUID
    label: str
    certificate: str
    fingerprint: str
    subject: str
    serial: str
    algorithm: str
    certificate_class: str
    key_place: str
    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None
    revocation_reason: str | None

    @classmethod
    def of(cls, row: Certificate) -> CertificateOut:
        """What is shown of a row."""
        parsed = x509.load_der_x509_certificate(row.der)
        return cls(
            id=row.id,
            label=row.label,
            certificate=parsed.public_bytes(Encoding.PEM).decode("ascii"),
            fingerprint=row.fingerprint,
            subject=row.subject,
            serial=row.serial,
            algorithm=row.algorithm,
            certificate_class=row.certificate_class,
            key_place=row.key_place,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            revoked_at=row.revoked_at,
            revocation_reason=row.revocation_reason,
        )


class CertificatesOut(BaseModel):
    """All certificates of who asks, the newest first."""

    certificates: list[CertificateOut]


class RevokeIn(_Strict):
    """Why a certificate is revoked."""

    reason: RevocationReason


class PlaceIn(_Strict):
    """Where the mark stands: page from 1; left, bottom, right, top in points of the page as shown."""

    page: int = Field(ge=1, le=100_000)
    box: tuple[float, float, float, float]

    def as_mark_place(self) -> MarkPlace:
        """The place for the service."""
        return MarkPlace(self.page, self.box)


class PrepareIn(_Strict):
    """With which certificate to sign, and where the mark stands; found in the text when no place is given."""

    certificate_id: uuid.UUID
    place: PlaceIn | None = None


class PreparedOut(BaseModel):
    """The bytes to sign, base64: the key hashes them with SHA-256 and signs."""

    id: uuid.UUID
    document_id: uuid.UUID
    document_name: str
    to_be_signed: ShownBytes
    algorithm: str
    prepared_sha256: str
    expires_at: datetime


class CompleteIn(_Strict):
    """The signature value, base64; ECDSA as DER or as r and s side by side."""

    signature: SentBytes


class CompletedOut(BaseModel):
    """The signature that was made: its level as found in the stored bytes, and where to see it."""

    document_id: uuid.UUID
    signature_id: uuid.UUID
    level: str
    location: str


class SignatureOut(BaseModel):
    """A signature of a document, as found."""

    id: uuid.UUID
    role: str
    level: str
    field_name: str
    claimed_at: datetime | None
    proven_at: datetime | None

    @classmethod
    def of(cls, row: Signature) -> SignatureOut:
        """What is shown of a row."""
        return cls(
            id=row.id,
            role=row.role,
            level=row.level,
            field_name=row.field_name,
            claimed_at=row.claimed_at,
            proven_at=row.proven_at,
        )


class SignaturesOut(BaseModel):
    """The signatures of a document in the order they were made."""

    signatures: list[SignatureOut]
