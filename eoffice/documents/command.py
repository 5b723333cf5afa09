"""What ``eoffice inspect`` does with files that lie anywhere: would they be taken in, and if not, why not?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eoffice.documents.refusals import refusal_of
from signing.inspection import Inspection, inspect

UNREADABLE = "cannot-be-opened"


def inspect_files(paths: Iterable[Path], size_limit: int) -> Iterator[dict[str, Any]]:
    """A report on each file, of at most ``size_limit`` bytes, from a child process with limits.

    ``pages`` and ``signatures`` are counts, ``page_sizes`` points as shown; ``reasons`` say why a file is not
    accepted, ``warnings`` what deserves a look.
    """
    for path in paths:
        found = _inspect(path, size_limit)
        yield {
            "file": str(path),
            "accept": found.accept,
            "reasons": list(found.reasons),
            "pages": len(found.pages),
            "signatures": found.signatures,
            "warnings": list(found.warnings),
            "page_sizes": [[page.width, page.height] for page in found.pages],
        }


def inspection_in_words(report: dict[str, Any]) -> str:
    """The same for a person: what was found, and what to do about a file that is not accepted."""
    if report["accept"]:
        counts = f"pages: {report['pages']}, signatures: {report['signatures']}"
        return "\n".join(
            [f"{report['file']}: accepted, {counts}", *(f"  has {item}" for item in report["warnings"])]
        )
    lines = [f"{report['file']}: not accepted"]
    for reason in report["reasons"]:
        if reason.startswith(UNREADABLE):
            lines.append(f"  {reason}")
        else:
            refusal = refusal_of(reason)
            lines.append(f"  {refusal.message} {refusal.advice}")
    return "\n".join(lines)


def _inspect(path: Path, size_limit: int) -> Inspection:
    try:
        with path.open("rb") as file:
            return inspect(file, size_limit=size_limit)
    except OSError as error:
        return Inspection(False, (f"{UNREADABLE}: {error.strerror or error}",))
