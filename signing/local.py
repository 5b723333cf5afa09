"""Signing with a key that is at hand: an agency's seal in a server keystore, the sample's throw-away keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signing.certificates import ECDSA_P256, algorithm_for, read_certificate, require_key
from signing.complete import signed_container
from signing.containers import signed_attributes
from signing.placeholder import SignatureField, in_its_room, write_placeholder
from signing.timestamps import Timestamper

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def sign_locally(
    source: BinaryIO,
    target: BinaryIO,
    field: SignatureField,
    *,
    key: PrivateKey,
    certificate: bytes,
    chain: Sequence[bytes] = (),
    signed_at: datetime,
    timestamper: Timestamper | None = None,
) -> datetime | None:
    """`prepare` and `complete` in one, with the same arguments, errors and result; every byte is read once.

    The key is an object that is already loaded: loading an RSA key checks it, which costs 40 ms each time.
    """
    algorithm = algorithm_for(key)
    require_key(read_certificate(certificate), algorithm)
    placeholder = write_placeholder(source, target, field, signed_at)
    to_sign = signed_attributes(placeholder.document_digest, certificate)
    signed, stamped_at = signed_container(
        certificate, chain, algorithm, to_sign, sign_bytes(key, to_sign), timestamper
    )
    target.seek(placeholder.reserved[0])
    target.write(in_its_room(signed, placeholder.reserved))
    target.flush()
    return stamped_at


def sign_bytes(key: PrivateKey, to_sign: bytes) -> bytes:
    """The value over `to_sign` with SHA-256: RSA PKCS#1 v1.5, or ECDSA in DER."""
    if algorithm_for(key) == ECDSA_P256 and isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(to_sign, ec.ECDSA(hashes.SHA256()))
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - the only other kind algorithm_for lets through
    return key.sign(to_sign, padding.PKCS1v15(), hashes.SHA256())
