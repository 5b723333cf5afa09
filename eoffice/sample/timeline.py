"""When things happen in the sample: steps on past working days, done in order of their moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from eoffice.core.clock import OFFICE_ZONE
from eoffice.organization.rules import is_working_day, working_day_after

LAST_MINUTE = timedelta(minutes=1)


@dataclass(order=True)
class Step:
    """Something that is done at a moment."""

    moment: datetime
    place: int
    act: Callable[[], None] = field(compare=False)


class Timeline:
    """Steps on working days before the day of loading. Nothing lies in the future of ``now``."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(OFFICE_ZONE).date()
        self._steps: list[Step] = []

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Step]:
        """The steps in order; those of one moment as they were added."""
        return iter(sorted(self._steps))

    def add(self, moment: datetime, act: Callable[[], None]) -> None:
        """Let ``act`` be done at ``moment``."""
        self._steps.append(Step(min(moment, self.now - LAST_MINUTE), len(self._steps), act))

    def day_ago(self, count: int) -> date:
        """The ``count``-th working day before today; today or the last working day for 0."""
        day = self.today
        while not is_working_day(day, ()):
            day -= timedelta(days=1)
        for _ in range(count):
            day -= timedelta(days=1)
            while not is_working_day(day, ()):
                day -= timedelta(days=1)
        return day

    def day_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``."""
        return working_day_after(day, count, ())

    @staticmethod
    def at(day: date, hour: int, minute: int) -> datetime:
        """A moment of an office day, in UTC."""
        return datetime.combine(day, time(hour, minute), OFFICE_ZONE).astimezone(UTC)
