"""The child process behind `pages` and `places`: pdfium reads one page of one file."""

from __future__ import annotations

import io
import json
import re
from typing import Any, BinaryIO

import pypdfium2

from signing.errors import SigningError
from signing.geometry import Blank, Blanks, Box, PageSize, Place, page_size
from signing.page_text import Letter, PageText, enclosing, plain

MOST_PIXELS = 40_000_000
NARROWEST_BLANK = 9.0  # points; room for one digit
MARK_WIDTH = (110.0, 200.0)
MARK_HEIGHT = (14.0, 95.0)
FARTHEST = 260.0  # points between a title and the name under it
_NUMBER = re.compile(f"{plain('số')}:?(?=/)")
_DATE = re.compile(f"({plain('ngày')})({plain('tháng')})(?={plain('năm')})")


def answer(document: BinaryIO, request: dict[str, Any]) -> bytes:
    try:
        pdf = pypdfium2.PdfDocument(document)
        return _answer(pdf, request)
    except pypdfium2.PdfiumError as error:
        raise SigningError("pdf-broken", "The PDF cannot be read.") from error


def _answer(pdf: Any, request: dict[str, Any]) -> bytes:  # noqa: ANN401 - pypdfium2 carries no types
    match request["task"]:
        case "render":
            return _render(pdf, request["page"], request["width"])
        case "words":
            words = _text(pdf, request["page"]).words()
            found: Any = [{"text": word.text, "box": list(word.box)} for word in words]
        case "layouts":
            found = [_layout(pdf, index, index < request["most_texts"]) for index in range(len(pdf))]
        case "size":
            found = _size(_page(pdf, request["page"])).as_json()
        case "mark":
            place = _mark_place(pdf, request["title"], request["name"])
            found = place.as_json() if place else None
        case _:
            found = _blanks(pdf).as_json()
    return json.dumps(found).encode("ascii")


def _page(pdf: Any, index: int) -> Any:  # noqa: ANN401 - no types, as above
    if not 0 <= index < len(pdf):
        raise SigningError("page-not-found", "The document has no such page.", page=index + 1, pages=len(pdf))
    return pdf[index]


def _size(page: Any) -> PageSize:  # noqa: ANN401 - no types, as above
    media, crop = page.get_mediabox(), page.get_cropbox()
    shown = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return page_size(shown, page.get_rotation())


def _text(pdf: Any, index: int) -> PageText:  # noqa: ANN401 - no types, as above
    page = _page(pdf, index)
    return PageText(page, _size(page))


def _layout(pdf: Any, index: int, with_words: bool) -> dict[str, Any]:  # noqa: ANN401 - no types, as above
    words = _text(pdf, index).words() if with_words else []
    return {
        "size": _size(_page(pdf, index)).as_json(),
        "words": [{"text": word.text, "box": list(word.box)} for word in words],
    }


def _render(pdf: Any, index: int, width: int) -> bytes:  # noqa: ANN401 - no types, as above
    pdf.init_forms()
    page = _page(pdf, index)
    shown_width, shown_height = page.get_size()
    scale = width / shown_width
    if width * shown_height * scale > MOST_PIXELS:
        raise SigningError("too-complex", "The page would be too large a picture.")
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _mark_place(pdf: Any, title: str, name: str) -> Place | None:  # noqa: ANN401 - no types, as above
    last_line = next((line for line in reversed(title.splitlines()) if line.strip()), "")
    for index in range(len(pdf) - 1, -1, -1):
        text = _text(pdf, index)
        titles = [enclosing(letters) for letters in text.find(last_line)]
        names = [enclosing(letters) for letters in text.find(name)]
        for signer in sorted(names, key=lambda box: -box[1]):
            above = [box for box in titles if _stands_over(box, signer)]
            if above:
                size = _size(_page(pdf, index))
                return Place(
                    index, size.in_user_space(_between(max(above, key=lambda box: box[3]), signer, size))
                )
    return None


def _stands_over(title: Box, name: Box) -> bool:
    gap = name[1] - title[3]
    apart = abs((title[0] + title[2]) - (name[0] + name[2])) / 2
    reach = max(title[2] - title[0], name[2] - name[0])
    return MARK_HEIGHT[0] <= gap <= FARTHEST and apart <= reach * 0.75


def _between(title: Box, name: Box, size: PageSize) -> Box:
    """The mark's box as shown: centred on the two lines and in the gap between them."""
    centre = ((title[0] + title[2]) / 2 + (name[0] + name[2]) / 2) / 2
    width = min(MARK_WIDTH[1], max(MARK_WIDTH[0], title[2] - title[0], name[2] - name[0]))
    left = min(max(centre - width / 2, 4.0), size.width - width - 4.0)
    middle = (title[3] + name[1]) / 2
    height = min(MARK_HEIGHT[1], name[1] - title[3])
    return (left, middle - height / 2, left + width, middle + height / 2)


def _blanks(pdf: Any) -> Blanks:  # noqa: ANN401 - no types, as above
    page = _page(pdf, 0)
    size = _size(page)
    text = PageText(page, size)
    number = next(
        (text.span(match.end() - 1, match.end() + 1) for match in _NUMBER.finditer(text.plain_text)), None
    )
    date = _DATE.search(text.plain_text)
    day = text.span(date.end(1) - 1, date.start(2) + 1) if date else None
    month = text.span(date.end(2) - 1, date.end(2) + 1) if date else None
    return Blanks(*(_blank(letters, size) for letters in (number, day, month)))


def _blank(letters: list[Letter] | None, size: PageSize) -> Blank | None:
    """The gap between two letters of one line in the upper half of the page."""
    if not letters or len(letters) != 2:
        return None
    before, after = letters
    left, right = before.box[2] + 1.5, after.box[0] - 1.0
    on_one_line = abs(before.baseline - after.baseline) < before.size * 0.3
    if not on_one_line or right - left < NARROWEST_BLANK or before.baseline > size.height / 2:
        return None
    shown = (left, before.baseline - before.size * 0.95, right, before.baseline + before.size * 0.25)
    return Blank(Place(0, size.in_user_space(shown)), before.size, before.is_slanted)
