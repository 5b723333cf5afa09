"""Entering a signature that was made and found valid: version, verification record and signature at once."""

from __future__ import annotations

from dataclasses import dataclass

from eoffice.core.work import Work
from eoffice.documents.models import FileVersion, VersionOrigin
from eoffice.documents.service import add_version
from eoffice.signatures.models import Certificate, Signature, SignatureRole
from eoffice.signatures.service.subject import SignedFile, lock_version
from eoffice.signatures.service.verify import report_of, save_verification
from signing import Place, Verification
from storage import Stored


@dataclass(frozen=True)
class Written:
    """Bytes with a new signature in ``field_name``, its mark at ``place``, and what a verification found."""

    stored: Stored
    found: Verification
    field_name: str
    place: Place
    number_fields: tuple[str, ...] = ()


def enter_version(work: Work, subject: SignedFile, stored: Stored, origin: VersionOrigin) -> FileVersion:
    """Make stored bytes the next version. Raises ``Conflict`` ``file-changed`` when another came between."""
    lock_version(work, subject.file.id, subject.version.id)
    return add_version(
        work,
        subject.file.id,
        subject.version.ordinal,
        stored.sha256,
        stored.size,
        origin,
        subject.version.page_count,
    )


def enter_signature(
    work: Work, subject: SignedFile, written: Written, certificate: Certificate, role: SignatureRole
) -> Signature:
    """Make signed bytes the next version and record the signature at the level that was found."""
    report = report_of(written.found, written.field_name)
    origin = VersionOrigin.SEAL if role is SignatureRole.AGENCY else VersionOrigin.SIGNATURE
    version = enter_version(work, subject, written.stored, origin)
    record = save_verification(work, written.stored.sha256, written.found)
    signature = Signature(
        document_id=subject.document.id,
        file_id=subject.file.id,
        version_id=version.id,
        role=role.value,
        person_id=certificate.person_id,
        agency_id=certificate.agency_id,
        post_id=work.actor.post_id,
        certificate_id=certificate.id,
        field_name=report.field_name,
        place=written.place.as_json(),
        number_fields=list(written.number_fields),
        level=report.level,
        claimed_at=report.claimed_at,
        proven_at=report.proven_at,
        verification_id=record.id,
    )
    work.session.add(signature)
    work.session.flush()
    return signature
