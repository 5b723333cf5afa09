"""API tokens: shown once, kept as a hash, for named scopes and a time."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from eoffice.access import rules
from eoffice.access.models import ApiToken
from eoffice.core.errors import Forbidden, Invalid, NotFound
from eoffice.core.messages import N_
from eoffice.core.work import Work

PREFIX = "eoffice_"  # lets a scanner of leaked secrets know what it found
TOKEN_BYTES = 32


@dataclass(frozen=True)
class CreatedToken:
    """A token just made. ``plain`` is shown once and kept nowhere."""

    plain: str
    row: ApiToken


def create_token(work: Work, name: str, scopes: Collection[str], days: int) -> CreatedToken:
    """Make a token that acts as the actor in the present post, for ``days`` days (at most 366)."""
    if work.actor.account_id is None or work.actor.post_id is None:
        raise Forbidden("not-a-person", N_("Only a person who is signed in can make a token."))
    if not name.strip():
        raise Invalid("no-name", N_("Say what the token is for."), field="name")
    if not 1 <= days <= rules.LONGEST_TOKEN_DAYS:
        raise Invalid("bad-days", N_("Give a number of days from 1 to 366."), field="days")
    plain = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    row = ApiToken(
        token_hash=rules.token_hash(plain),
        account_id=work.actor.account_id,
        post_id=work.actor.post_id,
        name=name.strip(),
        scopes=rules.checked_scopes(scopes),
        created_at=work.now,
        expires_at=work.now + timedelta(days=days),
    )
    work.session.add(row)
    work.session.flush()
    work.record("token.created", row.id, {"scopes": row.scopes})
    return CreatedToken(plain, row)


def revoke_token(work: Work, token_id: uuid.UUID) -> None:
    """End one of the actor's own tokens; ending it again changes nothing."""
    row = work.session.get(ApiToken, token_id, with_for_update=True)
    if row is None or row.account_id != work.actor.account_id:
        raise NotFound("no-such-token", N_("There is no such token of yours."))
    if row.revoked_at is None:
        row.revoked_at = work.now
        work.record("token.revoked", row.id)
