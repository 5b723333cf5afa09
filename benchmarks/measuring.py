"""How time is taken: contenders take turns, round after round, so that a slow moment hits all alike."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

CALLS_A_TURN = 5
TURN_SECONDS = 0.1
FEWEST_ROUNDS = 3


@dataclass(frozen=True)
class Series:
    """One figure a round: seconds, or events or requests per second."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return median(self.values)

    @property
    def spread(self) -> float:
        """The median absolute deviation as a share: half of the rounds lie within ± this of the median."""
        middle = self.median
        return median(abs(value - middle) for value in self.values) / middle

    def times(self, floor: Series) -> Series:
        """How many times the floor, round by round: what slows a round slows both."""
        return Series(tuple(own / least for own, least in zip(self.values, floor.values, strict=True)))


@dataclass(frozen=True)
class Timing:
    """The seconds of one call: by the wall clock, and of the processor in this process and its children.

    What waits for a core that others hold counts for ``wall`` only; on a quiet machine both are the same for
    work that waits for nothing else.
    """

    wall: Series
    processor: Series


def take_turns(
    contenders: Mapping[str, Callable[[], object]], rounds: int, seconds: float
) -> dict[str, Timing]:
    """The seconds of one call of each, a figure a round; fewer rounds, three at least, after so many seconds.

    A turn is up to five calls or a tenth of a second, and counts as the median of its calls: the first one
    finds the caches full of somebody else's data. One round before the others is not counted.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    until = time.perf_counter() + seconds
    for number in range(rounds + 1):
        if number > FEWEST_ROUNDS and time.perf_counter() > until:
            break
        for name, call in contenders.items():
            turn = _turn(call)
            if number:
                taken[name].append(turn)
    return {
        name: Timing(*(Series(column) for column in zip(*rows, strict=True))) for name, rows in taken.items()
    }


def seconds_of(call: Callable[[], object]) -> float:
    """The seconds that one call takes by the wall clock."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def alternate(
    first: Iterable[Callable[[], object]], second: Iterable[Callable[[], object]]
) -> tuple[float, float]:
    """The seconds of all of ``first`` and of all of ``second``, which are called by turns."""
    seconds = [0.0, 0.0]
    for pair in zip(first, second, strict=True):
        for place, call in enumerate(pair):
            seconds[place] += seconds_of(call)
    return seconds[0], seconds[1]


def _turn(call: Callable[[], object]) -> tuple[float, float]:
    gc.collect()
    wall: list[float] = []
    processor: list[float] = []
    while len(wall) < CALLS_A_TURN and sum(wall) < TURN_SECONDS:
        before = _processor_seconds()
        wall.append(seconds_of(call))
        processor.append(_processor_seconds() - before)
    return median(wall), median(processor)


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
