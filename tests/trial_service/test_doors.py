"""The trial authority's doors as programs use them, without signing in; openssl judges the answers."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from flask.testing import FlaskClient

from eoffice.signatures.rules import RevocationReason
from eoffice.signatures.service import revoke_certificate
from eoffice.trial.issuer import TrialIssuer
from tests.signatures.office import Office


def openssl(*arguments: object) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def anchors(client: FlaskClient, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    path.write_bytes(client.get("/trial/ca.pem").data)
    return path


def test_openssl_believes_a_timestamp(client: FlaskClient, anchors: Path, tmp_path: Path):
    data, query, reply = (tmp_path / name for name in ("data", "query.tsq", "reply.tsr"))
    data.write_bytes(b"anything")
    openssl("ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)
    answer = client.post("/trial/tsa", data=query.read_bytes(), content_type="application/timestamp-query")
    assert (answer.status_code, answer.content_type) == (200, "application/timestamp-reply")
    reply.write_bytes(answer.data)
    assert "Verification: OK" in openssl(
        "ts", "-verify", "-data", data, "-in", reply, "-CAfile", anchors, "-attime", 1795000000
    )


def test_rubbish_gets_a_rejection_and_no_error(client: FlaskClient):
    answer = client.post("/trial/tsa", data=b"rubbish", content_type="application/timestamp-query")
    assert answer.status_code == 200
    assert b"not a timestamp request" in answer.data


def question(office: Office) -> bytes:
    certificate = x509.load_der_x509_certificate(office.certificate.der)
    issuing = x509.load_der_x509_certificate(office.authority.chain_der[0])
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuing, hashes.SHA256()).build()
    return request.public_bytes(serialization.Encoding.DER)


def status(answer: bytes) -> ocsp.OCSPCertStatus:
    return ocsp.load_der_ocsp_response(answer).certificate_status


def revoke(office: Office) -> None:
    with office.runtime.work(office.leader) as work:
        revoke_certificate(
            work, TrialIssuer(office.authority), office.certificate.id, RevocationReason.KEY_COMPROMISE
        )


def test_a_certificate_is_good_until_it_is_revoked(client: FlaskClient, office: Office):
    asked = question(office)
    good = client.post("/trial/ocsp", data=asked, content_type="application/ocsp-request")
    revoke(office)
    revoked = client.post("/trial/ocsp", data=asked, content_type="application/ocsp-request")
    assert status(good.data) is ocsp.OCSPCertStatus.GOOD
    assert status(revoked.data) is ocsp.OCSPCertStatus.REVOKED


def test_the_same_question_by_get(client: FlaskClient, office: Office):
    answer = client.get("/trial/ocsp/" + base64.b64encode(question(office)).decode())
    assert answer.content_type == "application/ocsp-response"
    assert status(answer.data) is ocsp.OCSPCertStatus.GOOD


def test_no_base64_is_a_malformed_request(client: FlaskClient):
    answer = ocsp.load_der_ocsp_response(client.get("/trial/ocsp/!!!").data)
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_a_revoked_certificate_is_on_the_list(client: FlaskClient, office: Office):
    revoke(office)
    listed = x509.load_der_x509_crl(client.get("/trial/crl").data)
    assert listed.get_revoked_certificate_by_serial_number(int(office.certificate.serial)) is not None


@pytest.mark.parametrize("link", ["issuing.crl", "root.crl", "issuing.cer"])
def test_the_addresses_printed_into_certificates_answer(client: FlaskClient, office: Office, link: str):
    certificates = [office.certificate.der, office.authority.chain_der[0]]
    printed = "".join(str(x509.load_der_x509_certificate(der).extensions) for der in certificates)
    assert f"/trial/{link}" in printed
    assert client.get(f"/trial/{link}").status_code == 200


def test_the_page_for_people_says_trial(client: FlaskClient):
    page = client.get("/trial/")
    assert page.status_code == 200
    assert "TRIAL" in page.text


def test_the_downloaded_certificates_say_trial(client: FlaskClient):
    for certificate in x509.load_pem_x509_certificates(client.get("/trial/ca.pem").data):
        assert "TRIAL" in certificate.subject.rfc4514_string()
