"""Prepared files of signatures that nobody completed do not stay."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from eoffice.core.jobs import Job
from eoffice.ledger.models import EventRow
from eoffice.signatures.models import SigningSession
from eoffice.signatures.service import PreparedSigning
from eoffice.signatures.tasks import HANDLERS
from tests.signatures.office import Office, stored_hashes


def sweep(office: Office, prepared: PreparedSigning) -> None:
    with office.runtime.read() as session:
        job = session.scalars(select(Job).where(Job.key == f"sweep-signing:{prepared.id}")).one()
    HANDLERS[job.name](office.runtime, job.payload)


def pass_the_time(office: Office) -> None:
    office.clock.advance(timedelta(minutes=office.runtime.settings.signing.session_minutes + 6))


def session_of(office: Office, session_id: uuid.UUID) -> SigningSession:
    with office.runtime.read() as session:
        return session.get_one(SigningSession, session_id)


def test_an_expired_session_is_cancelled_and_its_file_removed(office: Office):
    prepared = office.prepare(office.make_document())
    pass_the_time(office)
    sweep(office, prepared)
    assert session_of(office, prepared.id).cancelled_at == office.clock.now()
    assert prepared.prepared_sha256 not in stored_hashes(office.runtime)


def test_a_session_whose_time_has_not_passed_is_left_alone(office: Office):
    prepared = office.prepare(office.make_document())
    sweep(office, prepared)
    assert session_of(office, prepared.id).cancelled_at is None
    assert prepared.prepared_sha256 in stored_hashes(office.runtime)
    assert office.complete(prepared).level == "B-T"


def test_the_prepared_file_of_a_completed_signature_is_removed_and_the_signed_one_stays(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    office.complete(prepared)
    pass_the_time(office)
    sweep(office, prepared)
    assert session_of(office, prepared.id).cancelled_at is None
    assert stored_hashes(office.runtime) == {version.sha256 for version in office.versions(document_id)}


@pytest.mark.parametrize("times", [2, 3])
def test_sweeping_again_changes_nothing(office: Office, times: int):
    prepared = office.prepare(office.make_document())
    pass_the_time(office)
    for _time in range(times):
        sweep(office, prepared)
    with office.runtime.read() as session:
        cancelled = select(EventRow).where(
            EventRow.type == "signing.cancelled", EventRow.subject_id == prepared.id
        )
        assert len(session.scalars(cancelled).all()) == 1
