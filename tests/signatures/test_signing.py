"""The leader's signature: prepared here, made by a key elsewhere, completed and found in the stored bytes."""

from __future__ import annotations

import subprocess
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from sqlalchemy import select

from eoffice.core.errors import Conflict
from eoffice.ledger.models import EventRow
from eoffice.outgoing import signing
from eoffice.signatures import queries
from eoffice.signatures.models import Signature, SigningSession, VerificationRecord
from eoffice.signatures.service import MarkPlace, cancel_signature
from tests.signatures.office import Office, count_rows, sign_like_a_browser, stored_hashes
from tests.signing.papers import paper


def test_a_completed_signature_is_recorded_at_the_level_that_was_found(office: Office):
    document_id = office.make_document()
    done = office.complete(office.prepare(document_id))
    with office.runtime.read() as session:
        signature = session.get_one(Signature, done.signature_id)
        record = session.get_one(VerificationRecord, signature.verification_id)
    assert (signature.role, signature.level, signature.person_id) == (
        "personal",
        "B-T",
        office.leader.person_id,
    )
    assert signature.proven_at == office.clock.now()
    assert (record.verdict, record.sha256) == ("valid", office.versions(document_id)[-1].sha256)


def test_the_document_is_signed_then(office: Office):
    document_id = office.make_signed()
    course = office.course(document_id)
    assert (course.state, course.signed_at) == ("signed", office.clock.now())


def test_signing_is_in_the_ledger(office: Office):
    document_id = office.make_signed()
    with office.runtime.read() as session:
        events = session.scalars(select(EventRow.type).where(EventRow.subject_id == document_id))
        assert "document.signed" in set(events)


def test_the_signed_version_begins_with_the_bytes_that_were_read(office: Office):
    document_id = office.make_document()
    before = office.content(document_id)
    office.complete(office.prepare(document_id))
    assert office.content(document_id).startswith(before)
    assert [version.origin for version in office.versions(document_id)] == ["upload", "signature"]


def test_pdfsig_finds_the_signature_valid_over_the_whole_file(office: Office, tmp_path: Path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(office.content(office.make_signed()))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_the_other_half_may_come_after_a_restart(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    restarted = office.restarted()
    done = signing.complete_signature(restarted, office.leader, prepared.id, office.value_for(prepared))
    assert done.level == "B-T"


def test_the_same_value_sent_again_has_the_same_answer(office: Office):
    prepared = office.prepare(office.make_document())
    value = office.value_for(prepared)
    first = office.complete(prepared, value)
    before = count_rows(office.runtime, Signature, EventRow), stored_hashes(office.runtime)
    assert office.complete(prepared, value) == first
    assert (count_rows(office.runtime, Signature, EventRow), stored_hashes(office.runtime)) == before


def test_signing_twice_is_refused(office: Office):
    prepared = office.prepare(office.make_document())
    office.complete(prepared)
    with pytest.raises(Conflict) as refused:
        office.complete(prepared, office.value_for(prepared))  # ECDSA: another value each time
    assert refused.value.code == "already-signed"


def test_a_signed_document_cannot_be_prepared_again(office: Office):
    document_id = office.make_signed()
    with pytest.raises(Conflict) as refused:
        office.prepare(document_id)
    assert refused.value.code == "wrong-state"


def test_preparing_again_replaces_ones_own_older_session(office: Office):
    document_id = office.make_document()
    first = office.prepare(document_id)
    second = office.prepare(document_id)
    with pytest.raises(Conflict) as refused:
        office.complete(first)
    assert refused.value.code == "signing-cancelled"
    assert office.complete(second).level == "B-T"


def test_an_expired_session_is_refused_and_another_can_be_opened(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    office.clock.advance(timedelta(minutes=office.runtime.settings.signing.session_minutes, seconds=1))
    with pytest.raises(Conflict) as refused:
        office.complete(prepared)
    assert refused.value.code == "signing-expired"
    assert office.complete(office.prepare(document_id)).level == "B-T"


def test_a_session_says_until_when_it_waits(office: Office):
    prepared = office.prepare(office.make_document())
    assert prepared.expires_at == office.clock.now() + timedelta(minutes=15)


def test_the_mark_stands_where_the_signer_put_it(office: Office):
    document_id = office.make_document()
    place = MarkPlace(1, (100.0, 200.0, 220.0, 260.0))
    prepared = signing.prepare_signature(
        office.runtime, office.leader, document_id, office.certificate.id, place
    )
    done = office.complete(prepared)
    with office.runtime.read() as session:
        kept = session.get_one(Signature, done.signature_id).place
    assert kept == {"page": 0, "box": [100.0, 200.0, 220.0, 260.0]}


def test_the_mark_is_found_between_title_and_name(office: Office):
    found = signing.find_mark(office.runtime, office.leader, office.make_document())
    left, bottom, right, top = found.place.box
    assert found.is_found
    assert left < 390 < right  # the title begins at x = 390, y = 300, the name stands at y = 200
    assert 200 < bottom < top < 300


def test_a_document_without_title_and_name_gets_its_mark_in_the_corner(office: Office):
    found = signing.find_mark(
        office.runtime, office.leader, office.make_document(paper(((60, 700, 12, "Nội dung"),)))
    )
    assert not found.is_found
    assert found.place.box[0] > 300


def test_an_rsa_key_signs_too(office: Office, rsa_key: rsa.RSAPrivateKey):
    certificate = office.enrol(office.leader, rsa_key)
    document_id = office.make_document()
    prepared = signing.prepare_signature(office.runtime, office.leader, document_id, certificate.id)
    value = rsa_key.sign(prepared.to_be_signed, padding.PKCS1v15(), hashes.SHA256())
    assert signing.complete_signature(office.runtime, office.leader, prepared.id, value).level == "B-T"


def test_a_session_given_up_frees_the_file(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    cancel(office, prepared.id)
    cancel(office, prepared.id)  # again without effect
    with office.runtime.read() as session:
        row = session.get_one(SigningSession, prepared.id)
        assert queries.find_open_signing(session, row.file_id) is None


def test_a_completed_signature_cannot_be_given_up(office: Office):
    prepared = office.prepare(office.make_document())
    office.complete(prepared)
    with pytest.raises(Conflict) as refused:
        cancel(office, prepared.id)
    assert refused.value.code == "already-signed"


def cancel(office: Office, session_id: uuid.UUID) -> None:
    with office.runtime.work(office.leader) as work:
        cancel_signature(work, session_id)


def test_values_of_both_shapes_are_taken(office: Office):
    prepared = office.prepare(office.make_document())
    der = office.key.sign(prepared.to_be_signed, ec.ECDSA(hashes.SHA256()))
    assert office.complete(prepared, der).level == "B-T"
    assert len(sign_like_a_browser(office.key, b"anything")) == 64
