"""Sizes and hashes of open files; nothing here knows PDF beyond its first bytes."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from signing.errors import SigningError

CHUNK = 1 << 20  # bytes read at a time
HEADER_WINDOW = 1024  # bytes in which a reader looks for "%PDF-" (ISO 32000-1, annex H.3.4.1)


def file_size(file: BinaryIO) -> int:
    """Length in bytes; leaves the position at the start."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def require_pdf_header(file: BinaryIO) -> None:
    """Raises SigningError `empty-file` or `not-a-pdf`."""
    if file_size(file) == 0:
        raise SigningError("empty-file", "The file is empty.")
    head = file.read(HEADER_WINDOW)
    file.seek(0)
    if b"%PDF-" not in head:
        raise SigningError("not-a-pdf", "The file is not a PDF.")


def file_sha256(file: BinaryIO) -> str:
    """SHA-256 of a whole file, hexadecimal; leaves the position at the start."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(CHUNK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()
