"""Pictures of seals and signatures."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from eoffice.sample.marks import TRIAL_WORDS, draw_seal, draw_signature
from eoffice.sample.office import read_office

FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf")


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@pytest.fixture(scope="module")
def seal() -> bytes:
    return draw_seal("ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG", FONT.read_bytes(), diameter_mm=42)


def test_a_seal_has_its_real_size(seal: bytes) -> None:
    picture = opened(seal)
    assert picture.width / picture.info["dpi"][0] * 25.4 == pytest.approx(42, abs=0.1)


def test_a_seal_is_red_on_nothing(seal: bytes) -> None:
    picture = opened(seal)
    assert picture.mode == "RGBA"
    assert picture.getpixel((0, 0)) == (214, 24, 31, 0)
    assert picture.getchannel("A").getextrema() == (0, 255)
    assert len(seal) < 40_000


def test_a_seal_says_below_that_it_is_a_trial(seal: bytes) -> None:
    opacity = opened(seal).getchannel("A")
    width, height = opacity.size
    # Between the two inner rings, at the bottom: nothing but the letters of the trial words.
    band = opacity.crop((round(width * 0.3), round(height * 0.83), round(width * 0.7), round(height * 0.94)))
    inked = sum(band.histogram()[128:]) / (band.width * band.height)
    assert 0.1 < inked < 0.5


def test_other_words_give_another_seal(seal: bytes) -> None:
    assert draw_seal("ỦY BAN NHÂN DÂN", "XÃ YÊN KHÊ", FONT.read_bytes(), diameter_mm=42) != seal


def test_bytes_that_are_no_font_are_refused() -> None:
    with pytest.raises(ValueError, match="no font"):
        draw_seal("A", "B", b"not a font")


def test_a_name_always_gives_the_same_signature_and_another_name_another() -> None:
    assert draw_signature("Nguyễn Hữu Vịnh") == draw_signature("Nguyễn Hữu Vịnh")
    assert draw_signature("Nguyễn Hữu Vịnh") != draw_signature("Trần Thị Lệ Thu")


def test_a_signature_is_blue_on_nothing_and_stays_inside_its_picture() -> None:
    picture = opened(draw_signature("Lâm Chí Hòa"))
    box = picture.getchannel("A").getbbox()
    assert box is not None
    assert box[2] - box[0] > picture.width * 0.7
    assert picture.getpixel((0, 0)) == (24, 52, 168, 0)


def test_seals_are_written_with_signs_that_prepared_fonts_hold() -> None:
    seals = [one.seal for one in read_office().agency if one.seal]
    words = TRIAL_WORDS + "".join(seal.around + seal.below for seal in seals)
    assert all(sign.isalpha() or sign in " -" for sign in words)
