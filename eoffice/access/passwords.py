"""Password hashes: argon2id with the parameters of argon2-cffi, raised when those rise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from eoffice.access.rules import LONGEST_PASSWORD, plain_password

HASHER = PasswordHasher()


@dataclass(frozen=True)
class Checked:
    """Whether a password was right; ``new_hash`` when a stronger hash should be stored."""

    is_right: bool
    new_hash: str | None = None


def hash_password(password: str, hasher: PasswordHasher | None = None) -> str:
    """The argon2id hash of ``password``, with its salt and parameters."""
    return (hasher or HASHER).hash(plain_password(password))


def verify_password(stored: str | None, password: str) -> Checked:
    """Check ``password`` against ``stored``.

    With None (nobody has this login) a dummy hash is checked, so that the time does not tell who exists.
    """
    # What is longer than any password was never one; hashing it would only cost time.
    written = plain_password(password[: LONGEST_PASSWORD * 4])
    try:
        HASHER.verify(stored or _dummy(HASHER), written)
    except (Argon2Error, InvalidHashError):
        return Checked(False)
    if stored is None or len(password) > LONGEST_PASSWORD * 4:
        return Checked(False)
    return Checked(True, HASHER.hash(written) if HASHER.check_needs_rehash(stored) else None)


@cache
def _dummy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")
