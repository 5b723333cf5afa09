"""What ``eoffice verify`` does with files that lie anywhere: one report a file, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from signing import Trust, Verification, report_as_json, verify_untrusted


def verify_files(paths: Iterable[Path], trust: Trust) -> Iterator[dict[str, Any]]:
    """Verify each file in a child process with limits; an unreadable one has the verdict ``error``."""
    for path in paths:
        yield report_as_json(str(path), _verify(path, trust))


def are_all_valid(reports: Iterable[dict[str, Any]]) -> bool:
    """Whether there is at least one report and every one of them says ``valid``."""
    verdicts = [report["verdict"] for report in reports]
    return bool(verdicts) and all(verdict == "valid" for verdict in verdicts)


def _verify(path: Path, trust: Trust) -> Verification:
    try:
        return verify_untrusted(path, trust)
    except OSError as error:
        return Verification("error", (f"cannot-be-opened: {error.strerror or error}",))
