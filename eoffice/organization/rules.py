"""Pure decisions about agencies: how codes are written, who signs with which lines, and working days."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Protocol

from eoffice.core.actor import Role
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_

QD28, QD20 = "qd28", "qd20"
SCHEMES = (QD20, QD28)
_PATTERNS = {
    # QĐ 28/2018/QĐ-TTg Điều 10: 13 characters in four groups, the highest level last.
    QD28: re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}"),
    # QĐ 20/2020/QĐ-TTg: digits, capital letters and dots, the highest level first, at most 35 characters.
    QD20: re.compile(r"[A-Y]\d{2}(\.[0-9A-Z]+)*"),
}
_CODE_MESSAGES = {
    QD28: N_("A code of QĐ 28/2018 has 13 characters in four groups, such as 000.00.13.H53."),
    QD20: N_(
        "A code of QĐ 20/2020 starts with a letter and two digits; then digits, capital letters and dots, "
        "such as H37.DN.001; at most 35 characters."
    ),
}
LONGEST_QD20 = 35
SATURDAY = 5

SCHEME_NAMES = {QD20: N_("QĐ 20/2020"), QD28: N_("QĐ 28/2018")}
ROLE_NAMES = {
    Role.CLERK: N_("Clerk"),
    Role.OFFICER: N_("Officer"),
    Role.UNIT_HEAD: N_("Unit head"),
    Role.FORM_CHECKER: N_("Form checker"),
    Role.LEADER: N_("Leader"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class HasAuthority(Protocol):
    """What stands above a signer's name comes from the post."""

    title: str
    authority_lines: list[str]


def checked_code(scheme: str, code: str) -> str:
    """Return ``code`` as it is stored (trimmed, capitals), or raise Invalid when it does not fit ``scheme``.

    ``scheme`` is ``qd28`` (QĐ 28/2018/QĐ-TTg, ``000.00.13.H53``) or ``qd20`` (QĐ 20/2020/QĐ-TTg as changed by
    QĐ 09/2025/QĐ-TTg, ``H37.DN.001``).
    """
    pattern = _PATTERNS.get(scheme)
    if pattern is None:
        raise Invalid(
            "unknown-code-scheme",
            N_("Choose the scheme of the code: QĐ 20/2020 or QĐ 28/2018."),
            field="scheme",
        )
    written = code.strip().upper()
    if not pattern.fullmatch(written) or (scheme == QD20 and len(written) > LONGEST_QD20):
        raise Invalid(
            "bad-agency-code",
            _CODE_MESSAGES[scheme],
            N_("Compare it with the decision that gave the code to the agency."),
            field="code",
        )
    return written


def check_period(valid_from: date, valid_to: date | None) -> None:
    """Refuse a period that ends before it starts."""
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(
            "period-ends-early",
            N_("The last day lies before the first day."),
            N_("Give a last day on or after the first day."),
            field="valid_to",
        )


def overlaps(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods share a day; None as the end means that it is open."""
    (first_from, first_to), (second_from, second_to) = first, second
    return (first_to is None or second_from <= first_to) and (second_to is None or first_from <= second_to)


def is_current(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Whether ``day`` lies in the period, both ends included."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def authority_lines(post: HasAuthority) -> tuple[str, ...]:
    """The lines above the signer's name, from the top; a post without any has its title in capitals."""
    return tuple(post.authority_lines) or (post.title.upper(),)


def compose_authority_lines(
    title: str, *, collective: str = "", by_order_of: str = "", deputy_of: str = ""
) -> list[str]:
    """The lines above the signer's name (NĐ 30/2020/NĐ-CP Phụ lục I, quyền hạn của người ký).

    ``collective``: the body in whose name the head signs (TM.); ``by_order_of``: the head by whose order it
    is signed (TL.); ``deputy_of``: the head whom a deputy signs for (KT.). Several may stand together, so
    ordered: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH.
    """
    marked = (("TM.", collective), ("TL.", by_order_of), ("KT.", deputy_of))
    return [f"{mark} {whom.upper()}" for mark, whom in marked if whom] + [title.upper()]


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether the offices work on ``day``: not a Saturday, a Sunday or a holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def working_day_after(day: date, count: int, holidays: Collection[date]) -> date:
    """The ``count``-th working day after ``day``, which itself does not count.

    With ``count`` 0: ``day`` itself when the offices work, else the next day they do.
    """
    if count < 0:
        raise ValueError("days are counted forward")
    found, left = day, count
    while left > 0 or not is_working_day(found, holidays):
        found += timedelta(days=1)
        if left > 0 and is_working_day(found, holidays):
            left -= 1
    return found


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """How many working days lie after ``start`` up to ``end``, included; negative when it is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    span = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in span)
