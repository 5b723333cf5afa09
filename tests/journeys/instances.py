"""Instances as people start them: with ``eoffice run``, on a free port, in a folder of their own."""

from __future__ import annotations

import fcntl
import http.client
import shutil
import signal
import sqlite3
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eoffice.instance import READY_FILE, SECRETS_FILE
from tests.servers.processes import ServerProcess, free_port
from tests.servers.programs import find_script

DATABASE = "eoffice.db"
LOADING_SECONDS = 420.0
STARTING_SECONDS = 60.0
BEHIND = """
SELECT EXISTS (SELECT 1 FROM events WHERE sealed_seq IS NULL)
    OR coalesce((SELECT min(last_seq) FROM projection_cursors), 0) < (SELECT max(sealed_seq) FROM events)
"""


@dataclass(frozen=True)
class Instance:
    """A running instance: where it answers, its folder and the password of its sample accounts."""

    address: str
    port: int
    folder: Path
    password: str


@contextmanager
def running(
    folder: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    seconds: float = STARTING_SECONDS,
) -> Iterator[Instance]:
    """Serve the instance in ``folder``, which the first start makes, until the end of the block."""
    port = free_port()
    process = ServerProcess(
        [find_script("eoffice"), "run", "--dir", str(folder), "--port", str(port), *options],
        folder.with_suffix(".log"),
        is_ready=lambda: answers(port),
        die_with=signal.SIGTERM,
        environment=environment,
    )
    process.start()
    try:
        process.wait_until_ready(seconds)
        secrets = tomllib.loads((folder / SECRETS_FILE).read_text(encoding="utf-8"))
        yield Instance(f"http://127.0.0.1:{port}", port, folder, secrets["sample_password"])
    finally:
        process.stop()


def load_sample_once(folder: Path) -> Path:
    """An instance with the whole sample in ``folder``, made unless another process of this run did."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / READY_FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            with running(folder, seconds=LOADING_SECONDS):
                _wait_until_counted(folder / DATABASE)
    return folder


@contextmanager
def copied(sample: Path, folder: Path) -> Iterator[Path]:
    """A copy of an instance that nobody uses any more; it is gone after the block."""
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns(f"{DATABASE}*"))
    source, target = sqlite3.connect(sample / DATABASE), sqlite3.connect(folder / DATABASE)
    with closing(source), closing(target):
        source.backup(target)  # a worker that is just ending may still write
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _wait_until_counted(database: Path) -> None:
    """Wait until the worker has sealed every event of the sample and counted it in the figures."""
    with closing(sqlite3.connect(database)) as connection:
        deadline = time.monotonic() + STARTING_SECONDS
        while connection.execute(BEHIND).fetchone()[0]:
            if time.monotonic() > deadline:
                raise TimeoutError("The worker does not count the sample's documents.")
            time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether an instance serves this port, and can."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
