"""The second half of a signature: check the value a key gave, wrap it, timestamp it, put it in its place."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from signing.certificates import checked_signature, read_certificate
from signing.containers import container, document_digest_in
from signing.errors import SigningError
from signing.files import CHUNK
from signing.placeholder import in_its_room
from signing.prepare import Prepared
from signing.timestamps import Timestamper, fetch_token


def complete(
    source: BinaryIO,
    target: BinaryIO,
    prepared: Prepared,
    signature: bytes,
    *,
    timestamper: Timestamper | None = None,
) -> datetime | None:
    """Write the prepared file `source` with its signature to `target` (empty, for reading and writing).

    `signature` is the value over `prepared.to_sign`; ECDSA in DER or as WebCrypto gives it. Without a
    timestamper the signature stays B-B. Nothing is written to `target` before everything has been checked.
    Returns the time of the timestamp; the level of a signature is what `verify` finds, not what was asked
    for here. Raises SigningError `prepared-file-changed`, `signature-value-mismatch`,
    `timestamp-unavailable`, `signature-too-large`.
    """
    _require_unchanged(source, prepared)
    signed, stamped_at = signed_container(
        prepared.certificate,
        prepared.chain,
        prepared.algorithm,
        prepared.to_sign,
        signature,
        timestamper,
    )
    digits = in_its_room(signed, prepared.reserved)
    source.seek(0)
    target.seek(0)
    shutil.copyfileobj(source, target, CHUNK)
    target.seek(prepared.reserved[0])
    target.write(digits)
    target.flush()
    return stamped_at


def signed_container(
    certificate: bytes,
    chain: Sequence[bytes],
    algorithm: str,
    to_sign: bytes,
    signature: bytes,
    timestamper: Timestamper | None,
) -> tuple[bytes, datetime | None]:
    """The CMS around a signature value, which is checked, and the time of its timestamp over that value
    (EN 319 122-1, 5.3).
    """
    value = checked_signature(read_certificate(certificate), algorithm, to_sign, signature)
    token = fetch_token(timestamper, hashlib.sha256(value).digest()) if timestamper is not None else None
    signed = container(
        certificate=certificate,
        chain=chain,
        algorithm=algorithm,
        attributes=to_sign,
        value=value,
        timestamp=token.der if token is not None else None,
    )
    return signed, token.moment if token is not None else None


def _require_unchanged(source: BinaryIO, prepared: Prepared) -> None:
    if (
        document_digest_in(prepared.to_sign, prepared.certificate) != prepared.document_digest
        or _digest_around(source, *prepared.reserved) != prepared.document_digest
    ):
        raise SigningError("prepared-file-changed", "The file has changed since it was prepared for signing.")


def _digest_around(file: BinaryIO, start: int, end: int) -> bytes | None:
    """SHA-256 of all but the room for the CMS; None when that is not empty."""
    digest = hashlib.sha256()
    file.seek(0)
    left = start
    while left > 0 and (block := file.read(min(CHUNK, left))):
        digest.update(block)
        left -= len(block)
    if file.read(end - start) != in_its_room(b"", (start, end)):
        return None
    while block := file.read(CHUNK):
        digest.update(block)
    return digest.digest()
