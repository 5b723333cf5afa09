"""What is really in stored bytes and in files that lie anywhere."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from eoffice.signatures import queries
from eoffice.signatures.command import are_all_valid, verify_files
from eoffice.signatures.rules import RevocationReason
from eoffice.signatures.service import revoke_certificate, verify_stored
from eoffice.signatures.trusting import TrustFileUnusable, read_trust_folder
from eoffice.trial.issuer import TrialIssuer
from signing import Trust, verification_from_data
from tests.signatures.office import Office
from tests.signing.papers import decision


def test_a_verification_of_stored_bytes_is_kept(office: Office):
    sha256 = office.versions(office.make_signed())[-1].sha256
    record = verify_stored(office.runtime, sha256)
    with office.runtime.read() as session:
        kept = queries.find_verification(session, sha256)
    assert kept is not None
    assert (kept.id, kept.verdict, kept.checked_at) == (record.id, "valid", office.clock.now())
    assert verification_from_data(kept.report).signatures[0].level == "B-T"


def test_bytes_changed_in_the_store_of_a_sender_are_found_tampered(office: Office):
    data = bytearray(office.content(office.make_signed()))
    position = data.index(b"/MediaBox")
    data[position + 12] ^= 1
    stored = office.runtime.store.put(io.BytesIO(bytes(data)))
    assert verify_stored(office.runtime, stored.sha256).verdict == "tampered"


def test_a_signature_made_before_the_revocation_stays_valid(office: Office):
    sha256 = office.versions(office.make_signed())[-1].sha256
    office.clock.advance(timedelta(days=1))
    with office.runtime.work(office.leader) as work:
        revoke_certificate(
            work, TrialIssuer(office.authority), office.certificate.id, RevocationReason.SUPERSEDED
        )
    office.clock.advance(timedelta(days=1))
    assert verify_stored(office.runtime, sha256).verdict == "valid"


def test_nobody_trusted_means_indeterminate_not_tampered(office: Office, tmp_path: Path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(office.content(office.make_signed()))
    [report] = verify_files([path], Trust(roots=()))
    assert report["verdict"] == "indeterminate"
    assert "NO_CERTIFICATE_CHAIN_FOUND" in report["reasons"]
    assert report["signatures"][0]["integrity"] == "intact"


def test_files_are_reported_one_by_one_and_only_valid_ones_end_well(office: Office, tmp_path: Path):
    signed, unsigned = tmp_path / "signed.pdf", tmp_path / "unsigned.pdf"
    signed.write_bytes(office.content(office.make_signed()))
    unsigned.write_bytes(decision())
    reports = list(verify_files([signed, unsigned, tmp_path / "missing.pdf"], office.runtime.trust()))
    assert [report["verdict"] for report in reports] == ["valid", "unsigned", "error"]
    assert set(reports[0]["signatures"][0]) == {
        "signer",
        "level",
        "integrity",
        "claimed_at",
        "proven_at",
        "time",
    }
    assert are_all_valid(reports[:1])
    assert not are_all_valid(reports)
    assert not are_all_valid([])


def test_a_trust_folder_holds_roots_others_and_lists(office: Office, tmp_path: Path):
    above = [x509.load_der_x509_certificate(der) for der in office.authority.chain_der]
    (tmp_path / "chain.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in above))
    (tmp_path / "issuing.crl").write_bytes(office.authority.crl({}, office.clock.now()))
    (tmp_path / "README.md").write_text("not a certificate")
    trust = read_trust_folder(tmp_path)
    assert trust.roots == (office.authority.root_der,)
    assert trust.intermediates == (office.authority.chain_der[0],)
    assert len(trust.crls) == 1
    assert trust.revocation == "required"


def test_a_trust_folder_that_is_not_there_trusts_nobody(tmp_path: Path):
    assert read_trust_folder(tmp_path / "nowhere") == Trust(roots=())


def test_rubbish_in_a_trust_folder_is_an_error(tmp_path: Path):
    (tmp_path / "root.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")
    with pytest.raises(TrustFileUnusable, match=r"root\.pem"):
        read_trust_folder(tmp_path)
