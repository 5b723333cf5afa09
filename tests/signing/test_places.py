"""Where marks and numbers belong, and what a page looks like."""

import io
import unicodedata
from typing import Literal

import pytest
from PIL import Image

from signing import (
    PersonalMark,
    Place,
    SigningError,
    find_blanks,
    find_mark_place,
    find_seal_place,
    page_words,
    render_page,
)
from signing.geometry import Box
from signing.pages import size_of_page
from tests.signing.conftest import MARK_PLACE, Sign
from tests.signing.papers import DECISION, NAME, TITLE, decision, paper, seal_png, serif, turned
from tests.signing.pki import Holder

TURNS = [0, 90, 180, 270]
WIDTH = 800


def shown(data: bytes, place: Place) -> Box:
    return size_of_page(io.BytesIO(data), place.page).shown(place.box)


def ink(data: bytes, box: Box, colour: str) -> int:
    """Pixels of a colour inside a box of the first page, as a reader sees it."""
    picture = Image.open(io.BytesIO(render_page(io.BytesIO(data), 0, WIDTH))).convert("RGB")
    scale = WIDTH / size_of_page(io.BytesIO(data), 0).width
    left, top, right, bottom = (int(edge * scale) for edge in box)
    inside = (left, top, min(right, picture.width), min(bottom, picture.height))
    pixels = picture.crop(inside).get_flattened_data()
    return sum(_is(colour, pixel) for pixel in pixels)  # type: ignore[arg-type]


def _is(colour: str, pixel: tuple[int, int, int]) -> bool:
    red, _green, blue = pixel
    return blue - red > 60 if colour == "blue" else red - blue > 60


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("title", "name"), [(TITLE, NAME), ("Chủ  tịch", NAME.upper()), ("KT. BỘ TRƯỞNG\nChủ tịch", NAME)]
)
def test_the_mark_stands_between_title_and_name(title: str, name: str, form: Literal["NFC", "NFD"]) -> None:
    place = find_mark_place(
        io.BytesIO(decision()), unicodedata.normalize(form, title), unicodedata.normalize(form, name)
    )
    assert place is not None
    left, bottom, right, top = place.box
    assert 200 < bottom < top < 300
    assert 390 < (left + right) / 2 < 440


def test_the_last_page_that_has_both_is_taken() -> None:
    place = find_mark_place(io.BytesIO(paper(pages=3)), TITLE, NAME)
    assert place is not None
    assert place.page == 2


@pytest.mark.parametrize(("title", "name"), [("GIÁM ĐỐC", NAME), (TITLE, "Lê Văn Khác"), ("", "")])
def test_no_place_is_made_up(title: str, name: str) -> None:
    assert find_mark_place(io.BytesIO(decision()), title, name) is None


@pytest.mark.parametrize("rotation", TURNS)
def test_the_ink_of_a_mark_stands_between_title_and_name_however_the_page_is_turned(
    rotation: int, sign: Sign, leader: Holder
) -> None:
    data = turned(decision(), rotation)
    place = find_mark_place(io.BytesIO(data), TITLE, NAME)
    assert place is not None
    marked = sign(data, leader, place=place, mark=PersonalMark(lines=("Hồng Ngọc",), font=serif()))
    left, top, right, bottom = shown(data, place)
    assert right - left > bottom - top
    everywhere = ink(marked, (0, 0, 2000, 2000), "blue")
    assert ink(marked, (left, top, right, bottom), "blue") == everywhere > 300


@pytest.mark.parametrize("rotation", TURNS)
def test_the_seal_covers_the_left_third_of_the_mark_at_real_size(rotation: int) -> None:
    data = turned(decision(), rotation)
    mark = find_mark_place(io.BytesIO(data), TITLE, NAME)
    assert mark is not None
    seal = shown(data, find_seal_place(io.BytesIO(data), mark))
    mark_box = shown(data, mark)
    assert seal[2] - seal[0] == pytest.approx(36 * 72 / 25.4, abs=0.01)
    assert (seal[2] - mark_box[0]) / (mark_box[2] - mark_box[0]) == pytest.approx(1 / 3, abs=0.01)


def test_a_trial_mark_says_so(signed: bytes) -> None:
    words = [word.text for word in page_words(io.BytesIO(signed), 0)]
    assert words  # the page's own text; the mark's is drawn by its field
    assert ink(signed, shown(signed, MARK_PLACE), "red") > 50


def test_a_seal_keeps_what_is_under_it_readable(sign: Sign, leader: Holder) -> None:
    from_picture = PersonalMark(image_png=seal_png())
    data = sign(decision(), leader, place=MARK_PLACE, mark=from_picture)
    box = shown(data, MARK_PLACE)
    middle = (
        (box[0] + box[2]) / 2 - 5,
        (box[1] + box[3]) / 2 - 5,
        (box[0] + box[2]) / 2,
        (box[1] + box[3]) / 2,
    )
    assert ink(data, box, "red") > 300
    assert ink(data, middle, "red") == 0


def test_the_blanks_for_number_day_and_month_are_found() -> None:
    blanks = find_blanks(io.BytesIO(decision()))
    assert blanks.number is not None
    assert blanks.day is not None
    assert blanks.month is not None
    assert blanks.number.place.box[0] < 85 < 115 < blanks.number.place.box[2]
    assert (blanks.number.font_size, blanks.number.is_slanted) == (13.0, False)
    assert blanks.day.place.box[2] < blanks.month.place.box[0]


def test_a_number_that_is_typed_already_leaves_no_blank() -> None:
    typed = tuple((x, y, size, "Số: 15" if line == "Số:" else line) for x, y, size, line in DECISION)
    assert find_blanks(io.BytesIO(paper(typed))).number is None


def test_dots_count_as_a_blank() -> None:
    dotted = tuple((x, y, size, "Số: ........" if line == "Số:" else line) for x, y, size, line in DECISION)
    assert find_blanks(io.BytesIO(paper(dotted))).number is not None


@pytest.mark.parametrize("rotation", TURNS)
def test_words_stand_where_they_are_shown(rotation: int) -> None:
    words = {word.text: word.box for word in page_words(io.BytesIO(turned(decision(), rotation)), 0)}
    assert words["QUYẾT"][1] < words["Nguyễn"][1]
    assert words["Nguyễn"][0] < words["Ngọc"][0]


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(SigningError, match="page-not-found"):
        render_page(io.BytesIO(decision()), 3, 200)


def test_a_broken_file_has_no_pages() -> None:
    with pytest.raises(SigningError, match="pdf-broken"):
        page_words(io.BytesIO(b"%PDF-1.7 and no more"), 0)
