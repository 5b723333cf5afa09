"""Hashing bytes on their way, and the one place where a hash becomes a path."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from storage.contract import Stored

CHUNK_BYTES = 256 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_chunks(source: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of ``source`` in pieces of at most ``CHUNK_BYTES``."""
    while chunk := source.read(CHUNK_BYTES):
        yield chunk


def copy_hashing(source: BinaryIO, write: Callable[[bytes], object]) -> Stored:
    """Hand the rest of ``source`` to ``write`` piece by piece; return its hash and size."""
    digest = hashlib.sha256()
    size = 0
    for chunk in read_chunks(source):
        digest.update(chunk)
        write(chunk)
        size += len(chunk)
    return Stored(digest.hexdigest(), size)


def place_of(sha256: str) -> str:
    """Return the relative place ``sha256/ab/abcd…`` of a file, the same in a folder and in a bucket."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
    return f"sha256/{sha256[:2]}/{sha256}"


def hash_at(place: str) -> str | None:
    """Return the hash whose place this is, or None for a foreign file."""
    sha256 = place.rpartition("/")[2]
    return sha256 if _SHA256.fullmatch(sha256) and place_of(sha256) == place else None
