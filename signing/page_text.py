"""The text of a page as pdfium reads it, letter by letter with its place, and how to search it.

Producers write Vietnamese letters composed or decomposed, with spaces inside words or none between them, so
text is compared without spaces, without case and fully decomposed.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from signing.geometry import Box, PageSize, Word

_FILLERS = frozenset(".…_‥·")
_ITALIC = 1 << 6  # font descriptor flag (ISO 32000-1, table 123)


@dataclass(frozen=True)
class Letter:
    """One character, its box as shown, its baseline (shown, downward) and its size in points."""

    text: str
    box: Box
    baseline: float
    size: float
    is_slanted: bool


class PageText:
    """The letters of a page in reading order; `page` is a pypdfium2 page."""

    def __init__(self, page: Any, size: PageSize) -> None:  # noqa: ANN401 - pypdfium2 carries no types
        text_page = page.get_textpage()
        self.letters = [_letter(text_page, index, size) for index in range(text_page.count_chars())]
        self._plain, self._origin = _searchable(self.letters)

    def find(self, words: str) -> list[list[Letter]]:
        """Every occurrence of `words`, as the letters it is made of."""
        wanted = plain(words)
        found, start = [], 0
        while wanted and (start := self._plain.find(wanted, start)) >= 0:
            found.append(self.span(start, start + len(wanted)))
            start += len(wanted)
        return found

    @property
    def plain_text(self) -> str:
        """What `find` searches; positions in it are for `span`."""
        return self._plain

    def span(self, start: int, end: int) -> list[Letter]:
        indexes = sorted(set(self._origin[start:end]))
        return [self.letters[index] for index in indexes]

    def words(self) -> list[Word]:
        return [Word(unicodedata.normalize("NFC", text), box) for text, box in self._words()]

    def _words(self) -> Iterator[tuple[str, Box]]:
        current: list[Letter] = []
        for letter in [*self.letters, Letter(" ", (0, 0, 0, 0), 0, 0, False)]:
            if letter.text.isspace() or (current and not _continues(current[-1], letter)):
                if current:
                    yield "".join(part.text for part in current), enclosing(current)
                current = []
            if not letter.text.isspace():
                current.append(letter)


def plain(text: str) -> str:
    """Text as it is compared: decomposed, without case, spaces and fillers such as dots."""
    return "".join(mark for cluster in _clusters(text) for mark in cluster[1])


def enclosing(letters: list[Letter]) -> Box:
    boxes = [letter.box for letter in letters]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _continues(before: Letter, after: Letter) -> bool:
    if after.box[0] == after.box[2]:
        return True  # a combining mark without width
    same_line = before.box[1] < after.box[3] and after.box[1] < before.box[3]
    return same_line and -before.size * 2 < after.box[0] - before.box[2] < before.size * 0.5


def _searchable(letters: list[Letter]) -> tuple[str, list[int]]:
    text = "".join(letter.text for letter in letters)
    pieces: list[str] = []
    origin: list[int] = []
    for start, marks in _clusters(text):
        pieces.append(marks)
        origin += [start] * len(marks)
    return "".join(pieces), origin


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Base letters with their marks in canonical order, each with the index of its base in `text`."""
    start, held = 0, ""
    for index, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character.casefold()):
            if unicodedata.combining(part):
                held += part
                continue
            if held:
                yield start, _ordered(held)
            start, held = index, "" if _is_skipped(part) else part
    if held:
        yield start, _ordered(held)


def _ordered(cluster: str) -> str:
    return cluster[:1] + "".join(sorted(cluster[1:], key=unicodedata.combining))


def _is_skipped(part: str) -> bool:
    return part.isspace() or part in _FILLERS or unicodedata.category(part) in ("Cc", "Cf")


def _letter(text_page: Any, index: int, size: PageSize) -> Letter:  # noqa: ANN401 - no types, as above
    code = pdfium.FPDFText_GetUnicode(text_page, index)
    left, bottom, right, top = text_page.get_charbox(index, loose=True)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    return Letter(
        text=chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " ",
        box=size.shown((left, bottom, right, top)),
        baseline=size.shown((x.value, y.value, x.value, y.value))[1],
        size=round(pdfium.FPDFText_GetFontSize(text_page, index) * scale, 2),
        is_slanted=_is_slanted(text_page, index, matrix),
    )


def _is_slanted(text_page: Any, index: int, matrix: Any) -> bool:  # noqa: ANN401 - no types, as above
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, flags)
    named = any(word in name.value for word in (b"Italic", b"Oblique"))
    # Upright letters stand square on their line: the matrix columns are at right angles.
    sheared = abs(matrix.a * matrix.c + matrix.b * matrix.d) > 0.05 * max(1e-6, matrix.a**2 + matrix.b**2)
    return named or bool(flags.value & _ITALIC) or sheared
