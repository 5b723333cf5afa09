"""A private Redis."""

import signal
from pathlib import Path

from tests.servers.processes import ServerProcess, free_port, is_listening
from tests.servers.programs import find_program


class RedisServer:
    """A Redis on a free port of 127.0.0.1 that keeps everything in memory: killed, it forgets."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [find_program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        self._process = ServerProcess(
            command, folder / "redis.log", is_ready=lambda: is_listening(self.port), die_with=signal.SIGTERM
        )

    def start(self) -> None:
        """Start (again) and wait until it accepts connections."""
        self._process.start()
        self._process.wait_until_ready()

    def stop(self) -> None:
        """Stop it."""
        self._process.stop()

    def kill(self) -> None:
        """SIGKILL it."""
        self._process.kill()
