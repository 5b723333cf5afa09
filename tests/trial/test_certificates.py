"""What the trial authority certifies, judged by openssl and by reading it back."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from eoffice.core.errors import Invalid
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import IssuedCertificate, Subject
from tests.trial.conftest import BASE_URL, SUBJECT, make_csr, openssl

YEAR = timedelta(days=365)


def issue(
    authority: TrialAuthority, csr: bytes, now: datetime, subject: Subject = SUBJECT
) -> x509.Certificate:
    issued = authority.issue_from_csr(csr, subject, "personal", now, now + YEAR)
    return x509.load_der_x509_certificate(issued.der)


def test_openssl_finds_the_way_to_the_root(pem_files: Path) -> None:
    answer = openssl(
        "verify", "-x509_strict", "-CAfile", pem_files / "root.pem",
        "-untrusted", pem_files / "issuing.pem", pem_files / "signer.pem",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr


def test_the_signer_does_not_stand_without_the_issuing_authority(pem_files: Path) -> None:
    answer = openssl("verify", "-CAfile", pem_files / "root.pem", pem_files / "signer.pem")
    assert b"unable to get local issuer certificate" in answer.stderr


def test_openssl_finds_nothing_unknown_in_the_encoding(signer: IssuedCertificate) -> None:
    answer = openssl("asn1parse", "-inform", "DER", data=signer.der)
    assert answer.returncode == 0
    assert b"X509v3 CRL Distribution Points" in answer.stdout


def test_the_name_is_the_servers_not_the_requests(signer: IssuedCertificate) -> None:
    name = x509.load_der_x509_certificate(signer.der).subject
    assert [part.value for part in name.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["Nguyễn Văn Thử"]
    assert [part.value for part in name.get_attributes_for_oid(NameOID.TITLE)] == ["Chủ tịch"]


def test_every_certificate_says_that_it_is_a_trial(
    authority: TrialAuthority, signer: IssuedCertificate
) -> None:
    for der in (*authority.chain_der, authority.timestamp_certificate_der, signer.der):
        certificate = x509.load_der_x509_certificate(der)
        assert "THỬ NGHIỆM – TRIAL" in certificate.subject.rfc4514_string()
        assert "THỬ NGHIỆM – TRIAL" in certificate.issuer.rfc4514_string()


def test_a_signers_key_signs_and_commits_and_does_nothing_else(signer: IssuedCertificate) -> None:
    certificate = x509.load_der_x509_certificate(signer.der)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.key_encipherment) == (False,) * 3
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_certificate_says_where_its_state_is_told(signer: IssuedCertificate) -> None:
    extensions = x509.load_der_x509_certificate(signer.der).extensions
    access = extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    places = {one.access_method: one.access_location.value for one in access}
    assert places[AuthorityInformationAccessOID.OCSP] == f"{BASE_URL}/ocsp"
    [point] = extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name is not None
    assert point.full_name[0].value == f"{BASE_URL}/issuing.crl"


def test_key_identifiers_lead_from_the_signer_to_the_issuer(
    authority: TrialAuthority, signer: IssuedCertificate
) -> None:
    certificate = x509.load_der_x509_certificate(signer.der)
    issuing = x509.load_der_x509_certificate(authority.chain_der[0])
    above = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    assert above.key_identifier == x509.SubjectKeyIdentifier.from_public_key(issuing.public_key()).digest


def test_seals_and_persons_are_told_apart(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    def policy_of(purpose: str) -> str:
        subject = Subject(common_name="UBND xã Yên Khê", organisation="UBND xã Yên Khê")
        issued = authority.issue_for_key(p256_key.public_key(), subject, purpose, now, now + YEAR)  # type: ignore[arg-type]
        extensions = x509.load_der_x509_certificate(issued.der).extensions
        [policy] = extensions.get_extension_for_class(x509.CertificatePolicies).value
        return str(policy.policy_identifier.dotted_string)

    assert policy_of("personal") != policy_of("agency-seal")


def test_a_key_on_p256_is_certified(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    assert issue(authority, make_csr(p256_key), now).public_key() == p256_key.public_key()


def test_a_given_serial_number_is_used(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    issued = authority.issue_from_csr(make_csr(p256_key), SUBJECT, "personal", now, now + YEAR, serial=4711)
    assert issued.serial == 4711
    assert x509.load_pem_x509_certificate(issued.pem).serial_number == 4711


@pytest.mark.parametrize("serial", [0, -1, 1 << 159])
def test_an_impossible_serial_number_is_refused(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime, serial: int
) -> None:
    with pytest.raises(Invalid, match="serial number"):
        authority.issue_for_key(p256_key.public_key(), SUBJECT, "personal", now, now + YEAR, serial)


def test_a_request_altered_after_signing_is_refused(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    der = bytearray(x509.load_pem_x509_csr(make_csr(p256_key)).public_bytes(serialization.Encoding.DER))
    at = der.index(b"Whoever")
    der[at : at + 7] = b"Whoopee"
    body = base64.encodebytes(bytes(der))
    pem = b"-----BEGIN CERTIFICATE REQUEST-----\n" + body + b"-----END CERTIFICATE REQUEST-----\n"
    with pytest.raises(Invalid) as caught:
        issue(authority, pem, now)
    assert caught.value.code == "csr-not-proven"


@pytest.mark.parametrize(
    ("csr", "code"),
    [
        (b"", "csr-unreadable"),
        (b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", "csr-unreadable"),
        (b"\x00" * 20_000, "csr-too-large"),
    ],
)
def test_what_is_not_a_request_is_refused(
    authority: TrialAuthority, now: datetime, csr: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        issue(authority, csr, now)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 - that is the point
        ec.generate_private_key(ec.SECP384R1()),
    ],
    ids=["rsa-1024", "p-384"],
)
def test_weak_and_unusual_keys_are_refused(
    authority: TrialAuthority, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    with pytest.raises(Invalid) as caught:
        issue(authority, make_csr(key), now)
    assert caught.value.code == "key-not-allowed"


def test_an_edwards_key_is_refused(authority: TrialAuthority, now: datetime) -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    with pytest.raises(Invalid):
        authority.issue_for_key(key, SUBJECT, "personal", now, now + YEAR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a" * 65, "Nguyễn\x00Văn", "Nguyễn\nVăn"],
    ids=["none", "blank", "long", "nul", "line"],
)
def test_a_name_that_cannot_be_printed_is_refused(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime, name: str
) -> None:
    with pytest.raises(Invalid) as caught:
        issue(authority, make_csr(p256_key), now, Subject(common_name=name, organisation="UBND"))
    assert caught.value.field == "common_name"


@pytest.mark.parametrize("days", [0, -1, 365 * 40])
def test_a_period_that_ends_before_it_begins_or_after_the_authority_is_refused(
    authority: TrialAuthority, p256_key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> None:
    with pytest.raises(Invalid) as caught:
        authority.issue_for_key(p256_key.public_key(), SUBJECT, "personal", now, now + timedelta(days=days))
    assert caught.value.code == "period-invalid"
