"""Processes of ours that are killed, and those they started."""

from __future__ import annotations

import sqlite3
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from eoffice.core.runtime import Runtime
from eoffice.instance import DATABASE_FILE, SECRETS_FILE
from eoffice.settings import read_settings
from eoffice.wiring import build_runtime
from tests.faults.servers import Server
from tests.servers.families import descendants, wait_until_gone
from tests.servers.processes import ServerProcess, free_port, is_listening
from tests.servers.programs import find_script

PATIENCE_SECONDS = 60.0


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether the condition came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def count_agencies(folder: Path) -> int:
    """How many agencies an instance has; none as long as it is being made."""
    file = folder / DATABASE_FILE
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM agencies").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


class RunningOffice:
    """``eoffice run`` on a folder of its own, started as often as wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(free_port())
        self._process: ServerProcess | None = None

    def begin(self, *options: str) -> None:
        """Start without waiting for anything."""
        command = [find_script("eoffice"), "run", "--dir", str(self.folder), "--port", str(self.server.port)]
        self._process = ServerProcess(
            [*command, *options],
            self.folder.with_suffix(".log"),
            is_ready=lambda: is_listening(self.server.port) and self._job_workers() != [],
        )
        self._process.start()

    def start(self, *options: str) -> None:
        """Start and wait until it answers and its worker works."""
        self.begin(*options)
        self.process.wait_until_ready()

    def kill_and_wait(self, seconds: float = PATIENCE_SECONDS) -> None:
        """SIGKILL the process that was started and no other; see all that it started end in time."""
        started = self.descendants
        self.process.kill()
        wait_until_gone(started, seconds)

    @property
    def process(self) -> ServerProcess:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    @property
    def descendants(self) -> dict[int, str]:
        """What it has started."""
        return descendants(self.process.pid)

    @property
    def job_worker(self) -> int:
        """The process id of its worker."""
        (pid,) = self._job_workers()
        return pid

    def _job_workers(self) -> list[int]:
        return [pid for pid, command in self.descendants.items() if " worker --parent " in command]

    @contextmanager
    def opened(self) -> Iterator[Runtime]:
        """A runtime of this process on the same instance."""
        kept = tomllib.loads((self.folder / SECRETS_FILE).read_text())
        settings = read_settings(
            instance_folder=self.folder,
            trial=True,
            server={"secret_key": kept["secret_key"]},
            signing={"seal_passphrase": kept["seal_passphrase"]},
        )
        runtime = build_runtime(settings)
        try:
            yield runtime
        finally:
            runtime.engine.dispose()
