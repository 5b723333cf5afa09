"""What a signature looks like on the page (Decree 30/2020/NĐ-CP, Annex I).

A leader's mark is a handwritten signature in blue between title and name, an agency's mark is its red seal at
real size, and annexes in files of their own and copies carry text only. A trial mark says so in words.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from signing.errors import SigningError
from signing.fonts import FontFace, embed_font, font_face
from signing.geometry import upright
from signing.objects import PdfObject, name, number, stream

TRIAL_WORDS = "THỬ NGHIỆM / TRIAL"
LARGEST_PICTURE = 4_000_000  # pixels; a seal of 40 mm at 600 dpi has 0.9 million
BLUE, RED, BLACK = "0 0.2 0.65", "0.8 0.05 0.05", "0 0 0"


@dataclass(frozen=True)
class PersonalMark:
    """A person's handwritten signature: a PNG with transparency, else the lines written in blue, centred.

    `font` (from `prepare_font`) is needed for lines and for a trial mark.
    """

    image_png: bytes | None = None
    lines: tuple[str, ...] = ()
    font: bytes | None = None
    trial: bool = False


@dataclass(frozen=True)
class SealMark:
    """An agency's seal: a PNG with transparency, drawn to fill its place."""

    image_png: bytes
    font: bytes | None = None
    trial: bool = False


@dataclass(frozen=True)
class TextMark:
    """Lines of text only, black, from the left: number and notation, time of signing, kind of copy."""

    lines: tuple[str, ...]
    font: bytes
    font_size: float = 10
    trial: bool = False


Mark = PersonalMark | SealMark | TextMark


@dataclass(frozen=True)
class MarkStyle(BaseStampStyle):
    """Lets pyHanko draw one of our marks; `rotation` is the /Rotate of the page it stands on."""

    border_width: int = 0
    mark: Mark | None = None
    rotation: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: layout.BoxConstraints, text_params: dict[str, Any]
    ) -> BaseStamp:
        return _MarkStamp(writer=writer, style=self, box=box)


class _MarkStamp(BaseStamp):
    def _render_inner_content(self) -> list[bytes]:
        width, height, matrix = upright(self.style.rotation, float(self.box.width), float(self.box.height))
        commands = [f"q {matrix} cm", *self._draw(self.style.mark, width, height), "Q"]
        return ["\n".join(commands).encode("ascii")]

    def _draw(self, mark: Mark, width: float, height: float) -> list[str]:
        if not mark.trial:
            return self._draw_body(mark, width, height)
        band = min(11.0, height * 0.25)
        body = self._draw_body(mark, width, height - band)
        words = self._text((TRIAL_WORDS,), mark.font, width, band, colour=RED, size=band * 0.8)
        return [f"q 1 0 0 1 0 {band:.3f} cm", *body, "Q", *words]

    def _draw_body(self, mark: Mark, width: float, height: float) -> list[str]:
        if isinstance(mark, TextMark):
            return self._text(
                mark.lines, mark.font, width, height, colour=BLACK, size=mark.font_size, centred=False
            )
        if mark.image_png is not None:
            return self._picture(mark.image_png, width, height)
        lines = mark.lines if isinstance(mark, PersonalMark) else ()
        return self._text(
            lines, mark.font, width, height, colour=BLUE, size=height / max(1, len(lines)) * 0.7
        )

    def _picture(self, png: bytes, width: float, height: float) -> list[str]:
        picture = _read_picture(png)
        scale = min(width / picture.width, height / picture.height)
        drawn_width, drawn_height = picture.width * scale, picture.height * scale
        x, y = (width - drawn_width) / 2, (height - drawn_height) / 2
        drawn = _add_picture(self._ensure_writer, picture)
        self.set_resource(ResourceType.XOBJECT, name("/Picture"), drawn)
        return [f"q {drawn_width:.3f} 0 0 {drawn_height:.3f} {x:.3f} {y:.3f} cm /Picture Do Q"]

    def _text(
        self,
        lines: tuple[str, ...],
        font: bytes | None,
        width: float,
        height: float,
        *,
        colour: str,
        size: float,
        centred: bool = True,
    ) -> list[str]:
        if font is None:
            raise SigningError("font-missing", "A mark with words needs a font.")
        face = font_face(font)
        widest = max((face.width(line, 1) for line in lines), default=0) or 1
        size = min(size, width / widest, height / max(1, len(lines)) / 1.15)
        self._use_font(face)
        leading = size * 1.15
        top = height - (height - leading * len(lines)) / 2 if centred else height
        commands = [f"BT /Letters {size:.3f} Tf {colour} rg"]
        for index, line in enumerate(lines):
            x = (width - face.width(line, size)) / 2 if centred else 0
            y = top - leading * index - size * 0.9
            commands.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm {face.encode(line)} Tj")
        return [*commands, "ET"]

    def _use_font(self, face: FontFace) -> None:
        if name("/Letters") not in self.resources.font:
            self.set_resource(ResourceType.FONT, name("/Letters"), embed_font(self._ensure_writer, face))


@dataclass(frozen=True)
class _Picture:
    width: int
    height: int
    colours: bytes
    opacity: bytes | None


@lru_cache(maxsize=32)
def _read_picture(png: bytes) -> _Picture:
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            if opened.width * opened.height > LARGEST_PICTURE:
                raise SigningError("picture-unusable", "The picture has too many pixels.")
            picture = opened.convert("RGBA")
    except SigningError:
        raise
    except Exception as error:  # Pillow raises many kinds for damaged files
        raise SigningError(
            "picture-unusable", "The picture of the mark is no PNG that can be read."
        ) from error
    alpha = picture.getchannel("A").tobytes()
    opacity = None if alpha.count(255) == len(alpha) else zlib.compress(alpha, 9)
    return _Picture(
        picture.width, picture.height, zlib.compress(picture.convert("RGB").tobytes(), 9), opacity
    )


def _add_picture(writer: BasePdfFileWriter, picture: _Picture) -> PdfObject:
    image = _image(picture, "/DeviceRGB", picture.colours)
    if picture.opacity is not None:
        image[name("/SMask")] = writer.add_object(_image(picture, "/DeviceGray", picture.opacity))
    return writer.add_object(image)


def _image(picture: _Picture, colour_space: str, encoded: bytes) -> PdfObject:
    entries = {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        "/Width": number(picture.width),
        "/Height": number(picture.height),
        "/ColorSpace": colour_space,
        "/BitsPerComponent": number(8),
        "/Filter": "/FlateDecode",
    }
    return stream(encoded, entries, encoded=True)
