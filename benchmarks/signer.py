"""One signer for ours and for every rival: an RSA-2048 key and a certificate of a small authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from signing import Trust
from tests.signing.pki import Authority, Holder

PASSPHRASE = "for measuring only"  # noqa: S105 - of a key that is thrown away
NICKNAME = "signer"


@dataclass(frozen=True)
class Signer:
    """The key, its certificate with its issuer's, and the files in which programs want them."""

    key: rsa.RSAPrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]
    trust: Trust
    key_file: Path
    certificate_file: Path
    issuer_file: Path
    pkcs12_file: Path


def make_signer(folder: Path) -> Signer:
    """Make key, certificate and files in ``folder``."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    authority = Authority("Đo tốc độ", key)
    holder = authority.holder(
        "Nguyễn Thị Hồng Ngọc", key, start=datetime.now(UTC) - timedelta(days=1), days=30
    )
    signer = Signer(
        key=key,
        certificate=holder.der,
        chain=(authority.issuer.der,),
        trust=Trust(roots=(authority.root.der,), revocation="if-available"),
        key_file=folder / "key.pem",
        certificate_file=folder / "certificate.pem",
        issuer_file=folder / "issuer.pem",
        pkcs12_file=folder / "signer.p12",
    )
    _write(signer, holder, authority)
    return signer


def _write(signer: Signer, holder: Holder, authority: Authority) -> None:
    plain = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer.key_file.write_bytes(plain)
    signer.certificate_file.write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    signer.issuer_file.write_bytes(authority.issuer.certificate.public_bytes(Encoding.PEM))
    issuers = [authority.issuer.certificate]
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    packed = serialize_key_and_certificates(
        NICKNAME.encode(), signer.key, holder.certificate, issuers, locked
    )
    signer.pkcs12_file.write_bytes(packed)
