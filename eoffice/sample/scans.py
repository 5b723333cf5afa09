"""A page as a scanner gives it: one picture, a little askew, with the marks of the paper's signer."""

from __future__ import annotations

import io
import random

import pypdfium2 as pdfium
from PIL import Image, ImageFilter

from eoffice.sample.marks import DPI as MARK_DPI

SCAN_DPI = 200
_PAPER = (250, 248, 243)


def scan(pdf: bytes, seal: bytes, signature: bytes, anchor: str, seed: int) -> bytes:
    """An image-only PDF of the first page at 200 dots an inch.

    ``signature`` and ``seal`` (PNG at their real size) are put above the last place where ``anchor``, the
    signer's name, stands: the signature centred, the seal over its left third. Raises ``ValueError`` when the
    name is not on the page.
    """
    page = pdfium.PdfDocument(pdf)[0]
    picture = page.render(scale=SCAN_DPI / 72).to_pil().convert("RGB")
    centre, top = _place(page, anchor)
    _put(picture, signature, centre, top)
    _put(picture, seal, centre - 17 / 25.4 * SCAN_DPI, top - 1 / 25.4 * SCAN_DPI)
    return _as_pdf(_worn(picture, random.Random(seed)))  # noqa: S311 - dust, not a secret


def _place(page: pdfium.PdfPage, anchor: str) -> tuple[float, float]:
    """Where the middle of the mark belongs, in pixels: 15 mm above the name."""
    text = page.get_textpage()
    searcher = text.search(anchor)
    last = None
    while (found := searcher.get_next()) is not None:
        last = found
    if last is None:
        raise ValueError(f"{anchor} is not on the page")
    left, _, _, top = text.get_charbox(last[0])
    right = text.get_charbox(last[0] + last[1] - 1)[2]
    scale = SCAN_DPI / 72
    return (left + right) / 2 * scale, (page.get_height() - top) * scale - 15 / 25.4 * SCAN_DPI


def _put(picture: Image.Image, mark: bytes, centre: float, middle: float) -> None:
    drawn = Image.open(io.BytesIO(mark))
    width, height = (round(side * SCAN_DPI / MARK_DPI) for side in drawn.size)
    scaled = drawn.resize((width, height))
    picture.paste(scaled, (round(centre - width / 2), round(middle - height / 2)), scaled)


def _worn(picture: Image.Image, chance: random.Random) -> Image.Image:
    turned = picture.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    tinted = Image.blend(turned, Image.new("RGB", turned.size, _PAPER), 0.12)
    for _ in range(140):
        at = (chance.randrange(tinted.width), chance.randrange(tinted.height))
        tinted.paste((150, 148, 144), (at[0], at[1], at[0] + 2, at[1] + chance.choice((1, 2, 3))))
    return tinted.filter(ImageFilter.GaussianBlur(0.6))


def _as_pdf(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PDF", resolution=SCAN_DPI, quality=30)
    return made.getvalue()
