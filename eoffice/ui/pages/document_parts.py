"""The parts of a document's page that more than one feature gives: files, signatures, transmissions."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eoffice.core.clock import office_day
from eoffice.core.messages import N_
from eoffice.documents.models import FileRole, VersionOrigin
from eoffice.documents.queries import FileState
from eoffice.exchange import queries as exchange
from eoffice.exchange.models import StatusCode, TransportState
from eoffice.exchange.rules import STATUSES, TRANSPORT
from eoffice.organization.queries import current_code
from eoffice.outgoing import queries as outgoing
from eoffice.outgoing.models import Receiver
from eoffice.signatures import queries as signatures
from eoffice.signatures.models import (
    Certificate,
    CertificateClass,
    Signature,
    SignatureRole,
    VerificationRecord,
)

FILE_ROLES: dict[str, str] = {
    FileRole.MAIN.value: N_("Main file"),
    FileRole.ANNEX.value: N_("Annex"),
    FileRole.SUPPORTING.value: N_("Supporting paper, stays in the agency"),
    FileRole.SOURCE.value: N_("Word-processor file, stays in the agency"),
}
SIGNATURE_ROLES: dict[str, str] = {
    SignatureRole.PERSONAL.value: N_("Signature of the leader"),
    SignatureRole.AGENCY.value: N_("Seal of the agency"),
}
TRANSPORT_TONES: dict[str, str] = {
    TransportState.QUEUED.value: "waiting",
    TransportState.SENT.value: "waiting",
    TransportState.ACKNOWLEDGED.value: "done",
    TransportState.FAILED.value: "danger",
}
STATUS_TONES: dict[str, str] = {StatusCode.RETURNED.value: "danger", StatusCode.FINISHED.value: "done"}


@dataclass(frozen=True)
class FileRow:
    """A file as ``documents.files`` shows it."""

    name: str
    role_label: str
    size: int
    sha256: str
    url: str
    note: str = ""
    verdict: str = ""
    level: str = ""


@dataclass(frozen=True)
class SignatureRow:
    """A signature as ``documents.signatures`` shows it."""

    signer: str
    role_label: str
    verdict: str
    level: str
    claimed_at: datetime | None
    proven_at: datetime | None
    certificate: str
    is_seal: bool
    is_trial: bool
    integrity: str = ""
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReceiverRow:
    """A receiver as ``documents.receivers`` shows it, with its transmission once there is one."""

    receiver: str
    code: str
    contact: str
    channel: str
    transport_label: str = ""
    transport_tone: str = "neutral"
    business_label: str = ""
    business_tone: str = "neutral"
    at: datetime | None = None
    detail: str = ""


def file_rows(session: Session, document_id: uuid.UUID, files: Sequence[FileState]) -> list[FileRow]:
    """The files of a document, each with what the last verification of its bytes found."""
    return list(_file_rows(session, document_id, files))


def signature_rows(session: Session, document_id: uuid.UUID) -> list[SignatureRow]:
    """The signatures of a document, each as it was found when it was made."""
    return [_signature_row(session, row) for row in signatures.list_signatures(session, document_id)]


def receiver_rows(session: Session, document_id: uuid.UUID, day: date) -> list[ReceiverRow]:
    """The receivers of a document, each with the latest news of what was sent to it over the network."""
    sent = {row.receiver.id: row for row in exchange.list_transmissions(session, document_id)}
    return [
        _receiver_row(session, receiver, sent.get(receiver.id), day)
        for receiver in outgoing.list_receivers(session, document_id)
    ]


def _file_rows(session: Session, document_id: uuid.UUID, files: Sequence[FileState]) -> Iterator[FileRow]:
    for item in files:
        record = signatures.find_verification(session, item.version.sha256)
        is_converted = item.version.origin == VersionOrigin.CONVERSION.value
        yield FileRow(
            name=item.file.name,
            role_label=_(FILE_ROLES[item.file.role]),
            size=item.version.size,
            sha256=item.version.sha256,
            url=url_for("documents.file", document_id=document_id, file_id=item.file.id),
            note=_("Converted from a word-processor file. Check it page by page.") if is_converted else "",
            verdict=record.verdict if record else "",
        )


def _signature_row(session: Session, row: Signature) -> SignatureRow:
    certificate = session.get_one(Certificate, row.certificate_id)
    record = session.get_one(VerificationRecord, row.verification_id)
    return SignatureRow(
        signer=_common_name(certificate.subject),
        role_label=_(SIGNATURE_ROLES[row.role]),
        verdict=record.verdict,
        level=row.level,
        claimed_at=row.claimed_at,
        proven_at=row.proven_at,
        certificate=certificate.subject,
        is_seal=row.role == SignatureRole.AGENCY.value,
        is_trial=certificate.certificate_class == CertificateClass.TRIAL.value,
        reasons=[str(reason) for reason in record.reasons],
    )


def _common_name(subject: str) -> str:
    parts = dict(part.strip().split("=", 1) for part in subject.split(",") if "=" in part)
    return parts.get("CN", subject)


def _receiver_row(
    session: Session, receiver: Receiver, sent: exchange.SentTo | None, day: date
) -> ReceiverRow:
    coded_on = office_day(sent.transmission.queued_at) if sent else day
    code = current_code(session, receiver.agency_id, coded_on) if receiver.agency_id else None
    row = ReceiverRow(receiver.name, code or "", receiver.email or receiver.address or "", receiver.channel)
    if sent is None:
        return row
    latest = sent.latest
    return replace(
        row,
        transport_label=_(TRANSPORT[sent.transmission.transport]),
        transport_tone=TRANSPORT_TONES[sent.transmission.transport],
        business_label=_(STATUSES[latest.code]) if latest else "",
        business_tone=STATUS_TONES.get(latest.code, "active") if latest else "neutral",
        at=sent.changed_at,
        detail=_news(sent),
    )


def _news(row: exchange.SentTo) -> str:
    """Why it was returned, in the receiver's own words, or why it has not left."""
    if row.latest is not None and row.latest.reason:
        return row.latest.reason
    return _(row.transmission.failure) if row.transmission.failure else ""
