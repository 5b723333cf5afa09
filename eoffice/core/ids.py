"""Identifiers: UUID version 7, so that keys sort by the time they were made."""

from __future__ import annotations

import os
import threading
import time
import uuid

_TICKS_A_MILLISECOND = 4096
_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a new UUID of version 7 (RFC 9562 §5.7), larger than every one this process made before.

    48 bits of Unix milliseconds, 12 bits of the fraction of a millisecond that are counted up where the clock
    stands still or goes back (§6.2, methods 3 and 1), then random bits. What one transaction makes therefore
    keeps its order.
    """
    global _last
    now = time.time_ns() * _TICKS_A_MILLISECOND // 1_000_000
    with _lock:
        _last = ticks = max(now, _last + 1)
    milliseconds, fraction = divmod(ticks, _TICKS_A_MILLISECOND)
    random = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    return uuid.UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random)
