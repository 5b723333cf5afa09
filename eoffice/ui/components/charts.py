"""Lengths and places of the bars in charts, so that macros only write them down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ChartRow:
    """One bar: what it stands for, its value, where it leads, and its length from 0 to 100."""

    label: str
    value: float
    url: str
    length: float


def bar_rows(rows: Iterable[tuple[str, float] | tuple[str, float, str]], limit: float = 0) -> list[ChartRow]:
    """Bars measured against `limit`, or against the largest value when it is 0."""
    given = [(row[0], row[1], row[2] if len(row) == 3 else "") for row in rows]
    scale = limit or max((value for _label, value, _url in given), default=0) or 1
    return [
        ChartRow(label, value, url, round(min(max(value / scale, 0), 1) * 100, 2))
        for label, value, url in given
    ]


@dataclass(frozen=True)
class ChartColumn:
    """A `ChartRow` standing: its left edge and width in the chart's own units."""

    row: ChartRow
    left: float
    width: float


def column_rows(
    rows: Iterable[tuple[str, float] | tuple[str, float, str]], limit: float = 0, width: float = 640
) -> list[ChartColumn]:
    """Columns side by side over `width`, each filling 62 % of its share."""
    bars = bar_rows(rows, limit)
    share = width / max(len(bars), 1)
    taken = min(share * 0.62, 56)
    return [
        ChartColumn(bar, round(index * share + (share - taken) / 2, 2), round(taken, 2))
        for index, bar in enumerate(bars)
    ]
