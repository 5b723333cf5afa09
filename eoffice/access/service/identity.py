"""Who asks: from the token of a session cookie or from an API token."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eoffice.access import queries, rules
from eoffice.access.models import Account, ApiToken, SignInSession
from eoffice.core.actor import SYSTEM, Actor
from eoffice.core.clock import office_day
from eoffice.core.errors import Unauthenticated
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime


@dataclass(frozen=True)
class SignedIn:
    """Who asks and how they proved it: a browser session, or an API token with its scopes."""

    actor: Actor
    account_id: uuid.UUID
    session_id: uuid.UUID | None = None
    scopes: frozenset[str] | None = None


@dataclass(frozen=True)
class BrowserSession:
    """Who is signed in with a browser, and with which session."""

    actor: Actor
    account_id: uuid.UUID
    session_id: uuid.UUID


def identify(runtime: Runtime, token: str) -> SignedIn | None:
    """Who holds the session of this cookie; None when it is unknown, over, idle, revoked or disabled."""
    now = runtime.clock.now()
    with runtime.read() as session:
        row = session.execute(
            select(SignInSession, Account)
            .join(Account, Account.id == SignInSession.account_id)
            .where(SignInSession.token_hash == rules.token_hash(token), Account.disabled_at.is_(None))
        ).one_or_none()
        if row is None:
            return None
        held, account = row
        is_alive = rules.is_session_alive(
            now=now,
            expires_at=held.expires_at,
            last_seen_at=held.last_seen_at,
            revoked_at=held.revoked_at,
            idle=timedelta(minutes=runtime.settings.server.idle_minutes),
        )
        actor = queries.find_actor(session, account, held.post_id, office_day(now)) if is_alive else None
    if actor is None:
        return None
    if now - held.last_seen_at >= rules.SEEN_STEP:
        _note_session_seen(runtime, held.id, now)
    return SignedIn(actor, account.id, session_id=held.id)


def identify_token(runtime: Runtime, token: str) -> SignedIn:
    """Who holds this API token, in the post it was made for; Unauthenticated when it is no longer good."""
    now = runtime.clock.now()
    with runtime.read() as session:
        row = session.execute(
            select(ApiToken, Account)
            .join(Account, Account.id == ApiToken.account_id)
            .where(
                ApiToken.token_hash == rules.token_hash(token),
                ApiToken.revoked_at.is_(None),
                ApiToken.expires_at > now,
                Account.disabled_at.is_(None),
            )
        ).one_or_none()
        if row is None:
            raise _bad_token()
        held, account = row
        actor = queries.find_actor(session, account, held.post_id, office_day(now))
    if actor is None or actor.post_id != held.post_id:  # the post has ended, and the token with it
        raise _bad_token()
    if held.last_used_at is None or now - held.last_used_at >= rules.SEEN_STEP:
        _note_token_used(runtime, held.id, now)
    return SignedIn(actor, account.id, scopes=frozenset(held.scopes))


def _note_session_seen(runtime: Runtime, session_id: uuid.UUID, now: datetime) -> None:
    with runtime.work(SYSTEM) as work:
        work.session.execute(
            update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now)
        )


def _note_token_used(runtime: Runtime, token_id: uuid.UUID, now: datetime) -> None:
    with runtime.work(SYSTEM) as work:
        work.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def _bad_token() -> Unauthenticated:
    return Unauthenticated(
        "bad-token",
        N_("This API token is unknown, expired or revoked."),
        N_("Make a new one on the page “My account”."),
    )
