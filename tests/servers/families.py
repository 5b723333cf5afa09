"""Processes and what they have started."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """The processes that a process has started, and those these have: pid and command line."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # ended meanwhile
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found[child] = _command_of(child)
            waiting.append(child)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: Iterable[int], seconds: float = 30.0) -> None:
    """Wait until these processes have ended; fails when they do not.

    A worker that is just being started notices only when it has loaded everything.
    """
    left = set(pids)
    deadline = time.monotonic() + seconds
    while left := {pid for pid in left if is_alive(pid)}:
        assert time.monotonic() < deadline, f"left behind: {[_command_of(pid) for pid in left]}"
        time.sleep(0.05)


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
