"""Pure decisions about certificates, levels, and the text of number and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from eoffice.core.errors import Conflict, DomainError
from eoffice.core.messages import N_

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
ASKED_LEVEL = "B-T"


class RevocationReason(StrEnum):
    """Why a certificate is revoked (RFC 5280, 5.3.1, those a holder can know)."""

    KEY_COMPROMISE = "key_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"


REVOCATION_REASONS = {
    RevocationReason.KEY_COMPROMISE: N_("The device was lost, or somebody else may have used the key"),
    RevocationReason.SUPERSEDED: N_("Another key takes its place"),
    RevocationReason.CESSATION_OF_OPERATION: N_("The key is no longer used"),
    RevocationReason.AFFILIATION_CHANGED: N_("The holder has left the post or the agency"),
}


@dataclass(frozen=True)
class CertificateFacts:
    """What decides whether a certificate may sign now."""

    valid_from: datetime
    valid_to: datetime
    revoked_at: datetime | None


def certificate_refusal(facts: CertificateFacts, now: datetime) -> DomainError | None:
    """Why the certificate cannot sign at ``now``, or None (TT 15/2025/TT-BKHCN Điều 5)."""
    if facts.revoked_at is not None and facts.revoked_at <= now:
        return Conflict(
            "certificate-revoked",
            N_("This certificate was revoked."),
            N_("Choose another key, or enrol this device again."),
            field="certificate_id",
        )
    if now < facts.valid_from:
        return Conflict(
            "certificate-not-yet-valid",
            N_("This certificate is not valid yet."),
            N_("Wait until it is valid, or choose another key."),
            field="certificate_id",
        )
    if now > facts.valid_to:
        return Conflict(
            "certificate-expired",
            N_("This certificate has expired."),
            N_("Enrol a new key, then sign."),
            field="certificate_id",
        )
    return None


def is_at_least(level: str, wanted: str) -> bool:
    """Whether a PAdES level reaches another; a level that is not PAdES (PKCS7-…) never does."""
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(wanted)


@dataclass(frozen=True)
class NumberTexts:
    """What is written into the blanks of number, day and month."""

    number: str
    day: str
    month: str


def number_texts(number: str, issued_on: date) -> NumberTexts:
    """Number, day and month as printed: a leading zero for days below 10 and for January and February
    (NĐ 30/2020/NĐ-CP, Phụ lục I, II.4)."""
    month = f"{issued_on.month:02}" if issued_on.month < 3 else str(issued_on.month)
    return NumberTexts(number=number, day=f"{issued_on.day:02}", month=month)


def certificate_name(name: str, short_name: str, longest: int = 64) -> str:
    """The name of an agency for a certificate: the short one when the whole one has more than ``longest``
    octets of UTF-8 (RFC 5280, A.1 counts characters; some programs count octets)."""
    return name if len(name.encode()) <= longest else short_name


def reasons_text(reasons: Sequence[str]) -> str:
    """The sub-indications of a verification (ETSI EN 319 102-1) in one line."""
    return ", ".join(reasons) or "–"
