"""Signing with a key that is at hand: an agency's seal in a server keystore, the sample's throw-away keys."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.certificates import ECDSA_P256, algorithm_for
from signing.complete import CompletedSignature, complete
from signing.geometry import Place
from signing.marks import Mark
from signing.prepare import prepare
from signing.timestamps import Timestamper

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
IN_MEMORY = 8 * 1024 * 1024  # bytes of a prepared file kept in memory before it goes to a temporary file


def sign_locally(
    source: BinaryIO,
    target: BinaryIO,
    *,
    key: PrivateKey,
    certificate: bytes,
    chain: Sequence[bytes] = (),
    field_name: str,
    place: Place | None = None,
    mark: Mark | None = None,
    reason: str | None = None,
    location: str | None = None,
    name: str | None = None,
    signed_at: datetime,
    locks: Sequence[str] = (),
    timestamper: Timestamper | None = None,
) -> CompletedSignature:
    """`prepare` and `complete` in one, with the same arguments and errors.

    The key is an object that is already loaded: loading an RSA key checks it, which costs 40 ms each time.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as between:
        prepared = prepare(
            source,
            between,  # type: ignore[arg-type]
            certificate=certificate,
            chain=chain,
            algorithm=algorithm_for(key),
            field_name=field_name,
            place=place,
            mark=mark,
            reason=reason,
            location=location,
            name=name,
            signed_at=signed_at,
            locks=locks,
        )
        signature = sign_bytes(key, prepared.to_sign)
        return complete(between, target, prepared, signature, timestamper=timestamper)  # type: ignore[arg-type]


def sign_bytes(key: PrivateKey, to_sign: bytes) -> bytes:
    """The value over `to_sign` with SHA-256: RSA PKCS#1 v1.5, or ECDSA in DER."""
    if algorithm_for(key) == ECDSA_P256 and isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(to_sign, ec.ECDSA(hashes.SHA256()))
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - the only other kind algorithm_for lets through
    return key.sign(to_sign, padding.PKCS1v15(), hashes.SHA256())
