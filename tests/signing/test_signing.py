"""Prepare, sign elsewhere, complete; judged by OpenSSL and poppler."""

import io
import subprocess
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from signing import (
    Prepared,
    SignatureField,
    SigningError,
    TextMark,
    complete,
    http_timestamper,
    prepare,
    verify,
)
from tests.signing.conftest import MARK_PLACE, Sign
from tests.signing.judges import openssl_accepts, pdfsig
from tests.signing.papers import decision, encrypted, hybrid, serif
from tests.signing.pki import DAY, NOW, Authority, Holder


def prepared_by(holder: Holder, algorithm: str, authority: Authority) -> tuple[io.BytesIO, Prepared]:
    target = io.BytesIO()
    prepared = prepare(
        io.BytesIO(decision()),
        target,
        SignatureField("LD"),
        certificate=holder.der,
        chain=(authority.issuer.der,),
        algorithm=algorithm,
        signed_at=NOW,
    )
    return target, prepared


def webcrypto_ecdsa(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """r and s side by side, as a browser gives them."""
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def code_of(error: pytest.ExceptionInfo[SigningError]) -> str:
    return error.value.code


def test_openssl_and_poppler_accept_a_p256_signature(
    signed: bytes, authority: Authority, tmp_path: Path
) -> None:
    assert openssl_accepts(signed, authority, tmp_path)
    assert pdfsig(signed, tmp_path) == [("Signature is Valid.", "Total document signed")]


def test_openssl_and_poppler_accept_an_rsa_signature(
    sign: Sign, agency: Holder, authority: Authority, tmp_path: Path
) -> None:
    data = sign(decision(), agency)
    assert openssl_accepts(data, authority, tmp_path)
    assert pdfsig(data, tmp_path) == [("Signature is Valid.", "Total document signed")]


def test_a_browser_signature_completes_a_file_prepared_before_a_restart(
    leader: Holder, authority: Authority
) -> None:
    between, prepared = prepared_by(leader, "ecdsa-p256-sha256", authority)
    restored = Prepared.from_json(prepared.to_json())
    assert restored == prepared
    assert isinstance(leader.key, ec.EllipticCurvePrivateKey)
    target = io.BytesIO()
    complete(between, target, restored, webcrypto_ecdsa(leader.key, restored.to_sign))
    assert verify(target, authority.trust(), at=NOW + DAY).verdict == "valid"


def test_an_rsa_pss_signature_is_valid(agency: Holder, authority: Authority, tmp_path: Path) -> None:
    between, prepared = prepared_by(agency, "rsa-pss-sha256", authority)
    assert isinstance(agency.key, rsa.RSAPrivateKey)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    target = io.BytesIO()
    complete(between, target, prepared, agency.key.sign(prepared.to_sign, pss, hashes.SHA256()))
    assert verify(target, authority.trust(), at=NOW + DAY).verdict == "valid"
    assert openssl_accepts(target.getvalue(), authority, tmp_path)


def test_the_signed_file_begins_with_the_bytes_of_the_one_before(signed: bytes) -> None:
    assert signed.startswith(decision())


def test_a_signature_by_another_key_is_refused_and_nothing_is_written(
    leader: Holder, authority: Authority
) -> None:
    between, prepared = prepared_by(leader, "ecdsa-p256-sha256", authority)
    other = ec.generate_private_key(ec.SECP256R1())
    target = io.BytesIO()
    with pytest.raises(SigningError) as error:
        complete(between, target, prepared, webcrypto_ecdsa(other, prepared.to_sign))
    assert code_of(error) == "signature-value-mismatch"
    assert target.getvalue() == b""


@pytest.mark.parametrize("value", [b"", b"\x00" * 64, b"nonsense" * 32])
def test_what_is_no_signature_is_refused(value: bytes, leader: Holder, authority: Authority) -> None:
    between, prepared = prepared_by(leader, "ecdsa-p256-sha256", authority)
    with pytest.raises(SigningError) as error:
        complete(between, io.BytesIO(), prepared, value)
    assert code_of(error) == "signature-value-mismatch"


def test_a_file_changed_since_it_was_prepared_is_refused(leader: Holder, authority: Authority) -> None:
    between, prepared = prepared_by(leader, "ecdsa-p256-sha256", authority)
    assert isinstance(leader.key, ec.EllipticCurvePrivateKey)
    value = webcrypto_ecdsa(leader.key, prepared.to_sign)
    changed = io.BytesIO(between.getvalue().replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    with pytest.raises(SigningError) as error:
        complete(changed, io.BytesIO(), prepared, value)
    assert code_of(error) == "prepared-file-changed"


def test_a_timestamp_service_that_is_down_is_an_error_and_never_a_lower_level(
    leader: Holder, authority: Authority
) -> None:
    between, prepared = prepared_by(leader, "ecdsa-p256-sha256", authority)
    assert isinstance(leader.key, ec.EllipticCurvePrivateKey)
    value = webcrypto_ecdsa(leader.key, prepared.to_sign)
    target = io.BytesIO()
    with pytest.raises(SigningError) as error:
        complete(between, target, prepared, value, timestamper=http_timestamper("http://127.0.0.1:9/tsa", 2))
    assert code_of(error) == "timestamp-unavailable"
    assert target.getvalue() == b""


def test_a_certificate_with_another_kind_of_key_is_refused(leader: Holder, authority: Authority) -> None:
    with pytest.raises(SigningError) as error:
        prepared_by(leader, "rsa-pkcs1v15-sha256", authority)
    assert code_of(error) == "certificate-key-unsupported"


def test_a_key_that_is_too_small_is_refused(authority: Authority) -> None:
    small = authority.holder("Khóa nhỏ", rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505 - small on purpose
    with pytest.raises(SigningError) as error:
        prepared_by(small, "rsa-pkcs1v15-sha256", authority)
    assert code_of(error) == "certificate-key-unsupported"


def test_a_field_is_signed_only_once(signed: bytes, sign: Sign, agency: Holder) -> None:
    with pytest.raises(SigningError) as error:
        sign(signed, agency, "LD")
    assert code_of(error) == "field-already-signed"


def test_a_page_that_is_not_there_is_refused(sign: Sign, leader: Holder) -> None:
    place = type(MARK_PLACE)(7, MARK_PLACE.box)
    with pytest.raises(SigningError) as error:
        sign(decision(), leader, place=place, mark=TextMark(("12/QĐ-UBND",), serif()))
    assert code_of(error) == "page-not-found"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04 a word file", "not-a-pdf"),
        (b"%PDF-1.7\n nothing else", "pdf-broken"),
        (encrypted(decision()), "pdf-encrypted"),
    ],
)
def test_what_cannot_be_signed_is_refused_by_name(data: bytes, code: str, sign: Sign, leader: Holder) -> None:
    with pytest.raises(SigningError) as error:
        sign(data, leader)
    assert code_of(error) == code


def test_the_claimed_time_keeps_its_offset(sign: Sign, leader: Holder, authority: Authority) -> None:
    in_hanoi = NOW.astimezone(timezone(timedelta(hours=7)))
    data = sign(decision(), leader, signed_at=in_hanoi)
    (report,) = verify(io.BytesIO(data), authority.trust(), at=NOW + DAY).signatures
    assert report.claimed_at is not None
    assert report.claimed_at.isoformat() == "2026-11-20T16:30:00+07:00"


def test_qpdf_finds_nothing_wrong_with_a_signed_file(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


def test_a_file_with_hybrid_references_can_be_signed_as_it_is(
    sign: Sign, leader: Holder, authority: Authority
) -> None:
    data = sign(hybrid(decision()), leader)
    assert verify(io.BytesIO(data), authority.trust(), at=NOW + DAY).verdict == "valid"
