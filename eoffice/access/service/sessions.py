"""Signing in and out, and the post a session acts in."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from eoffice.access import queries, rules
from eoffice.access.models import Account, SignInSession
from eoffice.access.passwords import Checked, verify_password
from eoffice.access.service.attempts import begin_attempt, settle_attempt
from eoffice.core.actor import SYSTEM, Actor
from eoffice.core.errors import DomainError, Forbidden, NotFound, Unauthenticated
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.organization.models import Post
from eoffice.organization.queries import list_posts_of_person

TOKEN_BYTES = 32


@dataclass(frozen=True)
class OpenedSession:
    """A session just opened. ``token`` goes into the cookie and is kept nowhere."""

    token: str
    session_id: uuid.UUID
    actor: Actor


def sign_in(runtime: Runtime, login: str, password: str, address: str, browser: str) -> OpenedSession:
    """Open a session for who knows the password.

    Raises Unauthenticated (wrong login or password, not told apart), Forbidden (disabled account, no post)
    and TooManyAttempts. The password is checked between two transactions: it takes long on purpose.
    """
    attempt_id = begin_attempt(runtime, login, address)
    with runtime.read() as session:
        account = queries.find_account_by_login(session, rules.plain_login(login))
    checked = verify_password(account.password_hash if account else None, password)
    if account is None or not checked.is_right:
        raise _refuse(runtime, account.id if account else attempt_id, "password")
    if account.disabled_at is not None:
        raise _refuse(runtime, account.id, "disabled")
    with runtime.read() as session:
        posts = list_posts_of_person(session, account.person_id, runtime.clock.today())
        last = queries.last_post_id(session, account.id)
    if not posts:
        raise _refuse(runtime, account.id, "no_post")
    post = next((held for held in posts if held.id == last), posts[0])
    actor = queries.as_actor(account, post, posts)
    with runtime.work(actor) as work:
        _check_unchanged(work, account)
        settle_attempt(work, attempt_id)
        _renew_hash(work, account, checked)
        return _open(work, runtime, account, post, address, browser)


def switch_post(work: Work, session_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Let a session act in another post of the same person; Forbidden when they do not hold it today."""
    row = _own_session(work, session_id)
    held = list_posts_of_person(work.session, _person_id(work), work.clock.today())
    if post_id not in {post.id for post in held}:
        raise Forbidden(
            "not-your-post", N_("You do not hold this post now."), N_("Choose one of your own posts.")
        )
    if row.post_id != post_id:
        before, row.post_id = row.post_id, post_id
        work.record("post.switched", row.id, {"from": str(before), "to": str(post_id)})


def sign_out(work: Work, session_id: uuid.UUID) -> None:
    """Close one of the actor's own sessions; closing it again changes nothing."""
    row = _own_session(work, session_id)
    if row.revoked_at is None:
        row.revoked_at = work.now
        work.record("session.closed", row.id, {"reason": "signed_out"})


def sign_out_everywhere(work: Work, account_id: uuid.UUID, reason: str, keep: uuid.UUID | None = None) -> int:
    """Close the open sessions of an account, but for ``keep``; return how many there were."""
    rows = work.session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.revoked_at.is_(None))
        .with_for_update()
    ).all()
    closed = [row for row in rows if row.id != keep]
    for row in closed:
        row.revoked_at = work.now
        work.record("session.closed", row.id, {"reason": reason})
    return len(closed)


def _open(
    work: Work, runtime: Runtime, account: Account, post: Post, address: str, browser: str
) -> OpenedSession:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = SignInSession(
        token_hash=rules.token_hash(token),
        account_id=account.id,
        post_id=post.id,
        created_at=work.now,
        last_seen_at=work.now,
        expires_at=work.now + timedelta(hours=runtime.settings.server.session_hours),
        address=address[:60],
        browser=browser[:300],
    )
    work.session.add(row)
    work.session.flush()
    work.record("session.opened", row.id, {"account_id": str(account.id)})
    return OpenedSession(token, row.id, work.actor)


def _check_unchanged(work: Work, account: Account) -> None:
    """Refuse when the account was disabled, or its password replaced, while the password was checked."""
    row = work.session.get(Account, account.id, with_for_update=True)
    if row is None or row.disabled_at is not None or row.password_hash != account.password_hash:
        raise _wrong_password()


def _renew_hash(work: Work, account: Account, checked: Checked) -> None:
    if checked.new_hash is not None:
        work.session.execute(
            update(Account).where(Account.id == account.id).values(password_hash=checked.new_hash)
        )


def _own_session(work: Work, session_id: uuid.UUID) -> SignInSession:
    row = work.session.get(SignInSession, session_id, with_for_update=True)
    if row is None or row.account_id != work.actor.account_id:
        raise NotFound("no-such-session", N_("There is no such session of yours."))
    return row


def _person_id(work: Work) -> uuid.UUID:
    if work.actor.person_id is None:
        raise Forbidden("not-a-person", N_("Only a person can act in a post."))
    return work.actor.person_id


def _refuse(runtime: Runtime, subject_id: uuid.UUID, reason: str) -> DomainError:
    with runtime.work(SYSTEM) as work:
        work.record("sign_in.refused", subject_id, {"reason": reason})
    if reason == "disabled":
        return Forbidden(
            "account-disabled",
            N_("This account is disabled."),
            N_("Ask your administrator to enable it again."),
        )
    if reason == "no_post":
        return Forbidden(
            "no-post", N_("You hold no post at present."), N_("Ask your administrator to give you one.")
        )
    return _wrong_password()


def _wrong_password() -> Unauthenticated:
    return Unauthenticated(
        "wrong-password",
        N_("The sign-in name or the password is wrong."),
        N_("Type both again; check the keyboard's Vietnamese typing and the capital letters."),
    )
