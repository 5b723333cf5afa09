"""What a run prints: machine, versions and tables; with ``--json`` one object at the end."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def read_arguments(description: str | None) -> argparse.Namespace:
    """``--json``, and ``--help`` with the first words of a module."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="end with one line, one object")
    return parser.parse_args()


def machine() -> dict[str, Any]:
    """What the figures depend on; ``load`` is how many processes wanted a core in the minute before."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def print_heading(title: str, versions: Mapping[str, str]) -> dict[str, Any]:
    """Say what is measured, and where; return that as data."""
    here = machine()
    print(f"== {title} ==")
    print(f"{here['date']}, {here['cores']} cores ({here['processor']}), {here['system']},", end=" ")
    print(f"Python {here['python']}, load before {here['load']}")
    print(", ".join(f"{name} {version}" for name, version in versions.items()), flush=True)
    return {"machine": here, "versions": dict(versions)}


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table: the first column to the left, figures to the right."""
    widths = [max(len(row[place]) for row in (columns, *rows)) for place in range(len(columns))]
    print()
    for row in (columns, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))
    print(flush=True)


def print_notes(notes: Sequence[str]) -> None:
    """Sentences below a table."""
    for note in notes:
        print(note)


def finish(figures: Mapping[str, Any], *, as_json: bool) -> None:
    """The last line, when it was asked for."""
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))


def percent(share: float) -> str:
    """A spread as it is printed."""
    return f"± {share * 100:.0f} %"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return " ".join(next(names, platform.machine()).split())
