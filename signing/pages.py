"""Pages as pictures and as words, read by pdfium in a child process with limits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import BinaryIO

from signing.geometry import PageSize, Word
from signing.sandbox import Limits, run_child

LIMITS = Limits(memory=1536, processor=15, patience=30)
WIDEST = 5000  # pixels


def render_page(file: BinaryIO, page: int, width_px: int) -> bytes:
    """A page (counted from 0) as a PNG, `width_px` pixels wide (at most 5000), with its signatures and
    fields.

    Raises SigningError `page-not-found`, `pdf-broken` or `too-complex`.
    """
    if not 1 <= width_px <= WIDEST:
        raise ValueError(f"width_px must be between 1 and {WIDEST}")
    return run_child("signing.page_child", {"task": "render", "page": page, "width": width_px}, file, LIMITS)


def page_words(file: BinaryIO, page: int) -> list[Word]:
    """The words of a page in reading order, with their boxes as shown. Raises like `render_page`."""
    words = json.loads(run_child("signing.page_child", {"task": "words", "page": page}, file, LIMITS))
    return [Word(word["text"], tuple(word["box"])) for word in words]


@dataclass(frozen=True)
class PageLayout:
    """The size of a page and its words in reading order, with their boxes as shown."""

    size: PageSize
    words: tuple[Word, ...]


def page_layouts(file: BinaryIO, *, most_texts: int) -> list[PageLayout]:
    """The layout of every page, read by one child; words only of the first `most_texts` pages.

    Raises SigningError `pdf-broken` or `too-complex`.
    """
    request = {"task": "layouts", "most_texts": most_texts}
    found = json.loads(run_child("signing.page_child", request, file, LIMITS))
    return [
        PageLayout(
            PageSize.from_json(item["size"]),
            tuple(Word(word["text"], tuple(word["box"])) for word in item["words"]),
        )
        for item in found
    ]


def size_of_page(file: BinaryIO, page: int) -> PageSize:
    """Size, rotation and visible box of a page. Raises like `render_page`."""
    return PageSize.from_json(
        json.loads(run_child("signing.page_child", {"task": "size", "page": page}, file, LIMITS))
    )
