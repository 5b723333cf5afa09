"""``eoffice run`` from its start to its end, however it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.instances import answers
from tests.servers.families import command_of, descendants, wait_until_gone
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

    def family(self) -> set[int]:
        """It and all it has started, the worker among them."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = descendants(self.process.pid) | {self.process.pid}
            if any("eoffice worker" in command_of(pid) for pid in found):
                return found
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


def test_a_killed_server_leaves_nobody_behind_and_starts_again_on_its_port(
    running: Run, folder: Path
) -> None:
    running.read_until("Stop with Ctrl-C")
    family = running.family()
    running.process.kill()
    again = subprocess.Popen(
        [find_script("eoffice"), "run", "--dir", str(folder), "--port", str(running.port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert again.stdout is not None
        assert any("Stop with Ctrl-C" in line for line in again.stdout)
        wait_until_gone(family)
    finally:
        again.terminate()
        again.communicate(timeout=PATIENCE_SECONDS)


def test_a_first_start_that_broke_off_begins_anew(folder: Path) -> None:
    first = Run(folder)
    first.read_until("people with their accounts")
    time.sleep(1)
    first.process.kill()
    first.read_to_the_end()
    second = Run(folder, "--no-sample")
    second.read_until("Stop with Ctrl-C")
    second.process.terminate()
    second.read_to_the_end()
    assert not any("Sign in with" in line for line in second.printed)


def test_a_running_instance_is_not_started_twice(running: Run, folder: Path) -> None:
    running.read_until("Stop with Ctrl-C")
    second = Run(folder)
    assert f"The instance in {folder} is running. Stop it" in second.read_to_the_end()
    assert second.process.returncode == 1
    assert answers(running.port)
