"""``eoffice run`` in a terminal. What becomes of it when it is killed: tests/faults/test_processes.py."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.instances import answers
from tests.servers.families import descendants, wait_until_gone
from tests.servers.processes import free_port
from tests.servers.programs import find_program, find_script

PATIENCE_SECONDS = 60.0


class Run:
    """``eoffice run`` as in a terminal: in a process group of its own, which Ctrl-C reaches as a whole."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.printed: list[str] = []
        command = [find_program("setpriv"), "--pdeathsig", "KILL", "--", find_script("eoffice"), "run"]
        self.process = subprocess.Popen(
            [*command, "--dir", str(folder), "--port", str(self.port), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )

    def read_until(self, words: str) -> None:
        """Read what it prints up to these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if words in line:
                return
        pytest.fail("it ended and said: " + "".join(self.printed))

    def read_to_the_end(self) -> str:
        """Wait until it and everything that prints for it has ended; returns what was still printed."""
        return self.process.communicate(timeout=PATIENCE_SECONDS)[0]

    def family(self) -> list[int]:
        """It and all it has started, the worker among them."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = descendants(self.process.pid)
            if any("eoffice worker" in command for command in found.values()):
                return [self.process.pid, *found]
            assert time.monotonic() < deadline, "no worker was started"
            time.sleep(0.1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def running(folder: Path) -> Iterator[Run]:
    run = Run(folder, "--no-sample")
    yield run
    run.process.kill()
    run.read_to_the_end()


def test_ctrl_c_stops_everything_and_says_nothing(running: Run) -> None:
    running.read_until("Stop with Ctrl-C")
    family = running.family()
    assert answers(running.port)
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.read_to_the_end() == ""
    assert running.process.returncode == 0
    wait_until_gone(family)


def test_a_running_instance_is_not_started_twice(running: Run, folder: Path) -> None:
    running.read_until("Stop with Ctrl-C")
    second = Run(folder)
    assert f"The instance in {folder} is running. Stop it" in second.read_to_the_end()
    assert second.process.returncode == 1
    assert answers(running.port)
