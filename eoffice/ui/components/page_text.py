"""Pages of a document as the viewer shows them: pictures, and the words that lie over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextWord:
    """A word and its box in points of the page as shown, origin at the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class PageView:
    """One page: its size in points as shown (after rotation), its pictures and its words.

    `images` are (width in pixels, address), smallest first; the browser takes what fits its screen.
    """

    number: int
    width: float
    height: float
    images: tuple[tuple[int, str], ...]
    words: tuple[TextWord, ...] = ()


@dataclass(frozen=True)
class PageText:
    """A word placed in an SVG over the page: y grows downwards, `size` is the height of the letters."""

    text: str
    x: float
    y: float
    width: float
    size: float


# Letters reach a fifth of their box below the line they stand on (average of Latin fonts).
DESCENT = 0.22


def text_lines(page: PageView) -> list[list[PageText]]:
    """The page's words line by line, in the order given; words whose middles meet share a line."""
    lines: list[list[TextWord]] = []
    for word in page.words:
        if lines and _same_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_placed(line, page.height) for line in lines]


def _same_line(previous: TextWord, word: TextWord) -> bool:
    middle = (word.bottom + word.top) / 2
    return previous.bottom <= middle <= previous.top and word.left >= previous.left


def _placed(line: Sequence[TextWord], page_height: float) -> list[PageText]:
    return list(_places(line, page_height))


def _places(line: Iterable[TextWord], page_height: float) -> Iterable[PageText]:
    for word in line:
        size = max(word.top - word.bottom, 1.0)
        yield PageText(
            text=word.text,
            x=round(word.left, 2),
            y=round(page_height - word.bottom - size * DESCENT, 2),
            width=round(max(word.right - word.left, 0.5), 2),
            size=round(size, 2),
        )
