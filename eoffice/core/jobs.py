"""Jobs: work that must follow, as rows of the transaction that asked for it.

A row is handed out under a lease that its holder keeps alive; when the holder dies the lease runs out and the
row is handed out again. A message of a broker is only the wake-up, so no broker can lose work. Every job may
run twice and must then have the result of once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Select, String, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from eoffice.core.database import Base, JsonMap, Key, LongText, Moment
from eoffice.core.ids import uuid7

MAX_ATTEMPTS = 20
LONGEST_PAUSE = timedelta(minutes=5)


class Job(Base):
    """One piece of work to be done, and what became of it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_open",
            "due_at",
            sqlite_where=text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    payload: Mapped[JsonMap]
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(100))
    leased_until: Mapped[Moment | None]
    done_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]
    last_error: Mapped[LongText | None]


@dataclass(frozen=True)
class Lease:
    """A job in somebody's hands."""

    job_id: uuid.UUID
    name: str
    payload: dict[str, Any]
    attempt: int
    holder: str


def add_job(
    session: Session, name: str, payload: dict[str, Any], *, key: str | None, due_at: datetime
) -> None:
    """Add a job row; when one with the same ``key`` exists, nothing is added."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Job)
        .values(id=uuid7(), name=name, payload=payload, key=key, due_at=due_at, attempts=0)
        .on_conflict_do_nothing(index_elements=["key"])
    )


def take_job(session: Session, holder: str, now: datetime, lease: timedelta) -> Lease | None:
    """Hand out the job that has been due longest and is in nobody's hands, or None."""
    job = session.scalars(_due(now).with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    job.leased_by, job.leased_until, job.attempts = holder, now + lease, job.attempts + 1
    return Lease(job.id, job.name, job.payload, job.attempts, holder)


def has_due_job(session: Session, now: datetime) -> bool:
    """Whether there is a job to take; looking takes no lock."""
    return session.scalars(_due(now)).first() is not None


def keep_lease(session: Session, lease: Lease, until: datetime) -> None:
    """Prolong a lease that is still held."""
    session.execute(_held(lease).values(leased_until=until))


def finish_job(session: Session, lease: Lease, now: datetime) -> None:
    """Mark a job done."""
    session.execute(_held(lease).values(done_at=now, leased_until=None, leased_by=None, last_error=None))


def put_back(session: Session, lease: Lease, now: datetime, error: str) -> None:
    """Give a job back after a failure: again after a growing pause, or aside after ``MAX_ATTEMPTS``."""
    pause = min(timedelta(seconds=2 ** min(lease.attempt, 12)), LONGEST_PAUSE)
    given_up = lease.attempt >= MAX_ATTEMPTS
    session.execute(
        _held(lease).values(
            due_at=now + pause,
            leased_until=None,
            leased_by=None,
            last_error=error,
            failed_at=now if given_up else None,
        )
    )


def count_open_jobs(session: Session) -> int:
    """How many jobs are neither done nor given up."""
    count = session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None), Job.failed_at.is_(None)))
    return count or 0


def list_failed_jobs(session: Session, limit: int = 100) -> Sequence[Job]:
    """The jobs that were given up, the latest first."""
    return session.scalars(
        select(Job).where(Job.failed_at.is_not(None)).order_by(Job.failed_at.desc()).limit(limit)
    ).all()


def retry_job(session: Session, job_id: uuid.UUID, now: datetime) -> bool:
    """Make a job that was given up due again, with all its attempts; False when it is not given up."""
    changed = session.scalars(
        update(Job)
        .where(Job.id == job_id, Job.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, due_at=now)
        .returning(Job.id)
    )
    return changed.one_or_none() is not None


def _due(now: datetime) -> Select[Job]:
    return (
        select(Job)
        .where(
            Job.done_at.is_(None),
            Job.failed_at.is_(None),
            Job.due_at <= now,
            or_(Job.leased_until.is_(None), Job.leased_until < now),
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
    )


def _held(lease: Lease) -> Any:  # noqa: ANN401 - an update statement of SQLAlchemy
    return update(Job).where(Job.id == lease.job_id, Job.leased_by == lease.holder)
