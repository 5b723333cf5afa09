"""A whole deployment together: PostgreSQL, Redis, an S3 server, gunicorn, Celery's worker and its beat."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from eoffice.core.actor import Role
from eoffice.core.clock import Clock
from eoffice.core.runtime import Runtime
from eoffice.documents.models import FileVersion
from eoffice.settings import read_settings
from eoffice.wiring import build_runtime
from storage.hashing import hash_at
from tests.deployment.composed import BUCKET, Composed, migrate, running, settings_for
from tests.faults.journey import API, STEPS, Known, Step
from tests.faults.office import make_offices
from tests.faults.servers import Server
from tests.servers.families import descendants, wait_until_gone
from tests.servers.postgres import PostgresServer
from tests.servers.processes import free_port
from tests.servers.redis import RedisServer
from tests.servers.swift import SwiftServer

PATIENCE_SECONDS = 20.0
FIGURES_SECONDS = 8.0


class Together:
    """The deployment, and a runtime of the same settings for looking into its database and store."""

    def __init__(self, composed: Composed, runtime: Runtime) -> None:
        self.composed = composed
        self.runtime = runtime
        self.server = Server(composed.port)
        self.known = Known(make_offices(runtime))

    def play(self, step: Step, then: Callable[[], None] = lambda: None) -> None:
        """Send a step's request and, after ``then``, learn what followed from it once that happened."""
        if step.request is None:
            return
        answer = self.server.send(step.request(self.known))
        assert answer.is_success, (step.name, answer)
        then()

        def has_learned() -> bool:
            step.learn(self.known, answer.json, self.server)
            return True

        wait_for(has_learned)

    def ask(self, path: str) -> tuple[int, Any]:
        """What somebody gets who has no account."""
        connection = http.client.HTTPConnection("127.0.0.1", self.composed.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture
def together(
    postgres: PostgresServer,
    redis: RedisServer,
    s3: SwiftServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Together]:
    port, database_url = free_port(), postgres.make_database()
    environment = settings_for(tmp_path, port, database_url, redis, s3)
    assert migrate(environment) == "The database is up to date.\n"
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    runtime = build_runtime(read_settings())
    with running(tmp_path, port, environment) as composed:
        yield Together(composed, runtime)
    runtime.engine.dispose()
    postgres.drop_database(database_url)


def test_a_document_goes_its_way_through_a_whole_deployment(
    together: Together, redis: RedisServer, s3: SwiftServer
) -> None:
    for step in STEPS:
        if step.name == "issue and deliver":
            redis.kill()  # it forgets everything, and wakes nobody
            together.play(step, then=redis.start)
        else:
            together.play(step)
    assert_figures_follow(together)
    assert_files_lie_in_the_bucket(together, s3)
    assert_health_is_told(together, s3)
    assert_all_stop_when_asked(together.composed)


def assert_figures_follow(together: Together) -> None:
    sender, today = together.known.offices.sender, Clock().today().isoformat()
    path = f"{API}/statistics?from={today}&to={today}&agency={sender.agency_id}"

    def figures() -> dict[str, tuple[int, int]]:
        found = together.server.get(path, sender.tokens[Role.CLERK])["figures"]
        return {one["code"]: (one["numerator"], one["denominator"]) for one in found}

    wait_for(lambda: figures()["outgoing_signed_and_sent"] == (1, 1), FIGURES_SECONDS)
    assert figures()["outgoing_sent"] == figures()["outgoing_signed"] == (1, 1)


def assert_files_lie_in_the_bucket(together: Together, s3: SwiftServer) -> None:
    objects = s3.client().list_objects(bucket_name=BUCKET, recursive=True)
    there = {hash_at(str(found.object_name)) for found in objects}
    with together.runtime.read() as session:
        versions = set(session.scalars(select(FileVersion.sha256)))
    assert len(versions) > 5
    assert versions <= there


def assert_health_is_told(together: Together, s3: SwiftServer) -> None:
    assert together.ask("/readyz") == (200, {"status": "ready", "failing": []})
    s3.stop()
    try:
        assert together.ask("/readyz") == (503, {"status": "failing", "failing": ["store"]})
        assert together.ask("/healthz") == (200, {"status": "live"})
    finally:
        s3.start()
    wait_for(lambda: together.ask("/readyz")[0] == 200)


def assert_all_stop_when_asked(composed: Composed) -> None:
    processes = (composed.web, composed.worker, composed.beat)
    family = {pid for one in processes for pid in (one.pid, *descendants(one.pid))}
    assert [one.stop() for one in processes] == [0, 0, 0]
    wait_until_gone(family)


def wait_for(is_so: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> None:
    """Ask again until it is so. What is not there yet may also be missed as an IndexError."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if is_so():
                return
        except IndexError:
            pass
        assert time.monotonic() < deadline, "it does not come about"
        time.sleep(0.2)
