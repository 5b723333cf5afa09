"""Requests that must not be done twice: the key a client sends with one, and what that request made.

A client that does not know whether its request was done (the connection broke) sends it again with the same
``Idempotency-Key``. The key is kept in the transaction that made the thing, so the second request finds it.
It counts for one address: the same key sent to another one is another request.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from eoffice.core.database import Base, Moment
from eoffice.core.errors import Conflict, Invalid
from eoffice.core.messages import N_

LONGEST_KEY = 100
_key: ContextVar[str | None] = ContextVar("request_key", default=None)


class RequestKey(Base):
    """A request that was done: the hash of its address and key, and the subject of its first event."""

    __tablename__ = "request_keys"

    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    subject_id: Mapped[uuid.UUID]
    done_at: Mapped[Moment]


@contextmanager
def under_key(key: str | None, address: str) -> Iterator[None]:
    """The block's first transaction that records an event is kept under the request's key and address."""
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise Invalid(
            "bad-request-key",
            N_("The key of this request is empty or too long."),
            N_("Send a random text of at most 100 characters, the same when you repeat the request."),
        )
    token = _key.set(key and _kept_as(key, address))
    try:
        yield
    finally:
        _key.reset(token)


def keep(session: Session, person_id: uuid.UUID | None, subject_id: uuid.UUID, now: datetime) -> None:
    """Keep the present request's key with what it made, if it has one."""
    key = _key.get()
    if key is None or person_id is None:
        return
    session.add(RequestKey(person_id=person_id, key=key, subject_id=subject_id, done_at=now))
    _key.set(None)


@contextmanager
def refusing_twins() -> Iterator[None]:
    """Turn the database's refusal of a second request with the same key, sent at once, into a Conflict."""
    try:
        yield
    except IntegrityError as error:
        if RequestKey.__tablename__ not in str(error.orig):
            raise
        raise Conflict(
            "request-repeated",
            N_("The same request is being done at this moment."),
            N_("Send it again in a few seconds to learn what became of it."),
        ) from None


def find_made(
    session: Session, person_id: uuid.UUID | None, key: str | None, address: str
) -> uuid.UUID | None:
    """What the person's request of this key to this address made, or None when it was not done yet."""
    if key is None or person_id is None:
        return None
    found = session.get(RequestKey, (person_id, _kept_as(key, address)))
    return found.subject_id if found else None


def _kept_as(key: str, address: str) -> str:
    return hashlib.sha256(f"{address} {key}".encode()).hexdigest()
