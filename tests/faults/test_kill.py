"""The server is killed at every commit and around every store write of the journey, and started again.

Each time the client repeats the request that had no answer, the worker does what waits, and then everything
must be as if nothing had happened: no row lost or doubled, no file lost or left over, the ledger whole.
"""

from __future__ import annotations

import pytest

from tests.faults.breaking import break_and_repeat
from tests.faults.journey import STEPS
from tests.faults.reference import Recorded, Reference

LAST = STEPS[-1].name


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
