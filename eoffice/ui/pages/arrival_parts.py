"""The parts of a received document's page: what was found in its file, who handles it, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.incoming.models import Arrival, ArrivalState, Assignment
from eoffice.incoming.queries import WholeArrival
from eoffice.incoming.rules import PARTS
from eoffice.organization import queries as organization
from eoffice.signatures.models import Certificate, CertificateClass, VerificationRecord
from eoffice.ui.pages.document_parts import SignatureRow
from signing import SignatureReport, verification_from_data

STATE_TONES: dict[str, str] = {
    ArrivalState.ARRIVED.value: "waiting",
    ArrivalState.RETURNED.value: "warning",
    ArrivalState.FINISHED.value: "done",
}
SOON = 2  # days before the deadline


@dataclass(frozen=True)
class AssignmentRow:
    """A part as ``documents.directive`` shows it."""

    role_label: str
    name: str
    due_on: date | None = None
    state_label: str = ""
    state_tone: str = "neutral"


def state_tone(state: str) -> str:
    """The tone of the pill that shows a state."""
    return STATE_TONES.get(state, "active")


def deadline_state(arrival: Arrival, is_overdue: bool, today: date) -> str:
    """The state ``badges.deadline`` shows: overdue, done, soon or on_time."""
    if is_overdue:
        return "overdue"
    if arrival.finished_at is not None:
        return "done"
    if arrival.due_on is not None and (arrival.due_on - today).days <= SOON:
        return "soon"
    return "on_time"


def assignment_rows(session: Session, rows: Sequence[Assignment]) -> list[AssignmentRow]:
    """Who has which part: units by name, people with their post and note."""
    labels = organization.post_labels(session, [row.post_id for row in rows if row.post_id])
    found = []
    for row in rows:
        name = labels[row.post_id] if row.post_id else organization.get_unit(session, row.unit_id).name
        note = f" – {row.note}" if row.note else ""
        found.append(AssignmentRow(_(PARTS[row.part]), name + note))
    return found


def found_signatures(session: Session, record: VerificationRecord | None) -> list[SignatureRow]:
    """The signatures a verification found in the file, as ``documents.signatures`` shows them."""
    if record is None:
        return []
    reports = verification_from_data(record.report).signatures
    prints = [report.fingerprint for report in reports]
    known = {
        row.fingerprint: row
        for row in session.scalars(select(Certificate).where(Certificate.fingerprint.in_(prints)))
    }
    return [_signature_row(report, known.get(report.fingerprint)) for report in reports]


def main_level(whole: WholeArrival) -> str:
    """The lowest level among the signatures found, so that nothing is called better than it is."""
    if whole.verification is None:
        return ""
    levels = [entry["level"] for entry in whole.verification.report.get("signatures", ())]
    return min(levels, key=lambda level: (len(level), level), default="")


def _signature_row(report: SignatureReport, certificate: Certificate | None) -> SignatureRow:
    is_seal = certificate is not None and certificate.agency_id is not None
    return SignatureRow(
        signer=report.signer,
        role_label=_role_label(certificate),
        verdict=_verdict(report),
        level=report.level,
        claimed_at=report.claimed_at,
        proven_at=report.proven_at,
        certificate=report.subject,
        is_seal=is_seal,
        is_trial=certificate is not None and certificate.certificate_class == CertificateClass.TRIAL.value,
        integrity=_integrity(report),
        reasons=list(report.reasons),
    )


def _role_label(certificate: Certificate | None) -> str:
    if certificate is None:
        return str(_("Certificate not known here"))
    return str(_("Seal of the agency") if certificate.agency_id else _("Signature of a person"))


def _integrity(report: SignatureReport) -> str:
    return str(_("Integrity: intact") if report.integrity == "intact" else _("Integrity: broken"))


def _verdict(report: SignatureReport) -> str:
    if report.integrity == "broken":
        return "tampered"
    return "valid" if report.is_sound else "indeterminate"
