"""The trial authority's keys and certificates on disk: made once, whole or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from eoffice.core.errors import Unavailable
from eoffice.core.messages import N_
from eoffice.trial.certificates import Issuer, Links, Validity
from eoffice.trial.profiles import build_issuing, build_responder, build_root, build_timestamper

# A sample's documents were signed in the weeks before the instance was made, so its certificates begin then.
BEGINS_BEFORE = timedelta(days=400)
_ROOT_LASTS, _ISSUING_LASTS, _SERVICE_LASTS = (timedelta(days=365 * years) for years in (20, 15, 10))
_ROLES = ("root", "issuing", "timestamp", "ocsp")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The four keys with their certificates."""

    root: Issuer
    issuing: Issuer
    timestamp: Issuer
    ocsp: Issuer


def open_keyring(folder: Path, passphrase: bytes, links: Links, now: datetime) -> Keyring:
    """The keyring in ``folder``, made first when there is none.

    Everything is written into a neighbouring folder that takes its final name in one rename, under a lock:
    of several processes one makes it and all read the same, and a crash leaves no keyring rather than a part
    of one. Raises ``Unavailable`` when the passphrase is wrong or the folder holds something else.
    """
    if _is_missing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder.with_name(f".{folder.name}.lock")):
            if _is_missing(folder):
                _write(folder, _make(links, now), passphrase)
    return _read(folder, passphrase)


def _is_missing(folder: Path) -> bool:
    # An empty folder is as good as none: the rename puts the made one in its place.
    return not folder.exists() or not any(folder.iterdir())


def _make(links: Links, now: datetime) -> Keyring:
    start = (now - BEGINS_BEFORE).replace(microsecond=0)
    keys = {role: rsa.generate_private_key(public_exponent=65537, key_size=2048) for role in _ROLES}
    public = {role: key.public_key() for role, key in keys.items()}
    root = Issuer(keys["root"], build_root(keys["root"], Validity(start, start + _ROOT_LASTS)))
    below_root = build_issuing(root, public["issuing"], Validity(start, start + _ISSUING_LASTS), links)
    issuing = Issuer(keys["issuing"], below_root)
    service = Validity(start, start + _SERVICE_LASTS)
    return Keyring(
        root,
        issuing,
        Issuer(keys["timestamp"], build_timestamper(issuing, public["timestamp"], service, links)),
        Issuer(keys["ocsp"], build_responder(issuing, public["ocsp"], service)),
    )


def _write(folder: Path, keyring: Keyring, passphrase: bytes) -> None:
    making = folder.with_name(f".{folder.name}.making")
    # Only the holder of the lock comes here, so what lies there is what a crash left behind.
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    for role in _ROLES:
        held: Issuer = getattr(keyring, role)
        _write_file(
            making / f"{role}.key",
            held.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(passphrase),
            ),
        )
        _write_file(making / f"{role}.cer", held.certificate.public_bytes(serialization.Encoding.PEM))
    _sync(making)
    making.rename(folder)
    _sync(folder.parent)


def _write_file(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(folder: Path, passphrase: bytes) -> Keyring:
    return Keyring(*(_read_one(folder, role, passphrase) for role in _ROLES))


def _read_one(folder: Path, role: str, passphrase: bytes) -> Issuer:
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{role}.cer").read_bytes())
        # The check costs about 80 ms a key and guards against keys of strangers; these are our own.
        key = serialization.load_pem_private_key(
            (folder / f"{role}.key").read_bytes(), passphrase, unsafe_skip_rsa_key_validation=True
        )
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(folder, role) from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.public_key() != certificate.public_key():
        raise _unusable(folder, role)
    return Issuer(key, certificate)


def _unusable(folder: Path, role: str) -> Unavailable:
    return Unavailable(
        "trial-keys-unusable",
        N_("The trial authority cannot open its key “%(role)s” in %(folder)s."),
        N_("Check the passphrase in the settings, or restore the folder from a backup."),
        role=role,
        folder=str(folder),
    )


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
