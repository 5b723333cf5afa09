"""What the sample's people share while they act: a runtime whose clock is moved, and what was made."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import rsa

from eoffice.core.clock import FixedClock
from eoffice.core.runtime import Runtime
from eoffice.sample.office import Office
from eoffice.sample.staffing import Staff
from eoffice.sample.timeline import Timeline
from eoffice.trial.authority import TrialAuthority


@dataclass
class Stage:
    """``documents`` finds what was made: a slug for the sender's row, ``slug>agency`` for a receiver's.

    ``keys`` are the leaders' keys by post: made in memory, used while the sample is loaded, and forgotten.
    """

    runtime: Runtime
    clock: FixedClock
    office: Office
    staff: Staff
    authority: TrialAuthority
    timeline: Timeline
    documents: dict[str, uuid.UUID] = field(default_factory=dict)
    keys: dict[uuid.UUID, tuple[rsa.RSAPrivateKey, uuid.UUID]] = field(default_factory=dict)
