"""Jobs of this feature."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from eoffice.core.runtime import JobHandler, Runtime
from eoffice.signatures.service import sweep_signing
from eoffice.signatures.service.prepare import SWEEP_JOB


def _sweep(runtime: Runtime, payload: Mapping[str, Any]) -> None:
    sweep_signing(runtime, uuid.UUID(payload["signing_id"]))


HANDLERS: dict[str, JobHandler] = {SWEEP_JOB: _sweep}
