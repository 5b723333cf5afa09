"""What cannot be signed is refused with a clear message, and nothing is left of the attempt."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pikepdf
import pytest
from sqlalchemy import update

from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from eoffice.core.jobs import Job
from eoffice.documents.models import FileVersion
from eoffice.ledger.models import EventRow
from eoffice.outgoing import signing
from eoffice.outgoing.models import OutgoingDocument
from eoffice.outgoing.service import return_
from eoffice.signatures.models import Signature, SigningSession, VerificationRecord
from eoffice.signatures.rules import RevocationReason
from eoffice.signatures.service import MarkPlace, revoke_certificate
from eoffice.trial.issuer import TrialIssuer
from tests.factories import actor_of, make_agency, make_post, make_unit, system
from tests.signatures.office import (
    Office,
    count_rows,
    make_key,
    sign_like_a_browser,
    stored_hashes,
    without_timestamps,
)
from tests.signing.papers import paper

TABLES = (FileVersion, SigningSession, Signature, VerificationRecord, EventRow, Job)


@contextmanager
def refused_without_trace(office: Office, kind: type[DomainError], code: str) -> Iterator[None]:
    """What happens inside is refused so, and neither rows nor stored files are left of it."""
    before = count_rows(office.runtime, *TABLES), stored_hashes(office.runtime)
    with pytest.raises(kind) as refused:
        yield
    assert refused.value.code == code
    assert refused.value.advice or refused.value.message
    assert (count_rows(office.runtime, *TABLES), stored_hashes(office.runtime)) == before


def test_a_value_of_another_key_is_refused(office: Office):
    prepared = office.prepare(office.make_document())
    value = sign_like_a_browser(make_key(), prepared.to_be_signed)
    with refused_without_trace(office, Invalid, "signature-value-mismatch"):
        office.complete(prepared, value)


def test_a_value_over_other_bytes_is_refused_and_the_right_one_still_taken(office: Office):
    prepared = office.prepare(office.make_document())
    with refused_without_trace(office, Invalid, "signature-value-mismatch"):
        office.complete(prepared, sign_like_a_browser(office.key, b"something else"))
    assert office.complete(prepared).level == "B-T"


def test_a_file_that_has_changed_since_cannot_be_signed(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    office.add_version(document_id, paper(((60, 700, 12, "Một văn bản khác"),)))
    with refused_without_trace(office, Conflict, "file-changed"):
        office.complete(prepared)


def test_a_document_returned_meanwhile_cannot_be_signed(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    with office.runtime.work(office.leader) as work:
        return_(work, document_id, "Sửa căn cứ pháp lý")
    with refused_without_trace(office, Conflict, "wrong-state"):
        office.complete(prepared)


def test_nothing_is_prepared_while_no_timestamp_is_to_be_had(office: Office):
    document_id = office.make_document()
    with refused_without_trace(office, Unavailable, "timestamp-unavailable"):
        signing.prepare_signature(
            without_timestamps(office.runtime), office.leader, document_id, office.certificate.id
        )


def test_without_a_timestamp_nothing_is_signed_and_the_session_stays_usable(office: Office):
    prepared = office.prepare(office.make_document())
    value = office.value_for(prepared)
    with refused_without_trace(office, Unavailable, "timestamp-unavailable"):
        signing.complete_signature(without_timestamps(office.runtime), office.leader, prepared.id, value)
    assert office.complete(prepared, value).level == "B-T"


def test_a_certificate_revoked_meanwhile_signs_nothing(office: Office):
    prepared = office.prepare(office.make_document())
    value = office.value_for(prepared)
    with office.runtime.work(office.leader) as work:
        revoke_certificate(
            work, TrialIssuer(office.authority), office.certificate.id, RevocationReason.KEY_COMPROMISE
        )
    with refused_without_trace(office, Conflict, "signing-cancelled"):
        office.complete(prepared, value)


def test_a_revoked_certificate_prepares_nothing(office: Office):
    document_id = office.make_document()
    with office.runtime.work(office.leader) as work:
        revoke_certificate(
            work, TrialIssuer(office.authority), office.certificate.id, RevocationReason.SUPERSEDED
        )
    with refused_without_trace(office, Conflict, "certificate-revoked"):
        office.prepare(document_id)


def test_an_expired_certificate_prepares_nothing(office: Office):
    document_id = office.make_document()
    office.clock.advance(timedelta(days=731))
    with refused_without_trace(office, Conflict, "certificate-expired"):
        office.prepare(document_id)


def test_a_certificate_the_authority_does_not_believe_any_more_signs_nothing(office: Office):
    """The authority's list is asked again after the signature was made, whatever our own table says."""
    prepared = office.prepare(office.make_document())
    with office.runtime.work(system()) as work:
        TrialIssuer(office.authority).revoke(work, office.certificate.serial, RevocationReason.KEY_COMPROMISE)
    office.clock.advance(timedelta(minutes=1))
    with refused_without_trace(office, Conflict, "signature-not-valid"):
        office.complete(prepared)


def test_somebody_elses_certificate_is_not_to_be_found(office: Office):
    theirs = office.enrol(office.clerk, make_key())
    document_id = office.make_document()
    with refused_without_trace(office, NotFound, "no-such-certificate"):
        signing.prepare_signature(office.runtime, office.leader, document_id, theirs.id)


def test_only_the_chosen_leader_signs(office: Office):
    deputy = actor_of(office.posts["deputy"])
    certificate = office.enrol(deputy, make_key())
    document_id = office.make_document()
    with refused_without_trace(office, Forbidden, "not-allowed"):
        signing.prepare_signature(office.runtime, deputy, document_id, certificate.id)


def test_a_document_of_another_agency_is_not_to_be_found(office: Office):
    with office.runtime.work(system()) as work:
        unit = make_unit(work.session, make_agency(work.session, "UBND xã Khác"))
        stranger = actor_of(make_post(work.session, unit, Role.LEADER))
    certificate = office.enrol(stranger, make_key())
    document_id = office.make_document()
    with refused_without_trace(office, NotFound, "no-such-document"):
        signing.prepare_signature(office.runtime, stranger, document_id, certificate.id)


def test_somebody_elses_session_is_not_to_be_found(office: Office):
    prepared = office.prepare(office.make_document())
    with refused_without_trace(office, NotFound, "no-such-signing"):
        signing.complete_signature(office.runtime, office.clerk, prepared.id, office.value_for(prepared))


def test_a_session_that_never_was_is_not_to_be_found(office: Office):
    with refused_without_trace(office, NotFound, "no-such-signing"):
        signing.complete_signature(office.runtime, office.leader, uuid.uuid4(), b"value")


def test_a_file_somebody_else_is_signing_is_refused_and_says_who(office: Office):
    document_id = office.make_document()
    office.prepare(document_id)
    deputy = actor_of(office.posts["deputy"])
    certificate = office.enrol(deputy, make_key())
    with office.runtime.work(system()) as work:
        work.session.execute(update(OutgoingDocument).values(signer_post_id=office.posts["deputy"].id))
    with refused_without_trace(office, Conflict, "signing-under-way"):
        signing.prepare_signature(office.runtime, deputy, document_id, certificate.id)
    with pytest.raises(Conflict, match=r"Nguyễn Thị Hồng Ngọc .* 09:00 16/11/2026"):
        signing.prepare_signature(office.runtime, deputy, document_id, certificate.id)


@pytest.mark.parametrize(
    "place",
    [
        MarkPlace(1, (500.0, 100.0, 700.0, 160.0)),
        MarkPlace(1, (-5.0, 100.0, 100.0, 160.0)),
        MarkPlace(1, (100.0, 100.0, 105.0, 160.0)),
        MarkPlace(1, (float("nan"), 100.0, 200.0, 160.0)),
    ],
    ids=["beside", "before", "too small", "no number"],
)
def test_a_mark_that_is_not_on_the_page_is_refused(office: Office, place: MarkPlace):
    document_id = office.make_document()
    with refused_without_trace(office, Invalid, "mark-outside-page"):
        signing.prepare_signature(office.runtime, office.leader, document_id, office.certificate.id, place)


def test_a_mark_on_a_page_that_is_not_there_is_refused(office: Office):
    document_id = office.make_document()
    place = MarkPlace(7, (100.0, 100.0, 200.0, 160.0))
    with refused_without_trace(office, Invalid, "page-not-found"):
        signing.prepare_signature(office.runtime, office.leader, document_id, office.certificate.id, place)


def test_an_encrypted_file_is_refused(office: Office):
    encrypted = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.save(encrypted, encryption=pikepdf.Encryption(owner="o", user=""))
    document_id = office.make_document(encrypted.getvalue())
    with refused_without_trace(office, Invalid, "pdf-encrypted"):
        office.prepare(document_id)
