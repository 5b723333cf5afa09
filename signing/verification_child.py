"""The child process behind `verify_untrusted`."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any, BinaryIO

from signing.reports import verification_to_data
from signing.trust import Trust
from signing.verify import verify


def answer(document: BinaryIO, request: dict[str, Any]) -> bytes:
    logging.disable(logging.CRITICAL)  # what pyHanko logs about a stranger's file is in the report
    at = datetime.fromisoformat(request["at"]) if request["at"] else None
    found = verify(document, Trust.from_json(request["trust"]), at=at)
    return json.dumps(verification_to_data(found)).encode("ascii")
