"""Jobs: handed out once, handed out again when their holder dies, done with the result of once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from eoffice.core.actor import SYSTEM
from eoffice.core.clock import FixedClock
from eoffice.core.doing import do_all_jobs, do_next_job
from eoffice.core.jobs import Job, take_job
from eoffice.core.runtime import Runtime
from tests.factories import MONDAY, make_runtime

LEASE = timedelta(seconds=30)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: FixedClock) -> Runtime:
    return make_runtime(database_url, tmp_path, clock=clock)


def leave_job(runtime: Runtime, key: str | None = None) -> None:
    with runtime.work(SYSTEM) as work:
        work.later("count", {"step": 1}, key=key)


def take(runtime: Runtime, holder: str) -> bool:
    with runtime.work(SYSTEM) as work:
        return take_job(work.session, holder, work.now, LEASE) is not None


def count_jobs(runtime: Runtime) -> int:
    with runtime.read() as session:
        return len(session.scalars(select(Job)).all())


def test_a_job_is_left_only_when_its_transaction_commits(runtime: Runtime) -> None:
    def leave_and_fail() -> None:
        with runtime.work(SYSTEM) as work:
            work.later("count", {})
            raise LookupError

    with pytest.raises(LookupError):
        leave_and_fail()
    assert count_jobs(runtime) == 0


def test_a_second_job_of_the_same_key_is_not_added(runtime: Runtime) -> None:
    leave_job(runtime, key="once")
    leave_job(runtime, key="once")
    assert count_jobs(runtime) == 1


def test_a_leased_job_is_not_handed_out_twice(runtime: Runtime) -> None:
    leave_job(runtime)
    assert take(runtime, "one")
    assert not take(runtime, "two")


def test_a_job_whose_holder_died_is_handed_out_again(runtime: Runtime, clock: FixedClock) -> None:
    leave_job(runtime)
    assert take(runtime, "one")
    clock.advance(LEASE + timedelta(seconds=1))
    assert take(runtime, "two")


def test_a_done_job_is_not_handed_out_again(runtime: Runtime, clock: FixedClock) -> None:
    seen: list[object] = []
    runtime = make_handling(runtime, lambda _runtime, payload: seen.append(payload["step"]))
    leave_job(runtime)
    assert do_all_jobs(runtime, "one") == 1
    clock.advance(timedelta(days=1))
    assert not do_next_job(runtime, "one")
    assert seen == [1]


def test_a_failing_job_comes_back_after_a_pause(runtime: Runtime, clock: FixedClock) -> None:
    tries: list[int] = []

    def fail_once(_runtime: Runtime, _payload: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("the other side is away")

    runtime = make_handling(runtime, fail_once)
    leave_job(runtime)
    assert do_all_jobs(runtime, "one") == 1
    clock.advance(timedelta(seconds=3))
    assert do_all_jobs(runtime, "one") == 1
    assert len(tries) == 2


def test_a_job_that_never_works_is_put_aside_with_its_error(runtime: Runtime, clock: FixedClock) -> None:
    def fail(_runtime: Runtime, _payload: object) -> None:
        raise ConnectionError("the other side is gone")

    runtime = make_handling(runtime, fail)
    leave_job(runtime)
    for _ in range(25):
        do_all_jobs(runtime, "one")
        clock.advance(timedelta(minutes=10))
    with runtime.read() as session:
        job = session.scalars(select(Job)).one()
    assert job.failed_at is not None
    assert job.last_error == "ConnectionError: the other side is gone"


def make_handling(runtime: Runtime, handler: object) -> Runtime:
    object.__setattr__(runtime, "handlers", {"count": handler})
    return runtime
