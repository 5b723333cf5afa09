"""Numbers and notations as they are printed (NĐ 30/2020/NĐ-CP Điều 15 and Phụ lục I, II)."""

from __future__ import annotations

import unicodedata
from datetime import date

from eoffice.core.errors import Conflict
from eoffice.core.messages import N_

OUTGOING_SERIES = "outgoing"
ARRIVAL_SERIES = "arrival"


def printed_number(number: int) -> str:
    """A number as printed: those below 10 get a leading zero (Phụ lục I, phần I, mục II.3)."""
    return f"{number:02}"


def notation(abbreviation: str | None, agency_notation: str, unit_notation: str) -> str:
    """The notation (ký hiệu): ``QĐ-UBND`` for a kind with an abbreviation, ``UBND-VP`` for one without.

    Kinds without an abbreviation are official letters and formal notes: they name the drafting unit instead.
    """
    if abbreviation:
        return f"{abbreviation}-{agency_notation}"
    return f"{agency_notation}-{unit_notation}"


def check_series_day(day: date, last_on: date | None) -> None:
    """Refuse a day that lies before the last one given in the same series."""
    if last_on is not None and day < last_on:
        raise Conflict(
            "number-day-backwards",
            N_("The last number of this series was given on %(day)s; an earlier day cannot follow it."),
            N_("Choose that day or a later one."),
            field="on",
            day=last_on.strftime("%d/%m/%Y"),
        )


def one_line(text: str) -> str:
    """Text as it is kept: one line, single spaces, letters composed (NFC) so that equal words are equal.

    Characters that nobody sees (Unicode category Cf: zero-width spaces and joiners, marks of direction, soft
    hyphens) come along from word processors; with them two subjects could look alike and not be equal.
    """
    seen = "".join(
        letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf"
    )
    return " ".join(seen.split())
