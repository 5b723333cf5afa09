"""The whole authority at work: a PDF signed, timestamped and validated offline by pyHanko."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime, timedelta

import pikepdf
import pytest
from asn1crypto import crl, keys, ocsp, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import PdfSignatureStatus, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eoffice.core.clock import FixedClock
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import IssuedCertificate
from eoffice.trial.revocation import Revocation
from eoffice.trial.timestamps import TrialTimestamper


def make_pdf() -> io.BytesIO:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    made = io.BytesIO()
    pdf.save(made)
    return made


@pytest.fixture(scope="module")
def signed(
    authority: TrialAuthority, signer: IssuedCertificate, rsa_key: rsa.RSAPrivateKey, now: datetime
) -> bytes:
    der = rsa_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = [x509.Certificate.load(one) for one in signer.chain]
    local = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(signer.der),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore.from_certs(chain),
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    stamper = TrialTimestamper(authority, FixedClock(now))
    pdf_signer = signers.PdfSigner(meta, signer=local, timestamper=stamper)
    made = asyncio.run(pdf_signer.async_sign_pdf(IncrementalPdfFileWriter(make_pdf())))
    return bytes(made.getvalue())


def validate(
    authority: TrialAuthority, signed: bytes, serial: int, revoked: dict[int, Revocation], now: datetime
) -> PdfSignatureStatus:
    lists = [crl.CertificateList.load(one) for one in (authority.crl(revoked, now), authority.root_crl(now))]
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(authority.root_der)],
        other_certs=[x509.Certificate.load(one) for one in authority.chain_der],
        crls=lists,
        allow_fetching=False,
        revocation_mode="require",
        moment=now + timedelta(minutes=1),
    )
    [embedded] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    return asyncio.run(async_validate_pdf_signature(embedded, context))


def test_a_signature_is_trusted_with_its_proven_time(
    authority: TrialAuthority, signed: bytes, signer: IssuedCertificate, now: datetime
) -> None:
    status = validate(authority, signed, signer.serial, {}, now)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == now


def test_a_revoked_signer_is_not_trusted(
    authority: TrialAuthority, signed: bytes, signer: IssuedCertificate, now: datetime
) -> None:
    revoked = {signer.serial: Revocation(now - timedelta(hours=1))}
    status = validate(authority, signed, signer.serial, revoked, now)
    assert status.revoked
    assert not status.bottom_line


def test_pyhanko_accepts_the_ocsp_answer_in_place_of_the_list(
    authority: TrialAuthority, signed: bytes, signer: IssuedCertificate, now: datetime
) -> None:
    issuing = x509.Certificate.load(authority.chain_der[0])
    question = {
        "hash_algorithm": {"algorithm": "sha1"},
        "issuer_name_hash": issuing.subject.sha1,
        "issuer_key_hash": issuing.public_key.sha1,
    }
    stamp = x509.Certificate.load(authority.timestamp_certificate_der).serial_number
    answers = []
    for serial in (signer.serial, stamp):
        request = ocsp.OCSPRequest(
            {"tbs_request": {"request_list": [{"req_cert": {**question, "serial_number": serial}}]}}
        )
        der = authority.ocsp_reply(request.dump(), {}, lambda one: one == signer.serial, now)
        answers.append(ocsp.OCSPResponse.load(der))
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(authority.root_der)],
        other_certs=[issuing],
        ocsps=answers,
        crls=[crl.CertificateList.load(authority.root_crl(now))],
        allow_fetching=False,
        revocation_mode="require",
        moment=now + timedelta(minutes=1),
    )
    [embedded] = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert asyncio.run(async_validate_pdf_signature(embedded, context)).bottom_line
