"""Bytes around a transaction: into the store before it, and out again when it did not come about."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import BinaryIO, cast

from eoffice.core.runtime import Runtime
from eoffice.signatures.queries import is_referred
from storage import Stored

IN_MEMORY = 8 * 1024 * 1024  # bytes; what is larger goes to a temporary file


@contextmanager
def scratch() -> Iterator[BinaryIO]:
    """An empty file for reading and writing that is gone afterwards."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        yield cast(BinaryIO, file)


@contextmanager
def put_for(runtime: Runtime, file: BinaryIO) -> Iterator[Stored]:
    """Store ``file`` for the transaction inside the block.

    When the block fails, the bytes are removed again unless a row refers to them; bytes that somebody put
    once more in the meantime stay.
    """
    file.seek(0)
    stored = runtime.store.put(file)
    put_before = datetime.now(UTC)
    try:
        yield stored
    except BaseException:
        discard(runtime, stored.sha256, put_before)
        raise


def discard(runtime: Runtime, sha256: str, put_before: datetime) -> bool:
    """Remove bytes that nothing refers to and that nobody put again since ``put_before``."""
    with runtime.read() as session:
        if is_referred(session, sha256):
            return False
    return runtime.store.delete(sha256, older_than=put_before)
