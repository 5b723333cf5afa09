"""Several people, or one person with two windows, at the same moment; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from eoffice.core.actor import Actor
from eoffice.core.errors import Conflict
from eoffice.outgoing import signing
from eoffice.signatures.models import Signature, SigningSession
from eoffice.signatures.service import prepare_signature
from eoffice.trial.authority import TrialAuthority
from tests.factories import actor_of
from tests.signatures.office import (
    Office,
    count_rows,
    make_key,
    make_office,
    make_signing_runtime,
    stored_hashes,
)

T = TypeVar("T")


@pytest.fixture
def office(database_url: str, tmp_path: Path, authority: TrialAuthority) -> Office:
    return make_office(make_signing_runtime(database_url, tmp_path, authority), authority)


def at_once(*acts: Callable[[], T]) -> list[T | str]:
    """The result of each act, or the code of its conflict, all begun at the same moment."""
    together = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | str:
        together.wait()
        try:
            return act()
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def referred_files(office: Office, document_id: object) -> set[str]:
    with office.runtime.read() as session:
        prepared = {row.prepared_sha256 for row in session.query(SigningSession)}
    return prepared | {version.sha256 for version in office.versions(document_id)}  # type: ignore[arg-type]


def test_of_two_people_preparing_one_file_one_is_refused_without_trace(office: Office):
    document_id = office.make_document()
    deputy = actor_of(office.posts["deputy"])
    theirs = office.enrol(deputy, make_key())

    def preparing(actor: Actor, certificate_id: object) -> Callable[[], str]:
        def act() -> str:
            prepare_signature(
                office.runtime,
                actor,
                document_id,
                certificate_id,  # type: ignore[arg-type]
                None,
                check=lambda work: None,
            )
            return "prepared"

        return act

    outcomes = at_once(preparing(office.leader, office.certificate.id), preparing(deputy, theirs.id))
    assert sorted(outcomes) == ["prepared", "signing-under-way"]
    assert count_rows(office.runtime, SigningSession) == [1]
    assert stored_hashes(office.runtime) == referred_files(office, document_id)


def test_a_value_sent_twice_at_once_signs_once(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    value = office.value_for(prepared)
    first, second = at_once(
        lambda: office.complete(prepared, value),
        lambda: signing.complete_signature(office.restarted(), office.leader, prepared.id, value),
    )
    assert first == second
    assert count_rows(office.runtime, Signature) == [1]
    assert stored_hashes(office.runtime) == referred_files(office, document_id)


def test_of_two_different_values_sent_at_once_one_is_refused(office: Office):
    document_id = office.make_document()
    prepared = office.prepare(document_id)
    outcomes = at_once(lambda: office.complete(prepared).level, lambda: office.complete(prepared).level)
    assert sorted(outcomes) == ["B-T", "already-signed"]
    assert len(office.versions(document_id)) == 2


def test_two_windows_of_one_person_leave_one_open_session(office: Office):
    document_id = office.make_document()
    at_once(lambda: office.prepare(document_id), lambda: office.prepare(document_id))
    with office.runtime.read() as session:
        rows = session.query(SigningSession).all()
    assert [row.cancelled_at is None for row in rows].count(True) == 1
