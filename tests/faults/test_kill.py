"""The server is killed at every commit and around every store write of the journey, and started again.

Each time the client repeats the request that had no answer, the worker does what waits, and then everything
must be as if nothing had happened: no row lost or doubled, no file lost or left over, the ledger whole.
"""

from __future__ import annotations

import pytest

from eoffice.core.jobs import count_open_jobs, list_failed_jobs
from tests.faults.breaking import break_and_repeat, break_off
from tests.faults.instances import opened
from tests.faults.journey import STEPS, Step
from tests.faults.reference import Recorded, Reference


def kill_everywhere(reference: Reference, recorded: Recorded) -> list[str]:
    """All that is not as it must be after a kill at each point of the step."""
    points = range(1, len(recorded.points) + 1)
    return [fault for point in points for fault in break_and_repeat(reference, recorded, point)]


@pytest.mark.parametrize("name", [step.name for step in STEPS])
def test_a_kill_anywhere_in_a_step_loses_nothing_and_repeats_nothing(reference: Reference, name: str) -> None:
    recorded = reference.get(name)
    assert recorded.points
    faults = kill_everywhere(reference, recorded)
    assert not faults, "\n".join(faults)


def test_the_job_fills_a_number_in_when_the_clerk_could_not_wherever_it_dies(reference: Reference) -> None:
    numbered = reference.get("number")
    begin = reference.instances.copy(numbered.begin)
    break_off(reference, numbered, begin, numbered.points.index("before a store write") + 1)
    filled = reference.record(Step("the job fills the number in", None), numbered.moment, begin)
    assert filled.essence == numbered.essence
    assert "after a store write" in filled.points
    faults = kill_everywhere(reference, filled)
    assert not faults, "\n".join(faults)


def test_no_work_is_left_at_the_end(reference: Reference) -> None:
    with opened(reference.get(STEPS[-1].name).end) as runtime, runtime.read() as session:
        assert count_open_jobs(session) == 0
        assert list_failed_jobs(session) == []
