"""The time. Moments are UTC; days are those of Asia/Ho_Chi_Minh, where the offices are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The present day in the offices' time zone."""
        return office_day(self.now())


class FixedClock(Clock):
    """A clock that stands still until it is moved; for tests and for loading a sample's past."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def advance(self, step: timedelta) -> None:
        """Move the hands by ``step``."""
        self.moment += step


def office_day(moment: datetime) -> date:
    """The day of ``moment`` in the offices' time zone."""
    return moment.astimezone(OFFICE_ZONE).date()
