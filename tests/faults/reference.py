"""The journey as it goes when nothing breaks, and one step of it broken off and done again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from eoffice.core.clock import OFFICE_ZONE, Clock, FixedClock
from eoffice.wiring import build_runtime
from tests.factories import make_settings
from tests.faults.essence import Essence, essence_of
from tests.faults.instances import Instance, Instances, opened
from tests.faults.journey import STEPS, Known, Step
from tests.faults.office import make_offices
from tests.faults.servers import Server, ZygoteProcess

RECOVERY = timedelta(seconds=100)
"""After a restart the work is looked at so much later: every lease that a dead process held has run out."""


@dataclass(frozen=True)
class Recorded:
    """A step as it went undisturbed: where it began, the points it passed, and what there was afterwards."""

    step: Step
    moment: datetime
    begin: Instance
    points: tuple[str, ...]
    end: Instance
    essence: Essence


class Reference:
    """Plays the journey once, as far as asked for, and keeps the instance as it stood before each step."""

    def __init__(self, zygote: ZygoteProcess, instances: Instances) -> None:
        self.zygote = zygote
        self.instances = instances
        self._recorded: list[Recorded] = []
        first = instances.make()
        # Nine o'clock of this day: whatever the time is, no day ends on the way.
        self._moment = datetime.combine(Clock().today(), time(9), OFFICE_ZONE).astimezone(UTC)
        runtime = build_runtime(make_settings(first.url, first.folder), FixedClock(self._moment))
        self.known = Known(make_offices(runtime))
        runtime.engine.dispose()
        self._last = first
        self._rehearse()

    def get(self, name: str) -> Recorded:
        """The step of this name, played when it has not been yet."""
        place = [step.name for step in STEPS].index(name)
        while len(self._recorded) <= place:
            self._play(STEPS[len(self._recorded)])
        return self._recorded[place]

    def record(self, step: Step, moment: datetime, begin: Instance) -> Recorded:
        """Play one step on a copy of ``begin``."""
        end = self.instances.copy(begin)
        with self.zygote.server(end.order(moment)) as server:
            points = self._do(server, step, self.known)
        with opened(end) as runtime, runtime.read() as session:
            return Recorded(step, moment, begin, tuple(points), end, essence_of(session))

    def _do(self, server: Server, step: Step, known: Known) -> list[str]:
        """Play one step undisturbed and return the points the server has passed so far."""
        answer = None
        if step.request is not None:
            answer = server.send(step.request(known))
            assert answer.is_success, answer
        points = server.work(step.after)
        step.learn(known, answer.json if answer else None, server)
        return points

    def _rehearse(self) -> None:
        """Play everything once on an instance that is thrown away, so that the zygote has done it before."""
        stage = self.instances.copy(self._last)
        known = replace(self.known)
        with self.zygote.rehearsal(stage.order(self._moment)) as server:
            for step in STEPS:
                self._do(server, step, known)
        self.instances.drop(stage)

    def _play(self, step: Step) -> None:
        self._moment += timedelta(minutes=1)
        recorded = self.record(step, self._moment, self._last)
        self._recorded.append(recorded)
        self._last = recorded.end
