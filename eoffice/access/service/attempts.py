"""Counting wrong passwords, so that guessing is slow however many processes answer.

A try is written down before the password is looked at and counts as failed until it is settled. Tries that
run at the same time therefore see each other, and no more than the limit are ever checked in a window.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from eoffice.access import queries, rules
from eoffice.access.models import SignInAttempt
from eoffice.core.actor import SYSTEM
from eoffice.core.clock import OFFICE_ZONE
from eoffice.core.errors import TooManyAttempts
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work

TO_THE_FULL_MINUTE = timedelta(seconds=59)


def begin_attempt(runtime: Runtime, login: str, address: str) -> uuid.UUID:
    """Write down a try and return its id; during a lock-out TooManyAttempts, which says when."""
    limits = runtime.settings.limits
    window = timedelta(minutes=limits.sign_in_window_minutes)
    hashed, counted = rules.login_hash(login), rules.counted_address(address)
    with runtime.work(SYSTEM) as work:
        _forget(work, hashed, counted, work.now - window)
        attempt = SignInAttempt(login_hash=hashed, address=counted, at=work.now, succeeded=False)
        work.session.add(attempt)
    with runtime.work(SYSTEM) as work:
        by_login, by_address = queries.list_failures(
            work.session,
            login_hash=hashed,
            address=counted,
            since=work.now - window,
            besides=attempt.id,
        )
        waits = (
            rules.locked_until(by_login, limits.sign_in_attempts, window, work.now),
            rules.locked_until(
                by_address, limits.sign_in_attempts * rules.ATTEMPTS_PER_ADDRESS, window, work.now
            ),
        )
        until = max((wait for wait in waits if wait is not None), default=None)
        if until is not None:
            # The password is not looked at, so this try tells nothing and does not prolong the lock-out.
            work.session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt.id))
    if until is not None:
        raise _too_many(until, runtime.clock.now())
    return attempt.id


def settle_attempt(work: Work, attempt_id: uuid.UUID) -> None:
    """Note that the password of a try was right."""
    work.session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))


def _forget(work: Work, hashed: str, address: str, before: datetime) -> None:
    """Remove tries of this login and address that no longer count; addresses are not kept for longer."""
    work.session.execute(
        delete(SignInAttempt).where(
            or_(SignInAttempt.login_hash == hashed, SignInAttempt.address == address),
            SignInAttempt.at <= before,
        )
    )


def _too_many(until: datetime, now: datetime) -> TooManyAttempts:
    shown = (until + TO_THE_FULL_MINUTE).astimezone(OFFICE_ZONE)
    return TooManyAttempts(
        "too-many-attempts",
        N_("Too many wrong passwords. Signing in is possible again at %(time)s."),
        N_("Wait until then, or ask your administrator for a new password."),
        time=shown.strftime("%H:%M"),
        retry_after=max(1, int((until - now).total_seconds()) + 1),
    )
