"""Verdicts on files whose bytes are intact: time, trust and level."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signing import (
    Trust,
    Verification,
    report_as_json,
    verification_from_data,
    verification_to_data,
    verify,
    verify_untrusted,
)
from signing.certificates import as_asn1
from signing.objects import name, stream
from signing.sandbox import Limits
from tests.signing.conftest import Sign
from tests.signing.papers import decision, encrypted, hybrid
from tests.signing.pki import DAY, NOW, Authority, Holder

LATER = NOW + DAY


def verdict_on(data: bytes, trust: Trust, at: datetime = LATER) -> Verification:
    return verify(io.BytesIO(data), trust, at=at)


def with_store(data: bytes, authority: Authority) -> bytes:
    """The file with all validation material inside (DSS)."""
    buffer = io.BytesIO(data)
    writer = IncrementalPdfFileWriter(buffer)
    store = DocumentSecurityStore(
        writer,
        certs={
            cert.issuer_serial: writer.add_object(stream(cert.dump()))
            for cert in (as_asn1(authority.issuer.der), as_asn1(authority.root.der))
        },
        crls=[writer.add_object(stream(crl)) for crl in authority.crls()],
    )
    writer.root[name("/DSS")] = writer.add_object(store.as_pdf_object())
    writer.update_root()
    writer.write_in_place()
    return buffer.getvalue()


def with_archive_stamp(data: bytes, authority: Authority) -> bytes:
    buffer = io.BytesIO(data)
    stamper = PdfTimeStamper(authority.timestamper(NOW), field_name="Luu")
    stamper.timestamp_pdf(IncrementalPdfFileWriter(buffer), "sha256", in_place=True)
    return buffer.getvalue()


def test_a_timestamped_signature_is_valid_at_level_b_t(signed: bytes, authority: Authority) -> None:
    found = verdict_on(signed, authority.trust())
    (report,) = found.signatures
    assert (found.verdict, found.reasons, report.level) == ("valid", (), "B-T")
    assert report.proven_at == report.time == NOW
    assert report.signer == "Nguyễn Thị Hồng Ngọc"


def test_a_signature_without_timestamp_is_only_b_b(sign: Sign, leader: Holder, authority: Authority) -> None:
    (report,) = verdict_on(sign(decision(), leader), authority.trust()).signatures
    assert (report.level, report.proven_at, report.time) == ("B-B", None, NOW)


def test_a_timestamp_by_an_unknown_authority_proves_nothing(
    sign: Sign, leader: Holder, authority: Authority
) -> None:
    stranger = Authority("Nơi khác", authority.rsa_key)
    found = verdict_on(sign(decision(), leader, timestamper=stranger.timestamper()), authority.trust())
    (report,) = found.signatures
    assert (report.level, report.proven_at, report.reasons) == ("B-B", None, ("timestamp-not-trusted",))


def test_validation_material_inside_makes_it_b_lt_and_an_archive_timestamp_b_lta(
    signed: bytes, authority: Authority
) -> None:
    lasting = with_store(signed, authority)
    sealed = with_archive_stamp(lasting, authority)
    levels = [verdict_on(data, authority.trust()).signatures[0].level for data in (signed, lasting, sealed)]
    assert levels == ["B-T", "B-LT", "B-LTA"]


def test_an_archive_timestamp_before_the_validation_material_does_not_make_it_b_lta(
    signed: bytes, authority: Authority
) -> None:
    data = with_store(with_archive_stamp(signed, authority), authority)
    assert verdict_on(data, authority.trust()).signatures[0].level == "B-LT"


def test_an_unknown_authority_is_indeterminate(signed: bytes, authority: Authority) -> None:
    found = verdict_on(signed, Trust(roots=(Authority("Nơi khác", authority.rsa_key).root.der,)))
    assert found.verdict == "indeterminate"
    assert "NO_CERTIFICATE_CHAIN_FOUND" in found.reasons
    assert found.signatures[0].integrity == "intact"


@pytest.fixture(scope="module")
def revoking(authority: Authority) -> tuple[Authority, Holder]:
    """An authority that took a signer's certificate back an hour after the time of signing."""
    other = Authority("CA thu hồi", authority.rsa_key)
    holder = other.holder("Trần Văn Bình")
    other.revoke(holder, NOW + DAY / 24)
    return other, holder


def test_a_revoked_certificate_without_proof_of_time_is_indeterminate(
    sign: Sign, revoking: tuple[Authority, Holder]
) -> None:
    authority, holder = revoking
    data = sign(decision(), holder, chain=(authority.issuer.der,))
    found = verdict_on(data, authority.trust())
    assert (found.verdict, found.reasons) == ("indeterminate", ("REVOKED_NO_POE",))
    assert found.signatures[0].integrity == "intact"


def test_a_timestamp_from_before_the_revocation_saves_the_signature(
    sign: Sign, revoking: tuple[Authority, Holder]
) -> None:
    authority, holder = revoking
    data = sign(decision(), holder, chain=(authority.issuer.der,), timestamper=authority.timestamper(NOW))
    assert verdict_on(data, authority.trust()).verdict == "valid"


def test_a_timestamp_from_after_the_revocation_does_not(
    sign: Sign, revoking: tuple[Authority, Holder]
) -> None:
    authority, holder = revoking
    stamper = authority.timestamper(NOW + DAY / 2)
    data = sign(decision(), holder, chain=(authority.issuer.der,), timestamper=stamper)
    assert verdict_on(data, authority.trust()).reasons == ("REVOKED_NO_POE",)


def test_a_revocation_counts_even_where_revocation_information_is_optional(
    sign: Sign, revoking: tuple[Authority, Holder]
) -> None:
    authority, holder = revoking
    data = sign(decision(), holder, chain=(authority.issuer.der,))
    known = Trust((authority.root.der,), crls=authority.crls()[1:], revocation="if-available")
    assert verdict_on(data, known).reasons == ("REVOKED_NO_POE",)


def test_missing_revocation_information_counts_only_where_it_is_required(
    signed: bytes, authority: Authority
) -> None:
    roots = (authority.root.der,)
    assert "TRY_LATER" in verdict_on(signed, Trust(roots)).reasons
    assert verdict_on(signed, Trust(roots, revocation="if-available")).verdict == "valid"


def test_an_expired_certificate_without_proof_of_time_is_indeterminate(
    sign: Sign, leader: Holder, authority: Authority
) -> None:
    found = verdict_on(sign(decision(), leader), authority.trust(), at=NOW + 2000 * DAY)
    assert (found.verdict, found.reasons) == ("indeterminate", ("OUT_OF_BOUNDS_NO_POE",))


def test_a_certificate_that_expired_before_its_timestamp_is_indeterminate(
    sign: Sign, authority: Authority
) -> None:
    expired = authority.holder("Hết hạn", start=NOW - 50 * DAY, days=20)
    found = verdict_on(sign(decision(), expired, timestamper=authority.timestamper()), authority.trust())
    assert (found.verdict, found.reasons) == ("indeterminate", ("OUT_OF_BOUNDS_NO_POE",))


def test_a_certificate_that_is_not_yet_valid_is_indeterminate(sign: Sign, authority: Authority) -> None:
    early = authority.holder("Chưa hiệu lực", start=NOW + 30 * DAY)
    found = verdict_on(sign(decision(), early), authority.trust())
    assert (found.verdict, found.reasons) == ("indeterminate", ("NOT_YET_VALID",))


def test_one_unknown_signer_among_two_makes_the_file_indeterminate(
    signed: bytes, sign: Sign, authority: Authority
) -> None:
    stranger = Authority("Nơi khác", authority.rsa_key)
    data = sign(signed, stranger.holder("Người lạ"), "CQ", chain=(stranger.issuer.der,))
    found = verdict_on(data, authority.trust())
    assert found.verdict == "indeterminate"
    assert [report.sub_indication for report in found.signatures] == [None, "NO_CERTIFICATE_CHAIN_FOUND"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty-file"),
        (b"not a pdf at all", "not-a-pdf"),
        (b"%PDF-1.7\nhalf of", "pdf-broken"),
        (encrypted(decision()), "pdf-encrypted"),
    ],
)
def test_what_is_no_readable_pdf_is_an_error(data: bytes, reason: str, authority: Authority) -> None:
    found = verdict_on(data, authority.trust())
    assert (found.verdict, found.reasons) == ("error", (reason,))


@pytest.mark.parametrize("data", [decision(), hybrid(decision())])
def test_a_pdf_without_signatures_is_unsigned(data: bytes, authority: Authority) -> None:
    assert verdict_on(data, authority.trust()).verdict == "unsigned"


def test_the_child_process_says_the_same(signed: bytes, authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    assert verify_untrusted(path, authority.trust(), at=LATER) == verdict_on(signed, authority.trust())


def test_a_file_that_needs_more_than_its_limits_is_an_error(signed: bytes, authority: Authority) -> None:
    found = verify_untrusted(io.BytesIO(signed), authority.trust(), limits=Limits(memory=64))
    assert (found.verdict, found.reasons) == ("error", ("too-complex",))


def test_a_verification_survives_json(signed: bytes, authority: Authority) -> None:
    found = verdict_on(signed, authority.trust())
    assert verification_from_data(verification_to_data(found)) == found


def test_the_json_line_has_the_keys_that_others_rely_on(signed: bytes, authority: Authority) -> None:
    line = report_as_json("a.pdf", verdict_on(signed, authority.trust()))
    moment = "2026-11-20T09:30:00+00:00"
    assert line == {
        "file": "a.pdf",
        "verdict": "valid",
        "reasons": [],
        "signatures": [
            {
                "signer": "Nguyễn Thị Hồng Ngọc",
                "level": "B-T",
                "integrity": "intact",
                "claimed_at": moment,
                "proven_at": moment,
                "time": moment,
            }
        ],
    }


def test_the_report_names_the_certificate_and_the_signed_bytes(
    signed: bytes, leader: Holder, authority: Authority
) -> None:
    (report,) = verdict_on(signed, authority.trust()).signatures
    assert x509.load_der_x509_certificate(report.certificate) == leader.certificate
    assert (report.revision_end, report.covers_whole_file) == (len(signed), True)
    assert replace(report, proven_at=None).time == report.claimed_at
