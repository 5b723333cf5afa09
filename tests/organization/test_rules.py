"""Codes, authority lines and working days, as pure decisions."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eoffice.core.errors import Invalid
from eoffice.organization import rules

FRIDAY, MONDAY = date(2026, 11, 13), date(2026, 11, 16)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("code", ["000.00.00.H41", "000.00.13.H53", " 000.01.32.h99 "])
def test_a_code_of_2018_has_thirteen_characters_with_the_top_level_last(code: str):
    assert len(rules.checked_code("qd28", code)) == 13


@pytest.mark.parametrize("code", ["G09", "G09.01", "H37.DN.001", "k01.a", "A01." + "X" * 31])
def test_a_code_of_2020_starts_with_its_top_level(code: str):
    assert rules.checked_code("qd20", code) == code.upper()


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("qd28", "H41.00.00.000"),
        ("qd28", "000.00.00.Z41"),
        ("qd28", "000.00.H41"),
        ("qd28", "OOO.00.00.H41"),
        ("qd20", "000.00.00.H41"),
        ("qd20", "H3"),
        ("qd20", "H37."),
        ("qd20", "H37..DN"),
        ("qd20", "H37.Đ"),
        ("qd20", "Z37"),
        ("qd20", "A01." + "X" * 32),
        ("qd20", ""),
    ],
)
def test_a_code_that_does_not_fit_its_scheme_is_refused_beside_the_field(scheme: str, code: str):
    with pytest.raises(Invalid) as refused:
        rules.checked_code(scheme, code)
    assert "code" in refused.value.fields


def test_an_unknown_scheme_is_refused():
    with pytest.raises(Invalid):
        rules.checked_code("qd99", "H37")


@dataclass
class Held:
    """A post, as far as its lines need it."""

    title: str
    authority_lines: list[str] = field(default_factory=list)


def test_a_deputy_of_a_collective_body_signs_under_three_lines():
    composed = rules.compose_authority_lines(
        "Phó Chủ tịch", collective="Ủy ban nhân dân", deputy_of="Chủ tịch"
    )
    assert composed == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_who_signs_by_order_for_a_deputy_names_the_order_first():
    composed = rules.compose_authority_lines(
        "Phó Chánh Văn phòng", by_order_of="Chủ tịch", deputy_of="Chánh Văn phòng"
    )
    assert composed == ["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]


def test_a_post_without_lines_signs_with_its_title():
    assert rules.authority_lines(Held("Giám đốc")) == ("GIÁM ĐỐC",)


def test_a_post_with_lines_signs_with_them():
    assert rules.authority_lines(Held("Phó Giám đốc", ["KT. GIÁM ĐỐC"])) == ("KT. GIÁM ĐỐC",)


def test_the_working_day_after_a_friday_is_monday():
    assert rules.working_day_after(FRIDAY, 1, []) == MONDAY


def test_holidays_are_passed_over():
    assert rules.working_day_after(FRIDAY, 1, [MONDAY]) == date(2026, 11, 17)


def test_no_working_day_after_a_working_day_is_that_day():
    assert rules.working_day_after(FRIDAY, 0, []) == FRIDAY


def test_no_working_day_after_a_weekend_day_is_the_next_working_day():
    assert rules.working_day_after(date(2026, 11, 14), 0, []) == MONDAY


def test_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        rules.working_day_after(FRIDAY, -1, [])


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=10))
def test_counting_forward_and_measuring_agree(day: date, count: int, holidays: set[date]):
    end = rules.working_day_after(day, count, holidays)
    assert rules.is_working_day(end, holidays)
    expected = count + (count == 0 and not rules.is_working_day(day, holidays))
    assert rules.working_days_between(day, end, holidays) == expected


def test_a_day_that_has_passed_is_a_negative_number_of_working_days_away():
    assert rules.working_days_between(MONDAY, FRIDAY, []) == -1


def test_periods_that_touch_on_a_day_overlap():
    assert rules.overlaps((FRIDAY, MONDAY), (MONDAY, None))


def test_periods_one_after_the_other_do_not_overlap():
    assert not rules.overlaps((FRIDAY, MONDAY - timedelta(days=1)), (MONDAY, None))
