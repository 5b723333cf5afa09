"""Days, sizes and shares as pages write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from eoffice.ui.components import ReceiverRow, formats, read_receiver_rows
from eoffice.ui.components.page_text import PageView, TextWord, text_lines


@pytest.fixture(autouse=True)
def _vietnamese(gallery: Flask) -> Iterator[None]:
    with gallery.test_request_context(), force_locale("vi"):
        yield


def test_a_moment_late_in_the_utc_evening_is_the_next_day_in_vietnam() -> None:
    assert formats.day(datetime(2026, 11, 20, 18, 0, tzinfo=UTC)) == "21/11/2026"
    assert formats.moment(datetime(2026, 11, 20, 18, 5, tzinfo=UTC)) == "21/11/2026, 01:05"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
        (date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_the_day_of_a_document_has_zeros_where_the_decree_wants_them(value: date, shown: str) -> None:
    assert formats.long_day(value) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1234, "1,2 kB"),
        (999_999, "1 MB"),
        (1_240_000, "1,2 MB"),
        (123_456_789, "123 MB"),
    ],
)
def test_a_size_is_in_the_unit_that_fits(count: int, shown: str) -> None:
    assert formats.size(count) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (1, 2, "50%"),
        (2, 3, "66,67%"),
        (99999, 100000, "99,99%"),
        (1, 100000, "0,01%"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_none(numerator: int, denominator: int, shown: str) -> None:
    assert formats.percent(numerator, denominator) == shown


def test_english_pages_write_figures_the_english_way() -> None:
    with force_locale("en"):
        assert formats.size(1_240_000) == "1.2 MB"
        assert formats.number(1234567) == "1,234,567"


def test_filled_rows_of_receivers_are_read_and_blank_ones_left_out() -> None:
    form = {
        "receivers-0-channel": "electronic",
        "receivers-0-name": " Sở Nội vụ (H99.05) ",
        "receivers-0-contact": "",
        "receivers-1-channel": "electronic",
        "receivers-1-name": "",
        "receivers-1-contact": " ",
        "receivers-10-channel": "paper",
        "receivers-10-name": "Ông Vàng Mí Sính",
        "receivers-10-contact": "Thôn Lô Lô Chải",
    }
    assert read_receiver_rows(form) == [
        ReceiverRow(0, "electronic", "Sở Nội vụ", "H99.05", ""),
        ReceiverRow(10, "paper", "Ông Vàng Mí Sính", "", "Thôn Lô Lô Chải"),
    ]


def test_words_side_by_side_make_a_line() -> None:
    words = (
        TextWord("Độc", 100, 700, 120, 712),
        TextWord("lập", 124, 700, 140, 712),
        TextWord("Số:", 60, 680, 80, 692),
    )
    lines = text_lines(PageView(1, 595, 842, (), words))
    assert [[word.text for word in line] for line in lines] == [["Độc", "lập"], ["Số:"]]
