"""The real processes are killed: the server of ``eoffice run``, its worker, and the broker of Celery."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from eoffice.core.actor import SYSTEM, Role
from eoffice.core.jobs import Job
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents.models import Document, DocumentKind
from eoffice.ledger.models import EventRow
from eoffice.organization.models import Agency
from eoffice.signatures.service.prepare import SWEEP_JOB
from eoffice.wiring import build_runtime
from tests.factories import SECRET, make_settings
from tests.faults.office import Office, make_office
from tests.faults.processes import RunningOffice, count_agencies, wait_until
from tests.faults.servers import Request
from tests.servers.processes import ServerProcess
from tests.servers.programs import find_script
from tests.servers.redis import RedisServer

END_SECONDS = 10.0
PROJECT = Path(__file__).parents[2]
READY = {"worker": " ready.", "beat": "beat: Starting..."}  # what Celery writes into its log then


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """An office without a sample, as ``eoffice run`` makes it."""
    running = RunningOffice(tmp_path_factory.mktemp("run") / "var")
    running.start("--no-sample")
    yield running
    running.kill_and_wait()


@pytest.fixture(scope="module")
def runtime(running: RunningOffice) -> Iterator[Runtime]:
    """What this process sees of it."""
    with running.opened() as runtime:
        yield runtime


@pytest.fixture(scope="module")
def office(runtime: Runtime) -> Office:
    """An agency in it."""
    return make_office(runtime, "UBND xã Minh Sơn")


def draft(running: RunningOffice, office: Office) -> uuid.UUID:
    """An officer drafts a document through the API; its id."""
    body = {
        "kind": "decision",
        "subject": "Về việc ban hành Quy chế",
        "signer_post_id": str(office.posts[Role.LEADER]),
    }
    answer = running.server.send(Request("/api/v1/documents", office.tokens[Role.OFFICER], body))
    assert answer.status == 201, answer
    return uuid.UUID(answer.json["id"])


def is_sealed(runtime: Runtime, document_id: uuid.UUID) -> bool:
    """Whether the worker has sealed what happened to the document."""
    with runtime.read() as session:
        places = session.scalars(select(EventRow.sealed_seq).where(EventRow.subject_id == document_id)).all()
    return bool(places) and None not in places


def has_document(runtime: Runtime, document_id: uuid.UUID) -> bool:
    """Whether the document is there."""
    with runtime.read() as session:
        return session.get(Document, document_id) is not None


def test_a_killed_worker_is_started_again_and_works(
    running: RunningOffice, runtime: Runtime, office: Office
) -> None:
    first = running.job_worker
    os.kill(first, signal.SIGKILL)
    document_id = draft(running, office)
    assert wait_until(lambda: is_sealed(runtime, document_id))
    assert running.job_worker != first


def test_a_killed_server_takes_along_what_it_started_and_the_next_one_goes_on(
    running: RunningOffice, runtime: Runtime, office: Office
) -> None:
    before = draft(running, office)
    assert wait_until(lambda: is_sealed(runtime, before))
    assert len(running.descendants) >= 2  # gunicorn's worker, and ours
    running.kill_and_wait(END_SECONDS)

    running.start("--no-sample")
    after = draft(running, office)
    assert wait_until(lambda: is_sealed(runtime, after))
    assert has_document(runtime, before)


def test_a_first_start_that_was_killed_leaves_nothing_to_the_next_one(tmp_path: Path) -> None:
    running = RunningOffice(tmp_path / "var")
    running.begin()
    assert wait_until(lambda: count_agencies(tmp_path / "var") > 0)
    running.kill_and_wait()

    running.start("--no-sample")
    with running.opened() as runtime, runtime.read() as session:
        assert session.scalars(select(Agency)).all() == []
        assert len(session.scalars(select(DocumentKind)).all()) == 29
    running.kill_and_wait()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of this test alone, that may be killed."""
    broker = RedisServer(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def sender(sqlite_url: str, broker: RedisServer, tmp_path: Path) -> Iterator[Runtime]:
    """What a web process works with."""
    settings = make_settings(sqlite_url, tmp_path)
    jobs = settings.jobs.model_copy(update={"broker_url": broker.url})
    runtime = build_runtime(settings.model_copy(update={"jobs": jobs}))
    yield runtime
    runtime.engine.dispose()


@pytest.fixture
def celery(sender: Runtime, tmp_path: Path) -> Iterator[list[ServerProcess]]:
    """A worker and beat, as docker-compose.yml starts them."""
    environment = {
        "EOFFICE_INSTANCE_FOLDER": str(tmp_path),
        "EOFFICE_TRIAL": "true",
        "EOFFICE_SERVER__SECRET_KEY": SECRET,
        "EOFFICE_DATABASE__URL": sender.settings.database.url,
        "EOFFICE_JOBS__BROKER_URL": sender.settings.jobs.broker_url,
    }
    orders = {
        "worker": ["--concurrency", "1"],
        "beat": ["--pidfile=", "--schedule", str(tmp_path / "beat-schedule")],
    }
    processes = [
        ServerProcess(
            [find_script("celery"), "-A", "eoffice.worker", name, "--loglevel", "INFO", *options],
            tmp_path / f"{name}.log",
            is_ready=lambda name=name: READY[name] in (tmp_path / f"{name}.log").read_text(),  # type: ignore[misc]
            die_with=signal.SIGTERM,
            environment=environment,
            folder=PROJECT,
        )
        for name, options in orders.items()
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.wait_until_ready()
    yield processes
    for process in processes:
        process.stop()


def leave_job(runtime: Runtime) -> uuid.UUID:
    """Leave a job in a transaction; the key by which it is found."""
    key = uuid.uuid4()
    with runtime.work(SYSTEM) as work:
        work.later(SWEEP_JOB, {"signing_id": str(key)}, key=str(key))
    return key


def is_done(runtime: Runtime, key: uuid.UUID) -> bool:
    """Whether the job of this key was done."""
    with runtime.read() as session:
        return session.scalars(select(Job).where(Job.key == str(key))).one().done_at is not None


@pytest.mark.usefixtures("celery")
def test_a_broker_killed_between_the_commit_and_the_message_loses_no_work(
    sender: Runtime, broker: RedisServer
) -> None:
    first = leave_job(sender)
    assert wait_until(lambda: is_done(sender, first))

    def kill_broker_then_wake(work: Work) -> None:
        broker.kill()
        sender.wake(work)

    key = leave_job(replace(sender, wake=kill_broker_then_wake))
    assert not is_done(sender, key)
    broker.start()
    assert wait_until(lambda: is_done(sender, key))
