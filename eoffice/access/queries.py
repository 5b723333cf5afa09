"""Reads of accounts, sessions and API tokens."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.access.models import Account, ApiToken, SignInAttempt, SignInSession
from eoffice.core.actor import Actor, Role
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.organization.models import Agency, Post, Unit
from eoffice.organization.queries import held_on, list_posts_of_person


def get_account(session: Session, account_id: uuid.UUID) -> Account:
    """The account, or NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("no-such-account", N_("There is no such account."))
    return account


def find_account_by_login(session: Session, login: str) -> Account | None:
    """The account with this login, as stored (see ``rules.plain_login``)."""
    return session.scalars(select(Account).where(Account.login == login)).one_or_none()


def find_account_of_person(session: Session, person_id: uuid.UUID) -> Account | None:
    """The account of a person, or None."""
    return session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def list_accounts(session: Session, person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Account]:
    """The accounts of these people, by person."""
    rows = session.scalars(select(Account).where(Account.person_id.in_(person_ids)))
    return {account.person_id: account for account in rows}


def list_open_sessions(session: Session, account_id: uuid.UUID, now: datetime) -> Sequence[SignInSession]:
    """The sessions of an account that are neither revoked nor past their end, the last used first."""
    return session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.revoked_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.last_seen_at.desc())
    ).all()


def list_tokens(session: Session, account_id: uuid.UUID, now: datetime) -> Sequence[ApiToken]:
    """The API tokens of an account that can still be used, the newest first."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
        .order_by(ApiToken.id.desc())
    ).all()


def list_failures(
    session: Session, *, login_hash: str, address: str, since: datetime, besides: uuid.UUID
) -> tuple[list[datetime], list[datetime]]:
    """The failed tries since a moment: for the login, and from the address; without the try ``besides``."""
    tried = (
        select(SignInAttempt.at)
        .where(
            SignInAttempt.succeeded.is_(False),
            SignInAttempt.at > since,
            SignInAttempt.id != besides,
        )
        .order_by(SignInAttempt.at)
    )
    by_login = session.scalars(tried.where(SignInAttempt.login_hash == login_hash)).all()
    by_address = session.scalars(tried.where(SignInAttempt.address == address)).all()
    return list(by_login), list(by_address)


def find_actor(session: Session, account: Account, post_id: uuid.UUID, day: date) -> Actor | None:
    """The account's person acting in a post, with the roles of all posts they hold in that agency on ``day``.

    When the post has ended, another one they hold is taken; None when they hold none.
    """
    posts = list_posts_of_person(session, account.person_id, day)
    post = next((held for held in posts if held.id == post_id), posts[0] if posts else None)
    return as_actor(account, post, posts) if post else None


def as_actor(account: Account, post: Post, posts: Sequence[Post]) -> Actor:
    """The actor of ``post``; ``posts`` are all that the person holds now."""
    return Actor(
        person_id=account.person_id,
        post_id=post.id,
        agency_id=post.agency_id,
        unit_id=post.unit_id,
        roles=frozenset(Role(held.role) for held in posts if held.agency_id == post.agency_id),
        account_id=account.id,
        language=account.language,
    )


def last_post_id(session: Session, account_id: uuid.UUID) -> uuid.UUID | None:
    """The post the account acted in last, or None before the first sign-in."""
    return session.scalars(
        select(SignInSession.post_id)
        .where(SignInSession.account_id == account_id)
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class PostView:
    """A post as its holder sees it."""

    id: uuid.UUID
    title: str
    role: Role
    agency_id: uuid.UUID
    agency_name: str
    unit_name: str
    is_current: bool


def list_own_posts(session: Session, actor: Actor, day: date) -> list[PostView]:
    """The posts the actor's person holds on ``day``, in all agencies, by agency and title."""
    rows = session.execute(
        select(Post, Agency.name, Unit.name)
        .join(Agency, Agency.id == Post.agency_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.person_id == actor.person_id, held_on(day))
        .order_by(Agency.name, Post.title, Post.id)
    )
    return [
        PostView(
            id=post.id,
            title=post.title,
            role=Role(post.role),
            agency_id=post.agency_id,
            agency_name=agency_name,
            unit_name=unit_name,
            is_current=post.id == actor.post_id,
        )
        for post, agency_name, unit_name in rows
    ]
