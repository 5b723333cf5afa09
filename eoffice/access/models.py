"""Tables of accounts, sessions, sign-in attempts and API tokens."""

from __future__ import annotations

import uuid

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, JsonList, Key, Moment, Name, Sha256, refers_to


class Account(Base):
    """How a person signs in."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    person_id: Mapped[uuid.UUID] = mapped_column(refers_to("people.id"), unique=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]


class SignInSession(Base):
    """A browser that is signed in. The cookie holds a random token; only its hash is here."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(refers_to("accounts.id"), index=True)
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    address: Mapped[str] = mapped_column(String(60))
    browser: Mapped[Name]


class SignInAttempt(Base):
    """One try to sign in; counted to slow down guessing. The login is kept only as a hash."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_login_at", "login_hash", "at"),
        Index("ix_sign_in_attempts_address_at", "address", "at"),
    )

    id: Mapped[Key]
    login_hash: Mapped[Sha256]
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[Moment]
    succeeded: Mapped[bool]


class ApiToken(Base):
    """A bearer token of a person in a post, for named scopes (``documents:read`` and so on)."""

    __tablename__ = "api_tokens"

    id: Mapped[Key]
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(refers_to("accounts.id"), index=True)
    post_id: Mapped[uuid.UUID] = mapped_column(refers_to("posts.id"))
    name: Mapped[Name]
    scopes: Mapped[JsonList]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    last_used_at: Mapped[Moment | None]
