"""How days, moments, sizes and shares are written on pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale

from eoffice.core.clock import OFFICE_ZONE
from eoffice.core.shares import share

UNITS = ("B", "kB", "MB", "GB", "TB")
TENTH = Decimal("0.1")


def _locale() -> Locale:
    return get_locale() or Locale("vi")


def day(value: date | datetime | None) -> str:
    """A day as dd/MM/yyyy; of a moment, the day it is in Vietnam. Empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(OFFICE_ZONE).date()
    return value.strftime("%d/%m/%Y")


def long_day(value: date | None) -> str:
    """A day as a document's head has it: `ngày 05 tháng 02 năm 2026` (NĐ 30/2020/NĐ-CP, Phụ lục I, II.4).

    Days below 10 and the months 1 and 2 have a zero before them; in English the usual long form.
    """
    if value is None:
        return ""
    if _locale().language != "vi":
        return format_date(value, "d MMMM y", locale=_locale())
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(value: datetime | None, seconds: bool = False) -> str:
    """A moment in Vietnam's time as dd/MM/yyyy, HH:mm. Empty for None."""
    if value is None:
        return ""
    return value.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y, %H:%M:%S" if seconds else "%d/%m/%Y, %H:%M")


def iso(value: date | datetime | None) -> str:
    """The form a `<time>` element or a date field wants. Empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_ZONE).isoformat(timespec="seconds")
    return value.isoformat()


def number(value: int | float | Decimal) -> str:
    """A number with the thousands and decimal marks of the page's language."""
    return str(format_decimal(value, locale=_locale()))


def size(value: int) -> str:
    """A count of bytes in the largest fitting unit of 1000: `1,2 MB` in Vietnamese."""
    amount = Decimal(value)
    for unit in UNITS:
        shown = amount.quantize(TENTH if unit != "B" and amount < 100 else Decimal(1), ROUND_HALF_UP)
        if shown < 1000 or unit == UNITS[-1]:
            return f"{format_decimal(shown, locale=_locale())} {unit}"
        amount /= 1000
    raise AssertionError("the last unit always returns")


def percent(numerator: int, denominator: int) -> str:
    """The share as a percentage with two decimals (99,35%), or a dash when there is nothing to divide by."""
    found = share(numerator, denominator)
    return "–" if found is None else f"{format_decimal(found, format='#,##0.##', locale=_locale())}%"


def short_hash(value: str) -> str:
    """The first and last characters of a SHA-256, enough to compare by eye."""
    return f"{value[:8]}…{value[-4:]}" if len(value) > 16 else value
