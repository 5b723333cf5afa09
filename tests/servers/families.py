"""Processes and what they have started."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """All processes under this one at this moment."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # ended meanwhile
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def command_of(pid: int) -> str:
    """The command line of a process; empty when it has ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def wait_until_gone(pids: Iterable[int], seconds: float = 10.0) -> None:
    """Wait until these processes have ended; fails when they do not."""
    deadline = time.monotonic() + seconds
    while left := [command for pid in pids if (command := command_of(pid))]:
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)
