"""Where marks and numbers belong, found from what is printed on the page (Decree 30/2020/NĐ-CP, Annex I)."""

from __future__ import annotations

import json
from typing import BinaryIO

from signing.geometry import Blanks, PageSize, Place
from signing.pages import LIMITS, size_of_page
from signing.sandbox import run_child

POINTS_PER_MM = 72 / 25.4


def find_mark_place(file: BinaryIO, title: str, name: str) -> Place | None:
    """Between a signer's title and full name, on the last page that has both, the name under the title.

    Case, spaces and the Unicode form of letters do not matter; of a title on several lines the last counts.
    None when the text does not have them so. Raises SigningError `pdf-broken` or `too-complex`.
    """
    request = {"task": "mark", "title": title, "name": name}
    found = json.loads(run_child("signing.page_child", request, file, LIMITS))
    return Place.from_json(found) if found else None


def find_blanks(file: BinaryIO) -> Blanks:
    """The gaps after "Số:" and in "ngày … tháng … năm" on the first page. Raises like `find_mark_place`."""
    return Blanks.from_json(json.loads(run_child("signing.page_child", {"task": "blanks"}, file, LIMITS)))


def find_seal_place(file: BinaryIO, mark_place: Place, diameter_mm: float = 36) -> Place:
    """A seal of real size that covers the left third of a signature's mark, whatever way the page is turned.

    Raises SigningError `page-not-found`, `pdf-broken` or `too-complex`.
    """
    return seal_place(size_of_page(file, mark_place.page), mark_place, diameter_mm)


def seal_place(size: PageSize, mark_place: Place, diameter_mm: float = 36) -> Place:
    """The same for a page whose size is known."""
    left, top, right, bottom = size.shown(mark_place.box)
    diameter = diameter_mm * POINTS_PER_MM
    seal_right = max(left + (right - left) / 3, diameter)
    seal_top = min(max((top + bottom) / 2 - diameter / 2, 0.0), size.height - diameter)
    shown = (seal_right - diameter, seal_top, seal_right, seal_top + diameter)
    return Place(mark_place.page, size.in_user_space(shown))
