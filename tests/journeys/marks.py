"""The mark of a signature: where it will stand on the page for signing, and where it stands in the file."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf
from playwright.sync_api import Locator

from tests.journeys.visitors import Visitor

EDGES = ("left", "bottom", "right", "top")
STEP = 2.0  # points an arrow key moves the mark by
FAR = 20.0  # with Shift


@dataclass(frozen=True)
class Box:
    """A rectangle on a page: in points from the lower left corner, or in pixels of the window."""

    left: float
    bottom: float
    right: float
    top: float

    def moved(self, right: float, up: float) -> Box:
        """The rectangle, moved."""
        return Box(self.left + right, self.bottom + up, self.right + right, self.top + up)

    def is_near(self, other: Box, tolerance: float = 0.5) -> bool:
        """Whether every edge lies within ``tolerance`` of the other's."""
        return all(abs(getattr(self, edge) - getattr(other, edge)) <= tolerance for edge in EDGES)


def mark_box(leader: Visitor) -> Box:
    """Where the mark will stand, as the form says it."""
    values = [float(leader.page.input_value(f"input[name=mark_{edge}]")) for edge in EDGES]
    return Box(*values)


def mark_stands_between(leader: Visitor, title: str, name: str) -> bool:
    """Whether the mark is seen between the lines of title and name, centred on the name."""
    mark, above, below = (
        _seen(_mark(leader)),
        _seen(_line(leader, title)),
        _seen(_line(leader, name)),
    )
    is_centred = abs((mark[0] + mark[2]) - (below[0] + below[2])) < 4
    return above[1] <= mark[1] and mark[3] <= below[3] and mark[1] < below[1] and is_centred


def drag_mark(leader: Visitor, right: float, up: float) -> None:
    """Drag the mark with the mouse by so many points of the page."""
    mouse = leader.page.mouse
    left, top, far_right, bottom = _seen(_mark(leader))
    scale = (far_right - left) / (mark_box(leader).right - mark_box(leader).left)
    x, y = (left + far_right) / 2, (top + bottom) / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right * scale, y - up * scale, steps=5)
    mouse.up()


def move_mark(leader: Visitor, *keys: str) -> None:
    """Move the mark by keys."""
    leader.page.locator("[data-mark]").focus()
    for key in keys:
        leader.page.keyboard.press(key)


def drawn_box(data: bytes) -> Box:
    """Where the mark of the first signature of a file stands, on a page that is not turned."""
    with pikepdf.open(io.BytesIO(data)) as document:
        signed = [field for field in document.Root.AcroForm.Fields if field.get("/FT") == "/Sig"]
        first = min(signed, key=lambda field: int(field.V.ByteRange[2]) + int(field.V.ByteRange[3]))
        return Box(*(float(number) for number in first.Rect))


def _mark(leader: Visitor) -> Locator:
    return leader.page.locator(".mark-box")


def _line(leader: Visitor, text: str) -> Locator:
    """The line of the document that says ``text`` and nothing else."""
    return leader.page.locator(".page-line").filter(has_text=re.compile(rf"^\s*{re.escape(text)}\s*$"))


def _seen(what: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is seen, in pixels of the window."""
    box = what.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]
