"""What a verification found, in ETSI EN 319 102-1's words, and its JSON form."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Verdict = Literal["valid", "indeterminate", "tampered", "unsigned", "error"]
Integrity = Literal["intact", "broken"]


@dataclass(frozen=True)
class SignatureReport:
    """One signature as found.

    `level` is B-B, B-T, B-LT or B-LTA for PAdES, PKCS7-B … PKCS7-LTA for the older adbe.pkcs7.detached,
    always the level that re-validation confirms. `claimed_at` is the signer's word, `proven_at` a trusted
    timestamp's; `time` is the proven one, else the claimed. `sub_indication` is None when the signature is
    sound, else EN 319 102-1's name (table 3 and table 6). `reasons` are codes: the sub-indication and what
    else was noticed. `certificate` is DER, `fingerprint` its SHA-256 in hexadecimal. `revision_end` is the
    offset of the first byte after the revision that was signed.
    """

    signer: str
    subject: str
    certificate: bytes
    fingerprint: str
    field_name: str
    level: str
    integrity: Integrity
    claimed_at: datetime | None
    proven_at: datetime | None
    sub_indication: str | None
    reasons: tuple[str, ...]
    revision_end: int
    covers_whole_file: bool

    @property
    def time(self) -> datetime | None:
        return self.proven_at or self.claimed_at

    @property
    def is_sound(self) -> bool:
        return self.integrity == "intact" and self.sub_indication is None


@dataclass(frozen=True)
class Verification:
    """The verdict on a file: `valid` only if every signature is sound, `tampered` only for bytes or
    content.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    signatures: tuple[SignatureReport, ...] = ()


def report_as_json(file_name: str, verification: Verification) -> dict[str, Any]:
    """The line that `eoffice verify --json` prints for a file; moments are ISO 8601."""
    return {
        "file": file_name,
        "verdict": verification.verdict,
        "reasons": list(verification.reasons),
        "signatures": [
            {
                "signer": report.signer,
                "level": report.level,
                "integrity": report.integrity,
                "claimed_at": _moment(report.claimed_at),
                "proven_at": _moment(report.proven_at),
                "time": _moment(report.time),
            }
            for report in verification.signatures
        ],
    }


def verification_to_data(verification: Verification) -> dict[str, Any]:
    """Everything in a verification as plain JSON values, to be kept or sent between processes."""
    return {
        "verdict": verification.verdict,
        "reasons": list(verification.reasons),
        "signatures": [_signature_to_data(report) for report in verification.signatures],
    }


def verification_from_data(data: dict[str, Any]) -> Verification:
    return Verification(
        verdict=data["verdict"],
        reasons=tuple(data["reasons"]),
        signatures=tuple(_signature_from_data(entry) for entry in data["signatures"]),
    )


def _signature_to_data(report: SignatureReport) -> dict[str, Any]:
    return {
        "signer": report.signer,
        "subject": report.subject,
        "certificate": base64.b64encode(report.certificate).decode("ascii"),
        "fingerprint": report.fingerprint,
        "field_name": report.field_name,
        "level": report.level,
        "integrity": report.integrity,
        "claimed_at": _moment(report.claimed_at),
        "proven_at": _moment(report.proven_at),
        "sub_indication": report.sub_indication,
        "reasons": list(report.reasons),
        "revision_end": report.revision_end,
        "covers_whole_file": report.covers_whole_file,
    }


def _signature_from_data(data: dict[str, Any]) -> SignatureReport:
    values = dict(data)
    values["certificate"] = base64.b64decode(data["certificate"])
    values["reasons"] = tuple(data["reasons"])
    for key in ("claimed_at", "proven_at"):
        values[key] = datetime.fromisoformat(data[key]) if data[key] else None
    return SignatureReport(**values)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
