"""Pure decisions about signing in: names, passwords, lock-outs, lifetimes and scopes."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,99}")
LONGEST_TOKEN_DAYS = 366
# A whole office may share one address behind its router, so an address may fail more often than a name.
ATTEMPTS_PER_ADDRESS = 10
SEEN_STEP = timedelta(minutes=1)  # how finely last use is kept: one write a minute, not one a request

SCOPES: dict[str, str] = {
    "documents:read": N_("Read documents"),
    "documents:write": N_("Draft and change documents"),
    "documents:sign": N_("Prepare and complete signatures"),
    "documents:issue": N_("Number, seal and issue documents"),
    "arrivals:read": N_("Read arrivals"),
    "arrivals:write": N_("Register and handle arrivals"),
    "statistics:read": N_("Read statistics"),
}


def plain_login(login: str) -> str:
    """A login as it is stored and compared: trimmed, small letters."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def plain_password(password: str) -> str:
    """A password in one Unicode form: Vietnamese letters reach us composed or in parts, by keyboard."""
    return unicodedata.normalize("NFKC", password)


def login_hash(login: str) -> str:
    """What a sign-in attempt keeps of the login (SHA-256): an attempt may hold a password typed too early."""
    return hashlib.sha256(plain_login(login).encode()).hexdigest()


def token_hash(token: str) -> str:
    """What is stored of a session or API token. They are random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def checked_login(login: str) -> str:
    """Return ``login`` as stored, or raise Invalid."""
    written = plain_login(login)
    if not LOGIN.fullmatch(written):
        raise Invalid(
            "bad-login",
            N_("A sign-in name has 2 to 100 letters a–z, digits, dots, hyphens, underscores or @."),
            field="login",
        )
    return written


def check_password(password: str, login: str) -> None:
    """Refuse a new password that is too short, too long, all one character, or the login itself."""
    written = plain_password(password)
    if len(written) < SHORTEST_PASSWORD:
        raise _bad_password(N_("A password has at least 10 characters."))
    if len(written) > LONGEST_PASSWORD:
        raise _bad_password(N_("A password has at most 200 characters."))
    if len(set(written)) < 4 or plain_login(login) in written.lower():
        raise _bad_password(N_("This password is too easy to guess. Do not use the sign-in name in it."))


def locked_until(
    failures: Sequence[datetime], limit: int, window: timedelta, now: datetime
) -> datetime | None:
    """Until when nobody may try again, or None.

    ``failures`` are the moments of failed tries, in any order, without the one being made. With ``limit`` of
    them in ``window`` the next try waits until the oldest of the last ``limit`` has left the window.
    """
    recent = sorted(moment for moment in failures if moment > now - window)
    if len(recent) < limit:
        return None
    return recent[-limit] + window


def is_session_alive(
    *,
    now: datetime,
    expires_at: datetime,
    last_seen_at: datetime,
    revoked_at: datetime | None,
    idle: timedelta,
) -> bool:
    """Whether a session still counts: not revoked, not past its end, not idle for too long."""
    return revoked_at is None and now < expires_at and now < last_seen_at + idle


def checked_scopes(scopes: Collection[str]) -> list[str]:
    """The scopes in their usual order, or Invalid when one is unknown or none is given."""
    if not scopes:
        raise Invalid("no-scope", N_("Choose at least one thing that the token may do."), field="scopes")
    if set(scopes) - set(SCOPES):
        raise Invalid("unknown-scope", N_("Choose from the scopes offered."), field="scopes")
    return [scope for scope in SCOPES if scope in scopes]


def is_local_path(target: str) -> bool:
    """Whether ``target`` is a path of this site, safe to send a browser to after sign-in.

    ``//host``, ``/\\host`` and control characters lead elsewhere in browsers (WHATWG URL): refused.
    """
    if not target.startswith("/") or target[1:2] in ("/", "\\"):
        return False
    return not any(character == "\\" or ord(character) < 33 or ord(character) == 127 for character in target)


def _bad_password(message: str) -> Invalid:
    return Invalid("weak-password", message, N_("Choose another password."), field="password")


def counted_address(address: str) -> str:
    """The address under which tries are counted: of IPv6 the /64, because one subscriber holds all of it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def is_loopback_host(host: str) -> bool:
    """Whether ``host`` (of a Host header, with or without port) is this machine itself."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
