"""How a share of two whole numbers is written, the same on every page and in every answer."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
ALL = Decimal(100)


def share(numerator: int, denominator: int) -> Decimal | None:
    """The share in percent, rounded half up to two decimals; None where nothing was counted (not 0).

    Never 100 unless it is all of them and never 0 unless it is none: a report that rounds the last missing
    document away would be untrue.
    """
    if denominator <= 0:
        return None
    rounded = (ALL * numerator / denominator).quantize(HUNDREDTH, ROUND_HALF_UP)
    if rounded == ALL and numerator != denominator:
        return ALL - HUNDREDTH
    if rounded == 0 and numerator > 0:
        return HUNDREDTH
    return rounded
