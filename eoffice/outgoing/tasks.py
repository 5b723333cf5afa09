"""Jobs of outgoing documents."""

from __future__ import annotations

from eoffice.core.runtime import JobHandler
from eoffice.outgoing.signing import FILL_JOB, do_fill_number

HANDLERS: dict[str, JobHandler] = {FILL_JOB: do_fill_number}
