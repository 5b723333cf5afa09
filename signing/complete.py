"""The second half of a signature: check the value a key gave, wrap it, timestamp it, put it in its place."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from asn1crypto import cms, tsp

from signing.certificates import checked_signature, read_certificate
from signing.errors import SigningError
from signing.files import CHUNK, file_sha256
from signing.prepare import Prepared, external_signer
from signing.timestamps import CheckedTimestamper, Timestamper


@dataclass(frozen=True)
class CompletedSignature:
    """What was written. The level of a signature is what `verify` finds, not what was asked for here."""

    field_name: str
    sha256: str
    size: int
    stamped_at: datetime | None


def complete(
    source: BinaryIO,
    target: BinaryIO,
    prepared: Prepared,
    signature: bytes,
    *,
    timestamper: Timestamper | None = None,
) -> CompletedSignature:
    """Write the prepared file `source` with its signature to `target` (empty, for reading and writing).

    `signature` is the value over `prepared.to_sign`; ECDSA in DER or as WebCrypto gives it. Without a
    timestamper the signature stays B-B. Nothing is written to `target` before everything has been checked.
    Raises SigningError `prepared-file-changed`, `signature-value-mismatch`, `timestamp-unavailable`,
    `signature-too-large`.
    """
    _require_unchanged(source, prepared)
    value = checked_signature(
        read_certificate(prepared.certificate), prepared.algorithm, prepared.to_sign, signature
    )
    container = _container(prepared, value, timestamper)
    start, end = prepared.reserved
    digits = container.dump().hex().encode("ascii")
    if len(digits) > end - start - 2:
        raise SigningError("signature-too-large", "The signature does not fit in the room kept for it.")
    source.seek(0)
    target.seek(0)
    shutil.copyfileobj(source, target, CHUNK)
    target.seek(start + 1)
    target.write(digits)
    target.flush()
    size = target.seek(0, 2)
    stamped_at = _stamped_at(container) if timestamper is not None else None
    return CompletedSignature(prepared.field_name, file_sha256(target), size, stamped_at)


def _require_unchanged(source: BinaryIO, prepared: Prepared) -> None:
    changed = SigningError("prepared-file-changed", "The file has changed since it was prepared for signing.")
    if file_sha256(source) != prepared.prepared_sha256:
        raise changed
    if _message_digest(prepared.to_sign) != prepared.document_digest:
        raise changed
    start, end = prepared.reserved
    if _digest_around(source, start, end) != prepared.document_digest:
        raise changed


def _message_digest(to_sign: bytes) -> bytes:
    for attribute in cms.CMSAttributes.load(to_sign):
        if attribute["type"].native == "message_digest":
            return bytes(attribute["values"][0].native)
    return b""


def _digest_around(file: BinaryIO, start: int, end: int) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    left = start
    while left > 0 and (block := file.read(min(CHUNK, left))):
        digest.update(block)
        left -= len(block)
    file.seek(end)
    while block := file.read(CHUNK):
        digest.update(block)
    return digest.digest()


def _container(prepared: Prepared, value: bytes, timestamper: Timestamper | None) -> cms.ContentInfo:
    attributes = cms.CMSAttributes.load(prepared.to_sign)
    if attributes.dump() != prepared.to_sign:
        raise SigningError("prepared-file-changed", "The bytes to sign are not in their canonical form.")
    signer = external_signer(prepared.certificate, prepared.chain, prepared.algorithm, value)
    checked = CheckedTimestamper(timestamper) if timestamper is not None else None
    return asyncio.run(
        signer.async_sign_prescribed_attributes("sha256", signed_attrs=attributes, timestamper=checked)
    )


def _stamped_at(container: cms.ContentInfo) -> datetime | None:
    signer = container["content"]["signer_infos"][0]
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            content = attribute["values"][0]["content"]["encap_content_info"]["content"]
            token = content.parsed
            if isinstance(token, tsp.TSTInfo):
                moment = token["gen_time"].native
                return moment if isinstance(moment, datetime) else None
    return None
