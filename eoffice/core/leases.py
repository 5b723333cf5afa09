"""Named leases: at most one process at a time does a thing, and another takes over when it dies."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from eoffice.core.database import Base, Moment


class NamedLease(Base):
    """Who holds a name, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    held_until: Mapped[Moment]


def hold(session: Session, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or keep the lease ``name`` for ``holder``; False when somebody else holds it."""
    lease = session.scalars(select(NamedLease).where(NamedLease.name == name).with_for_update()).one_or_none()
    if lease is None:
        session.add(NamedLease(name=name, holder=holder, held_until=now + length))
        session.flush()
        return True
    if lease.holder != holder and lease.held_until > now:
        return False
    lease.holder, lease.held_until = holder, now + length
    return True
