"""Doing jobs: take one under a lease, keep the lease alive while it runs, finish it or put it back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from eoffice.core.actor import SYSTEM
from eoffice.core.jobs import Lease, finish_job, keep_lease, put_back, take_job
from eoffice.core.runtime import Runtime

log = structlog.get_logger(__name__)


def do_next_job(runtime: Runtime, holder: str) -> bool:
    """Do the job that has been due longest; False when there is none."""
    lease_length = timedelta(seconds=runtime.settings.jobs.lease_seconds)
    with runtime.work(SYSTEM) as work:
        lease = take_job(work.session, holder, work.now, lease_length)
    if lease is None:
        return False
    with structlog.contextvars.bound_contextvars(job=lease.name, job_id=str(lease.job_id)):
        _do(runtime, lease, lease_length)
    return True


def do_all_jobs(runtime: Runtime, holder: str, limit: int = 1000) -> int:
    """Do jobs until none is due, at most ``limit``; return how many were done."""
    done = 0
    while done < limit and do_next_job(runtime, holder):
        done += 1
    return done


def _do(runtime: Runtime, lease: Lease, length: timedelta) -> None:
    with _Heartbeat(length.total_seconds() / 3, lambda: _prolong(runtime, lease, length)):
        try:
            handler = runtime.handlers[lease.name]
            handler(runtime, lease.payload)
        except Exception as error:
            log.warning("job-failed", attempt=lease.attempt, exc_info=error)
            with runtime.work(SYSTEM) as work:
                put_back(work.session, lease, work.now, f"{type(error).__name__}: {error}"[:2000])
            return
    with runtime.work(SYSTEM) as work:
        finish_job(work.session, lease, work.now)


def _prolong(runtime: Runtime, lease: Lease, length: timedelta) -> None:
    with runtime.work(SYSTEM) as work:
        keep_lease(work.session, lease, work.now + length)


class _Heartbeat:
    """Calls ``beat`` every ``pause`` seconds from another thread while the block runs."""

    def __init__(self, pause: float, beat: Callable[[], None]) -> None:
        self._pause, self._beat, self._over = pause, beat, threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{os.getpid()}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._pause):
            try:
                self._beat()
            except Exception as error:
                log.warning("heartbeat-missed", exc_info=error)
