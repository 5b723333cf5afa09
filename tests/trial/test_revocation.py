"""Revocation data of the trial authority, judged by ``openssl ocsp`` and ``openssl crl``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import ocsp
from cryptography import x509

from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import IssuedCertificate
from eoffice.trial.revocation import Revocation
from tests.trial.conftest import openssl

HOUR = timedelta(hours=1)
LOST = x509.ReasonFlags.key_compromise


class Office:
    """An authority with the certificates it remembers, asked through openssl's own requests."""

    def __init__(self, authority: TrialAuthority, folder: Path, serial: int, now: datetime) -> None:
        self.authority = authority
        self.folder = folder
        self.serial = serial
        self.now = now

    def request(self, *options: str | Path) -> bytes:
        file = self.folder / "request"
        made = openssl("ocsp", "-issuer", self.folder / "issuing.pem", *options, "-reqout", file)
        assert made.returncode == 0, made.stderr
        return file.read_bytes()

    def answer(self, request: bytes, revoked: Mapping[int, Revocation] | None = None) -> bytes:
        return self.authority.ocsp_reply(request, revoked or {}, lambda one: one == self.serial, self.now)

    def verdict(self, revoked: Mapping[int, Revocation] | None = None) -> str:
        """What openssl reads in the answer about the signer, having verified who gave it."""
        signer, response = self.folder / "signer.pem", self.folder / "response"
        response.write_bytes(self.answer(self.request("-cert", signer), revoked))
        read = openssl(
            "ocsp", "-respin", response, "-CAfile", self.folder / "root.pem",
            "-issuer", self.folder / "issuing.pem", "-verify_other", self.folder / "issuing.pem",
            "-no_nonce", "-cert", signer,
        )  # fmt: skip
        assert b"Response verify OK" in read.stderr, read.stderr
        return read.stdout.decode()


@pytest.fixture
def office(authority: TrialAuthority, pem_files: Path, signer: IssuedCertificate, now: datetime) -> Office:
    return Office(authority, pem_files, signer.serial, now)


def status_of(response: bytes) -> str:
    return str(ocsp.OCSPResponse.load(response)["response_status"].native)


def test_openssl_reads_good(office: Office) -> None:
    assert "signer.pem: good" in office.verdict()


def test_openssl_reads_revoked_with_time_and_reason(office: Office) -> None:
    said = office.verdict({office.serial: Revocation(office.now - HOUR, LOST)})
    assert "signer.pem: revoked" in said
    assert "Reason: keyCompromise" in said


def test_a_revocation_in_the_future_is_not_told_yet(office: Office) -> None:
    assert "good" in office.verdict({office.serial: Revocation(office.now + HOUR)})


def test_a_certificate_never_issued_is_unknown_not_good(office: Office) -> None:
    office.serial += 1
    assert "signer.pem: unknown" in office.verdict()


def test_the_timestamp_certificate_is_good_without_being_remembered(office: Office) -> None:
    der = office.authority.timestamp_certificate_der
    serial = str(x509.load_der_x509_certificate(der).serial_number)
    basic = ocsp.OCSPResponse.load(office.answer(office.request("-serial", serial))).basic_ocsp_response
    assert basic["tbs_response_data"]["responses"][0]["cert_status"].name == "good"


def test_the_nonce_comes_back(office: Office) -> None:
    request = office.request("-cert", office.folder / "signer.pem")
    response = ocsp.OCSPResponse.load(office.answer(request)).basic_ocsp_response
    asked = ocsp.OCSPRequest.load(request)["tbs_request"]["request_extensions"].native
    assert response["tbs_response_data"]["response_extensions"].native == asked


def test_a_question_without_a_nonce_is_answered_without_one(office: Office) -> None:
    request = office.request("-no_nonce", "-cert", office.folder / "signer.pem")
    response = ocsp.OCSPResponse.load(office.answer(request)).basic_ocsp_response
    assert response["tbs_response_data"]["response_extensions"].native is None


def test_several_questions_get_several_answers(office: Office) -> None:
    request = office.request("-sha256", "-serial", str(office.serial), "-serial", "77")
    response = ocsp.OCSPResponse.load(office.answer(request)).basic_ocsp_response
    answers = response["tbs_response_data"]["responses"]
    assert [one["cert_status"].name for one in answers] == ["good", "unknown"]


def test_nothing_is_said_of_another_authoritys_certificates(office: Office) -> None:
    root = office.folder / "root.pem"
    made = openssl("ocsp", "-issuer", root, "-serial", "5", "-reqout", office.folder / "request")
    assert made.returncode == 0
    assert status_of(office.answer((office.folder / "request").read_bytes())) == "unauthorized"


@pytest.mark.parametrize("junk", [b"", b"\x30\x00", b"hello", bytes(20_000), b"\x30\x80"])
def test_junk_is_called_malformed(office: Office, junk: bytes) -> None:
    assert status_of(office.answer(junk)) == "malformed_request"


def test_openssl_verifies_the_list_and_reads_the_entry(office: Office) -> None:
    der = office.authority.crl({office.serial: Revocation(office.now - HOUR, LOST)}, office.now)
    read = openssl("crl", "-inform", "DER", "-CAfile", office.folder / "issuing.pem", "-text", data=der)
    assert b"verify OK" in read.stderr
    assert f"{office.serial:X}".encode() in read.stdout
    assert b"Key Compromise" in read.stdout


def test_openssl_refuses_a_revoked_signer_by_the_lists(office: Office) -> None:
    def verify(revoked: Mapping[int, Revocation]) -> bytes:
        lists = office.folder / "lists.pem"
        ders = office.authority.crl(revoked, office.now), office.authority.root_crl(office.now)
        lists.write_bytes(b"".join(openssl("crl", "-inform", "DER", data=der).stdout for der in ders))
        answer = openssl(
            "verify", "-crl_check_all", "-CRLfile", lists, "-CAfile", office.folder / "root.pem",
            "-untrusted", office.folder / "issuing.pem", office.folder / "signer.pem",
        )  # fmt: skip
        return answer.stdout + answer.stderr

    assert b"signer.pem: OK" in verify({})
    assert b"certificate revoked" in verify({office.serial: Revocation(office.now - HOUR)})


def test_a_later_list_has_a_higher_number(office: Office) -> None:
    def number(moment: datetime) -> int:
        made = x509.load_der_x509_crl(office.authority.crl({}, moment))
        return made.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number

    assert number(office.now + HOUR) > number(office.now)


@pytest.mark.parametrize("reason", [one for one in x509.ReasonFlags if one.value != "removeFromCRL"])
def test_every_reason_of_the_standard_can_be_told(office: Office, reason: x509.ReasonFlags) -> None:
    revoked = {office.serial: Revocation(office.now - HOUR, reason)}
    assert "revoked" in office.verdict(revoked)
    assert len(x509.load_der_x509_crl(office.authority.crl(revoked, office.now))) == 1
