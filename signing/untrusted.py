"""Verifying files of strangers: the same as `verify`, where nothing a file holds can hurt."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from signing.errors import SigningError
from signing.reports import Verification, verification_from_data
from signing.sandbox import Limits, run_child
from signing.trust import Trust

LIMITS = Limits(memory=2048, processor=60, patience=90)


def verify_untrusted(
    document: BinaryIO | Path, trust: Trust, *, at: datetime | None = None, limits: Limits = LIMITS
) -> Verification:
    """`verify` in a child process with limits. Never raises for what a file contains: a file that needs more
    than the limits has the verdict `error` with the reason `too-complex`.

    Raises OSError when the path cannot be opened.
    """
    if isinstance(document, Path):
        with document.open("rb") as opened:
            return verify_untrusted(opened, trust, at=at, limits=limits)
    request = {"trust": trust.as_json(), "at": at.isoformat() if at else None}
    try:
        return verification_from_data(
            json.loads(run_child("signing.verification_child", request, document, limits))
        )
    except SigningError as error:
        return Verification("error", (error.code,))
