"""Child processes that never outlive the tests, and the ports they listen on."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tests.servers.programs import find_program

START_SECONDS = 60.0
STOP_SECONDS = 15.0


class ServerDiedError(Exception):
    """A server ended, or did not answer in time; the message ends with the tail of its log."""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_listening(port: int) -> bool:
    """Say whether something accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class ServerProcess:
    """One server in the foreground as our child; the kernel stops it when pytest dies, however it dies.

    ``user`` is the account to drop to (only root can). ``die_with`` is the signal that means "stop at once
    and tidy up" to this program.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        is_ready: Callable[[], bool],
        user: str | None = None,
        die_with: signal.Signals = signal.SIGKILL,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._command = [find_program("setpriv"), "--pdeathsig", die_with.name.removeprefix("SIG")]
        if user is not None:
            self._command += ["--reuid", user, "--regid", user, "--init-groups"]
        self._command += ["--", *command]
        self._log = log
        self._is_ready = is_ready
        self._stop_signal = die_with
        self._environment = {**os.environ, **(environment or {})}
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id, while it runs."""
        if self._process is None:
            raise ServerDiedError(f"{self._command} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start and return at once; ``wait_until_ready`` waits."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
            )

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until the server answers. Raises ``ServerDiedError`` with the end of its log."""
        deadline = time.monotonic() + seconds
        while not self._is_ready():
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                raise ServerDiedError(f"{self._command} did not start:\n{self.log_tail()}")
            time.sleep(0.03)

    def log_tail(self, characters: int = 3000) -> str:
        """Return the end of what the server printed."""
        return self._log.read_text(errors="replace")[-characters:] if self._log.exists() else ""

    def stop(self) -> int | None:
        """Ask it to stop, insist after a while, and wait until it is gone; returns how it ended."""
        return self._end(self._stop_signal)

    def kill(self) -> None:
        """SIGKILL it, as a power failure would, and wait until it is gone."""
        self._end(signal.SIGKILL)

    def kill_with_children(self) -> None:
        """SIGKILL it and the processes it started, and wait until all are gone."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        self.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        deadline = time.monotonic() + STOP_SECONDS
        while any(_is_running(child) for child in children):
            if time.monotonic() > deadline:
                raise ServerDiedError(f"children of {self._command} do not end: {children}")
            time.sleep(0.02)

    def _end(self, number: signal.Signals) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        process.send_signal(number)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _is_running(pid: str) -> bool:
    """A zombie that nobody has reaped yet holds nothing any more."""
    try:
        state = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
