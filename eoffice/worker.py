"""The workers: a child process of the server where there is no broker, Celery where there is one.

Both do the same: the jobs that are due, then the ledger's seal and timestamp, then the projections. The rows
in the database say what there is to do; a Celery message only says that it may be worth looking.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from functools import cache
from typing import Any

import structlog
from celery import Celery

from eoffice.core.doing import do_all_jobs
from eoffice.core.jobs import has_due_job
from eoffice.core.runtime import Runtime
from eoffice.core.sweeping import sweep_store_when_due
from eoffice.core.waking import WAKE
from eoffice.ledger.projections import advance
from eoffice.ledger.service import has_unsealed, seal_events, stamp_latest_seal
from eoffice.settings import read_settings
from eoffice.wiring import PROJECTIONS, REFERENCES, build_runtime

SWEEP_SECONDS = 2.0
STORE_SWEEP_SECONDS = 3600.0
SWEEP_STORE = "eoffice.sweep_store"
QUEUE = "celery"  # where whoever wakes sends to when no queue is named
log = structlog.get_logger(__name__)


def holder_name() -> str:
    """Who holds leases from this process."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{threading.get_native_id()}"


def do_what_waits(runtime: Runtime, holder: str) -> int:
    """Do all jobs that are due, seal, project and timestamp; return how many jobs and events there were.

    Each part looks first, which costs no lock: an idle office writes nothing. The last two look every time,
    because the process that sealed may have died before it came to them.
    """
    with runtime.read() as session:
        waits = has_due_job(session, runtime.clock.now()) or has_unsealed(session)
    done = do_all_jobs(runtime, holder) + seal_events(runtime, holder) if waits else 0
    advance(runtime, PROJECTIONS)  # before the timestamp: figures do not wait for a service that is silent
    stamp_latest_seal(runtime)
    return done


def settle(runtime: Runtime) -> None:
    """Do all that waits, so that whoever looks first sees figures that count everything."""
    while do_what_waits(runtime, holder_name()):
        pass


def work_forever(runtime: Runtime, parent_pid: int | None) -> None:
    """Work until the process ends; with ``parent_pid``, end when that process is gone."""
    holder = holder_name()
    if parent_pid is not None:
        threading.Thread(target=_end_with_parent, args=(parent_pid,), daemon=True).start()
    next_sweep = time.monotonic()
    while True:
        try:
            busy = do_what_waits(runtime, holder)
            if time.monotonic() >= next_sweep:
                next_sweep += STORE_SWEEP_SECONDS
                sweep_store_when_due(runtime, REFERENCES)
        except Exception as error:
            log.error("worker-stumbled", exc_info=error)
            time.sleep(SWEEP_SECONDS)  # what is down needs a moment
            continue
        if not busy:
            time.sleep(runtime.settings.jobs.poll_seconds)


def _end_with_parent(parent_pid: int) -> None:
    while os.getppid() == parent_pid:
        time.sleep(0.2)
    os._exit(0)


def keep_child_working() -> None:
    """Start a worker as a child of this process, and another one whenever it ends; never returns."""
    while True:
        child = subprocess.Popen(
            [sys.executable, "-m", "eoffice", "worker", "--parent", str(os.getpid())],
            process_group=0,  # Ctrl-C is for the master, with whom the child ends
        )
        child.wait()
        log.warning("worker-ended", code=child.returncode)
        time.sleep(1)


@cache
def _runtime(_pid: int) -> Runtime:
    return build_runtime(read_settings())


def _celery_settings() -> dict[str, Any]:
    return {
        "broker_url": read_settings().jobs.broker_url,
        "task_ignore_result": True,
        # A message that is lost costs seconds, so nobody confirms any; with confirmations a worker dies of a
        # Redis that goes away while one is open (kombu 5.7).
        "task_queues": {QUEUE: {"exchange": QUEUE, "routing_key": QUEUE, "no_ack": True}},
        "broker_connection_retry_on_startup": True,
        "beat_schedule": {
            "wake": {"task": WAKE, "schedule": SWEEP_SECONDS, "options": {"expires": 10}},
            "sweep-store": {"task": SWEEP_STORE, "schedule": STORE_SWEEP_SECONDS},
        },
    }


app = Celery("eoffice", set_as_current=False)
app.add_defaults(_celery_settings)


def _wake() -> None:
    """Look at the rows and do what waits."""
    do_what_waits(_runtime(os.getpid()), holder_name())


def _sweep_store() -> None:
    """Remove files that nothing refers to."""
    sweep_store_when_due(_runtime(os.getpid()), REFERENCES)


app.task(name=WAKE)(_wake)
app.task(name=SWEEP_STORE)(_sweep_store)
