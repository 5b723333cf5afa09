"""One signature examined: its bytes first, then its time, then the certificate at that time, then its
level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.chains import (
    ACCEPTED_DIGESTS,
    STAMP_OF_SOMETHING_ELSE,
    Evidence,
    SecurityStore,
    Stamp,
    chain_problem,
    check_stamp,
    has_damaged,
)
from signing.coverage import CoveredBytes, gap_problem, read_byte_range
from signing.objects import PdfObject, is_reference, value_at
from signing.revisions import later_changes

PADES = "/ETSI.CAdES.detached"


@dataclass(frozen=True)
class CheckedBytes:
    """What the bytes of a signature say. `problems` break its integrity."""

    problems: tuple[str, ...]
    certificate: x509.Certificate | None
    others: tuple[x509.Certificate, ...]
    claimed_at: datetime | None
    end: int
    is_pades: bool
    weak_digest: bool


def examine_bytes(signature: EmbeddedPdfSignature, data: bytes, covered: CoveredBytes | None) -> CheckedBytes:
    """Coverage, digest, signature value and later changes of one signature."""
    problems: list[str] = []
    certificate, others = None, ()
    gap = gap_problem(data, covered, bytes(signature.pkcs7_content))
    if gap is not None:
        problems.append(gap)
    try:
        certificates = generic_cms.extract_certs_for_validation(signature.signed_data)
        certificate, others = certificates.signer_cert, tuple(certificates.other_certs)
        problems += _value_problems(signature, certificate)
        changes = later_changes(signature)
        problems += [changes.problem] if changes.problem else []
    except SignatureValidationError as error:
        indication = error.ades_subindication
        problems.append(indication.standard_name if indication else "FORMAT_FAILURE")
    except Exception:  # noqa: BLE001 - malformed signatures raise all kinds (EN 319 102-1: FORMAT_FAILURE)
        problems.append("FORMAT_FAILURE")
    return CheckedBytes(
        problems=tuple(dict.fromkeys(problems)),
        certificate=certificate,
        others=others,
        claimed_at=_claimed_at(signature),
        end=covered.end if covered else 0,
        is_pades=value_at(signature.sig_object, "/SubFilter") == PADES,
        weak_digest=str(signature.md_algorithm) not in ACCEPTED_DIGESTS,
    )


def _value_problems(signature: EmbeddedPdfSignature, certificate: x509.Certificate) -> list[str]:
    intact, valid = generic_cms.validate_sig_integrity(
        signature.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    if not intact:
        return ["HASH_FAILURE"]
    return [] if valid else ["SIG_CRYPTO_FAILURE"]


def _claimed_at(signature: EmbeddedPdfSignature) -> datetime | None:
    """/M, else signing-time: the latter is often local time marked as UTC in Vietnamese documents."""
    try:
        value = generic.parse_pdf_date(str(signature.sig_object["/M"]), strict=False)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
    except (KeyError, ValueError, TypeError):
        pass
    try:
        moment = generic_cms.extract_self_reported_ts(signature.signer_info)
    except (ValueError, TypeError, KeyError):
        return None
    return moment if isinstance(moment, datetime) else None


@dataclass(frozen=True)
class ArchiveStamp:
    """A sound document timestamp: what it covers existed at `moment`."""

    end: int
    moment: datetime
    stamp: Stamp


@dataclass(frozen=True)
class Proofs:
    """Document timestamps (sound ones, newest first), the document's validation material and where it
    ends.
    """

    archive: tuple[ArchiveStamp, ...]
    store: SecurityStore
    store_end: int
    problems: list[str]

    def known_since(self, end: int, otherwise: datetime) -> datetime:
        """The earliest proven moment for what ends at byte `end`."""
        return min((stamp.moment for stamp in self.archive if stamp.end >= end), default=otherwise)


def examine_stamps(
    reader: PdfFileReader,
    embedded: Sequence[EmbeddedPdfSignature],
    data: bytes,
    evidence: Evidence,
    moment: datetime,
) -> Proofs:
    """Check document timestamps from the newest to the oldest, each at the moment the newer one proves."""
    store = _read_store(reader)
    known = evidence.with_store(store)
    archive: list[ArchiveStamp] = []
    problems: list[str] = []
    stamps = [entry for entry in embedded if entry.sig_object_type == "/DocTimeStamp"]
    for entry in sorted(stamps, key=lambda stamp: int(stamp.signed_revision), reverse=True):
        covered = read_byte_range(list(entry.byte_range))
        at = archive[-1].moment if archive else moment
        stamp = check_stamp(entry.signed_data, entry.compute_digest, known, at)
        broken = gap_problem(data, covered, bytes(entry.pkcs7_content)) or later_changes(entry).problem
        if broken or not stamp.is_intact or stamp.problem == STAMP_OF_SOMETHING_ELSE or covered is None:
            problems.append(broken or "HASH_FAILURE")
        elif stamp.problem is None and stamp.moment is not None:
            archive.append(ArchiveStamp(covered.end, stamp.moment, stamp))
    return Proofs(tuple(archive), store, _store_end(reader, embedded), problems)


def _read_store(reader: PdfFileReader) -> SecurityStore:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return SecurityStore()
    return SecurityStore(
        certificates=tuple(store.load_certs()),
        crls=tuple(_parsed(CertificateList, entry) for entry in store.crls),
        ocsps=tuple(_parsed(OCSPResponse, entry) for entry in store.ocsps),
    )


def _parsed(kind: type[CertificateList] | type[OCSPResponse], reference: PdfObject) -> bytes:
    """The DER of a stored list or response; raises ValueError when it is none."""
    der = bytes(reference.get_object().data)
    kind.load(der, strict=True)
    return der


def _store_end(reader: PdfFileReader, embedded: Sequence[EmbeddedPdfSignature]) -> int:
    """The end of the first signed revision that holds the validation material as it is now, or a huge
    number.
    """
    try:
        reference = reader.root.raw_get("/DSS")
    except KeyError:
        return 1 << 62
    revision = (
        int(reader.xrefs.get_last_change(reference.reference))
        if is_reference(reference)
        else int(reader.xrefs.total_revisions) - 1
    )
    ends = [
        covered.end
        for entry in embedded
        if int(entry.signed_revision) >= revision
        and (covered := read_byte_range(list(entry.byte_range))) is not None
    ]
    return min(ends, default=1 << 62)


@dataclass(frozen=True)
class Judged:
    """Time, trust and level of one signature."""

    proven_at: datetime | None
    sub_indication: str | None
    level: str
    reasons: tuple[str, ...]
    is_damaged: bool = False


def judge(
    signature: EmbeddedPdfSignature,
    checked: CheckedBytes,
    evidence: Evidence,
    moment: datetime,
    proofs: Proofs,
) -> Judged:
    """Decide when the signature is proven to have existed and whether its certificate was good then."""
    family = "B" if checked.is_pades else "PKCS7"
    lowest = "B-B" if checked.is_pades else "PKCS7-B"
    if checked.problems or checked.certificate is None:
        return Judged(None, next(iter(checked.problems), "FORMAT_FAILURE"), lowest, ())
    known = evidence.with_store(proofs.store).with_certificates(checked.others)
    archived = proofs.known_since(checked.end, moment)
    stamp = _signature_stamp(signature, known, archived)
    if _is_damaged(checked, stamp, known):
        return Judged(
            None, "FORMAT_FAILURE", lowest, ("FORMAT_FAILURE", "signature-damaged"), is_damaged=True
        )
    proven_at, reasons = _proven_at(stamp, archived if archived < moment else None)
    reference = proven_at or moment
    problem = chain_problem(checked.certificate, known, reference, "signing")
    if problem is None and checked.weak_digest:
        problem = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    if problem is None and stamp is not None and stamp.problem == STAMP_OF_SOMETHING_ELSE:
        problem = STAMP_OF_SOMETHING_ELSE
    if problem is not None:
        return Judged(proven_at, problem, _level(family, proven_at, False, False), (problem, *reasons))
    lasting = proven_at is not None and _is_lasting(checked, stamp, reference, archived, evidence, proofs)
    sealed = lasting and any(entry.end >= proofs.store_end for entry in proofs.archive)
    return Judged(proven_at, None, _level(family, proven_at, lasting, sealed), tuple(reasons))


def _is_damaged(checked: CheckedBytes, stamp: Stamp | None, known: Evidence) -> bool:
    """Bytes that no signature value covers, but that were altered all the same: certificates and
    timestamps.
    """
    inside = [*checked.others, *([checked.certificate] if checked.certificate is not None else [])]
    if stamp is not None:
        inside += [*stamp.others, *([stamp.certificate] if stamp.certificate is not None else [])]
    return has_damaged(inside, known) or (stamp is not None and not stamp.is_intact)


def _proven_at(stamp: Stamp | None, archived: datetime | None) -> tuple[datetime | None, list[str]]:
    reasons: list[str] = []
    moments = [archived] if archived else []
    if stamp is not None and stamp.problem is None and stamp.moment is not None:
        moments.append(stamp.moment)
    elif stamp is not None:
        reasons.append("timestamp-not-trusted")
    return min(moments, default=None), reasons


def _signature_stamp(signature: EmbeddedPdfSignature, evidence: Evidence, at: datetime) -> Stamp | None:
    signer_info = extract_signer_info(signature.signed_data)
    tokens: list[cms.SignedData] = list(generic_cms.extract_tst_data_iter(signer_info, signed=False))
    if not tokens:
        return None
    imprint = generic_cms.message_imprint_checker(signer_info)
    stamps = [check_stamp(token, imprint, evidence, at) for token in tokens]
    sound = [stamp for stamp in stamps if stamp.problem is None]
    return sound[0] if sound else stamps[0]


def _is_lasting(
    checked: CheckedBytes,
    stamp: Stamp | None,
    reference: datetime,
    archived: datetime,
    evidence: Evidence,
    proofs: Proofs,
) -> bool:
    """B-LT: the document alone holds everything to validate signer and timestamp (EN 319 142-1, 6.3)."""
    if not proofs.store.has_revocation or checked.certificate is None:
        return False
    inside = evidence.only_store(proofs.store).with_certificates(checked.others)
    if chain_problem(checked.certificate, inside, reference, "signing") is not None:
        return False
    if stamp is None or stamp.certificate is None:
        return True
    with_stamp = inside.with_certificates(stamp.others)
    return chain_problem(stamp.certificate, with_stamp, archived, "timestamping") is None


def _level(family: str, proven_at: datetime | None, lasting: bool, sealed: bool) -> str:
    if proven_at is None:
        return f"{family}-B"
    if not lasting:
        return f"{family}-T"
    return f"{family}-LTA" if sealed else f"{family}-LT"


def last_revision_end(reader: PdfFileReader, data: bytes, embedded: Sequence[EmbeddedPdfSignature]) -> int:
    """Where the last revision that pyHanko reads ends: after the %%EOF that follows its cross-references."""
    ends = [0]
    for entry in embedded:
        covered = read_byte_range(list(entry.byte_range))
        ends.append(covered.end if covered else 0)
    last = reader.xrefs.get_xref_container_info(int(reader.xrefs.total_revisions) - 1)
    marker = data.find(b"%%EOF", int(last.end_location))
    ends.append(marker + 5 if marker >= 0 else int(last.end_location))
    return min(max(ends), len(data))
