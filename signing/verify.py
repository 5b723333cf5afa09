"""What is really there: every signature of a file re-validated from its bytes.

`tampered` is said of bytes and content only. A certificate that is revoked, expired or unknown leaves the
bytes intact and the verdict `indeterminate`, with the sub-indication of ETSI EN 319 102-1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.certificates import read_certificate, readable_name, written_subject
from signing.chains import Evidence, evidence_from
from signing.coverage import (
    CoveredBytes,
    RawSignature,
    has_signature_remains,
    raw_signatures,
    read_byte_range,
    tail_problem,
)
from signing.errors import SigningError
from signing.reading import open_reader
from signing.reports import SignatureReport, Verdict, Verification
from signing.revisions import has_covering_empty_field
from signing.soundness import Proofs, examine_bytes, examine_stamps, judge, last_revision_end
from signing.trust import Trust


def verify(file: BinaryIO, trust: Trust, *, at: datetime | None = None) -> Verification:
    """Verify every signature of `file` as of `at` (now without).

    Reads strictly, then tolerantly; fetches nothing. Never raises for what a file contains: what cannot be
    read as a PDF has the verdict `error`. Takes memory for the whole file; for files of strangers use
    `verify_untrusted`, which does this in a child process with limits.
    """
    moment = at or datetime.now(UTC)
    file.seek(0)
    data = file.read()
    raw = raw_signatures(data)
    try:
        reader = open_reader(file)
        signatures = list(reader.embedded_signatures)
    except SigningError as error:
        if any(not signature.is_digest_right for signature in raw):
            return Verification("tampered", ("HASH_FAILURE",))
        return Verification("error", (error.code,))
    except Exception:  # noqa: BLE001 - malformed signature objects raise all kinds
        return _malformed(data)
    try:
        return _Document(data, reader, signatures, raw).verify(evidence_from(trust), moment)
    except (MemoryError, RecursionError):
        return Verification("error", ("too-complex",))
    except Exception:  # noqa: BLE001 - a hostile structure; not knowing is not being valid
        return _malformed(data)


def _malformed(data: bytes) -> Verification:
    """A PDF whose signatures are no signatures any more (EN 319 102-1: TOTAL-FAILED, FORMAT_FAILURE)."""
    return Verification("tampered" if has_signature_remains(data) else "error", ("FORMAT_FAILURE",))


@dataclass(frozen=True)
class _Document:
    data: bytes
    reader: PdfFileReader
    embedded: Sequence[EmbeddedPdfSignature]
    raw: Sequence[RawSignature]

    def verify(self, evidence: Evidence, moment: datetime) -> Verification:
        problems = self._problems()
        if not self.embedded:
            return Verification("tampered", tuple(problems)) if problems else Verification("unsigned")
        proofs = examine_stamps(self.reader, self.embedded, self.data, evidence, moment)
        problems += proofs.problems
        reports = tuple(
            self._report(signature, evidence, moment, proofs)
            for signature in self.embedded
            if signature.sig_object_type != "/DocTimeStamp"
        )
        return _sum_up(reports, problems, self._tail())

    def _problems(self) -> list[str]:
        """What is wrong with the document as a whole."""
        problems: list[str] = []
        shown = {_covered(signature) for signature in self.embedded}
        for signature in self.raw:
            if signature.covered not in shown:
                problems.append("signature-removed" if signature.is_digest_right else "HASH_FAILURE")
        if self.embedded:
            first = min(signature.signed_revision for signature in self.embedded)
            if has_covering_empty_field(self.reader, first):
                problems.append("unsigned-field-covers-content")
        return problems

    def _tail(self) -> str | None:
        return tail_problem(self.data, last_revision_end(self.reader, self.data, self.embedded))

    def _report(
        self, signature: EmbeddedPdfSignature, evidence: Evidence, moment: datetime, proofs: Proofs
    ) -> SignatureReport:
        covered = _covered(signature)
        checked = examine_bytes(signature, self.data, covered)
        judged = judge(signature, checked, evidence, moment, proofs)
        der = checked.certificate.dump() if checked.certificate is not None else b""
        holder = read_certificate(der) if der else None
        end = covered.end if covered else 0
        return SignatureReport(
            signer=readable_name(holder) if holder else "",
            subject=written_subject(holder) if holder else "",
            certificate=der,
            fingerprint=hashlib.sha256(der).hexdigest() if der else "",
            field_name=str(signature.field_name),
            level=judged.level,
            integrity="broken" if checked.problems or judged.is_damaged else "intact",
            claimed_at=checked.claimed_at,
            proven_at=judged.proven_at,
            sub_indication=judged.sub_indication,
            reasons=tuple(dict.fromkeys((*checked.problems, *judged.reasons))),
            revision_end=end,
            covers_whole_file=end == len(self.data),
        )


def _covered(signature: EmbeddedPdfSignature) -> CoveredBytes | None:
    return read_byte_range(list(signature.byte_range))


def _sum_up(reports: tuple[SignatureReport, ...], problems: list[str], tail: str | None) -> Verification:
    if tail == "content-after-end":
        problems = [*problems, tail]
    reasons = [*problems, *(reason for report in reports for reason in report.reasons)]
    verdict: Verdict
    if problems or any(report.integrity == "broken" for report in reports):
        verdict = "tampered"
    elif not reports:
        verdict = "unsigned"
    elif tail is not None:
        verdict, reasons = "indeterminate", [*reasons, "FORMAT_FAILURE", tail]
    elif all(report.is_sound for report in reports):
        verdict = "valid"
    else:
        verdict = "indeterminate"
    return Verification(verdict, tuple(dict.fromkeys(reasons)), reports)
