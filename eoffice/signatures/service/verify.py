"""What a verification found, kept so that the answer holds years later."""

from __future__ import annotations

from typing import BinaryIO

from eoffice.core.actor import SYSTEM
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.signatures.models import VerificationRecord
from eoffice.signatures.rules import ASKED_LEVEL, is_at_least, reasons_text
from signing import SignatureReport, Verification, verification_to_data, verify, verify_untrusted


def verify_stored(runtime: Runtime, sha256: str) -> VerificationRecord:
    """Verify stored bytes in a child process with limits and keep what was found.

    Raises the store's errors when the bytes are not there.
    """
    with runtime.store.open(sha256) as file:
        found = verify_untrusted(file, runtime.trust(), at=runtime.clock.now())
    with runtime.work(SYSTEM) as work:
        return save_verification(work, sha256, found)


def save_verification(work: Work, sha256: str, found: Verification) -> VerificationRecord:
    """Keep a verification; ``report`` holds what ``signing.verification_from_data`` reads."""
    record = VerificationRecord(
        sha256=sha256,
        verdict=found.verdict,
        reasons=list(found.reasons),
        report=verification_to_data(found),
        checked_at=work.now,
    )
    work.session.add(record)
    work.session.flush()
    return record


def verify_written(runtime: Runtime, file: BinaryIO) -> Verification:
    """Verify bytes we have just written, which began with a file that was inspected when it came in.

    Raises ``Conflict`` when any signature in them was broken by it.
    """
    found = verify(file, runtime.trust(), at=runtime.clock.now())
    if found.verdict in ("tampered", "error"):
        raise _not_valid(found.reasons)
    return found


def report_of(found: Verification, field_name: str) -> SignatureReport:
    """The signature in a field, when it was found valid with a proven time; raises ``Conflict`` otherwise.

    A document that says "signed" is signed: what is not found in the bytes is not recorded.
    """
    for report in found.signatures:
        if report.field_name == field_name and report.is_sound and is_at_least(report.level, ASKED_LEVEL):
            return report
    raise _not_valid(found.reasons)


def _not_valid(reasons: tuple[str, ...]) -> Conflict:
    return Conflict(
        "signature-not-valid",
        N_("The signature was checked again after it was made and found not valid: %(reasons)s."),
        N_("Nothing was changed. Check the certificate, then sign again."),
        reasons=reasons_text(reasons),
    )
