"""Whom this instance believes: trust anchors and revocation lists in a folder."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signing import Trust

CERTIFICATES = (".pem", ".crt", ".cer")
LISTS = (".crl",)


class TrustFileUnusable(RuntimeError):
    """A file in the trust folder cannot be read as what its name says."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} in the trust folder {path.parent} holds neither certificates nor a revocation list"
        )


def read_trust_folder(folder: Path) -> Trust:
    """Trust in the self-signed certificates of ``folder``; the others there help to build chains.

    Files: certificates as .pem, .crt or .cer, revocation lists as .crl, PEM or DER. A chain without a
    revocation list is not believed (TRY_LATER). A folder that is not there trusts nobody. Raises
    ``TrustFileUnusable``.
    """
    roots: list[bytes] = []
    intermediates: list[bytes] = []
    lists: list[bytes] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in CERTIFICATES:
            for certificate in _certificates(path):
                kept = roots if certificate.issuer == certificate.subject else intermediates
                kept.append(certificate.public_bytes(Encoding.DER))
        elif path.suffix in LISTS:
            lists.append(_revocation_list(path))
    return Trust(roots=tuple(roots), intermediates=tuple(intermediates), crls=tuple(lists))


def _certificates(path: Path) -> list[x509.Certificate]:
    data = path.read_bytes()
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise TrustFileUnusable(path) from error


def _revocation_list(path: Path) -> bytes:
    data = path.read_bytes()
    try:
        load = x509.load_pem_x509_crl if b"-----BEGIN" in data else x509.load_der_x509_crl
        return load(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise TrustFileUnusable(path) from error
