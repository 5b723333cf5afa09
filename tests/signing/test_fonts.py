"""Fonts for marks: every Vietnamese letter, drawn at the right width."""

import io

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from signing import PersonalMark, SigningError, prepare_font
from signing.fonts import VIETNAMESE, font_face
from tests.signing.conftest import MARK_PLACE, Sign
from tests.signing.papers import LIBERATION, decision, serif
from tests.signing.pki import Holder


def part_of(letters: str, flavor: str | None = None) -> bytes:
    """A web font carries a part of the letters in each file."""
    font = TTFont(LIBERATION)
    subsetter = Subsetter(Options(notdef_outline=True))
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = flavor
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def test_a_prepared_font_is_small_and_has_a_thousand_units() -> None:
    font = TTFont(io.BytesIO(serif()))
    assert font["head"].unitsPerEm == 1000
    assert len(serif()) < 60_000


def test_widths_are_those_of_the_font_itself() -> None:
    assert font_face(serif()).width("H", 1000) == pytest.approx(722, abs=1)


def test_the_parts_of_a_web_font_become_one() -> None:
    latin = "".join(chr(code) for code in range(0x20, 0x17F))
    merged = prepare_font(part_of(latin, "woff"), part_of(VIETNAMESE, "woff"))
    assert font_face(merged).missing("Nguyễn Thị Hồng Ngọc 0123456789/QĐ-UBND") == ""


def test_a_font_without_the_letters_is_refused() -> None:
    with pytest.raises(SigningError, match="letters-missing"):
        prepare_font(part_of("ABCDEFGHabcdefgh0123456789"))


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(SigningError, match="font-unusable"):
        prepare_font(b"not a font")


def test_a_name_that_cannot_be_written_is_refused(sign: Sign, leader: Holder) -> None:
    mark = PersonalMark(lines=("阮氏紅玉",), font=serif())
    with pytest.raises(SigningError, match="letters-missing"):
        sign(decision(), leader, place=MARK_PLACE, mark=mark)


def test_a_mark_with_words_needs_a_font(sign: Sign, leader: Holder) -> None:
    with pytest.raises(SigningError, match="font-missing"):
        sign(decision(), leader, place=MARK_PLACE, mark=PersonalMark(lines=("Ngọc",)))


def test_a_picture_that_is_no_png_is_refused(sign: Sign, leader: Holder) -> None:
    with pytest.raises(SigningError, match="picture-unusable"):
        sign(decision(), leader, place=MARK_PLACE, mark=PersonalMark(image_png=b"GIF89a"))
