"""Where things are on a page.

Two systems of coordinates, both in points (1/72 inch). *User space* is what a PDF stores: y grows upward and
the origin may be anywhere; a `Place` is in it. *Shown* coordinates are what a reader sees after cropping and
rotating: the origin is the upper left corner and y grows downward.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]


def _sorted_box(x0: float, y0: float, x1: float, y1: float) -> Box:
    left, right = sorted((x0, x1))
    low, high = sorted((y0, y1))
    return (round(left, 3), round(low, 3), round(right, 3), round(high, 3))


@dataclass(frozen=True)
class Place:
    """A rectangle on a page (counted from 0) in user space: left, bottom, right, top."""

    page: int
    box: Box

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    def as_json(self) -> dict[str, Any]:
        return {"page": self.page, "box": list(self.box)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Place:
        x0, y0, x1, y1 = (float(value) for value in data["box"])
        return cls(page=int(data["page"]), box=_sorted_box(x0, y0, x1, y1))


@dataclass(frozen=True)
class PageSize:
    """A page as it is shown: width and height after rotation, the rotation (0, 90, 180, 270 clockwise) and
    the visible box in user space.
    """

    width: float
    height: float
    rotation: int
    crop: Box

    def shown(self, box: Box) -> Box:
        """User space to shown coordinates: left, top, right, bottom."""
        x0, y0 = self._point_shown(box[0], box[1])
        x1, y1 = self._point_shown(box[2], box[3])
        return _sorted_box(x0, y0, x1, y1)

    def in_user_space(self, shown: Box) -> Box:
        """Shown coordinates (left, top, right, bottom) to user space."""
        x0, y0 = self._point_in_user_space(shown[0], shown[1])
        x1, y1 = self._point_in_user_space(shown[2], shown[3])
        return _sorted_box(x0, y0, x1, y1)

    def _point_shown(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.crop
        match self.rotation:
            case 90:
                return y - bottom, x - left
            case 180:
                return right - x, y - bottom
            case 270:
                return top - y, right - x
            case _:
                return x - left, top - y

    def _point_in_user_space(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.crop
        match self.rotation:
            case 90:
                return left + y, bottom + x
            case 180:
                return right - x, bottom + y
            case 270:
                return right - y, top - x
            case _:
                return left + x, top - y

    def as_json(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "crop": list(self.crop),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PageSize:
        x0, y0, x1, y1 = (float(value) for value in data["crop"])
        return cls(float(data["width"]), float(data["height"]), int(data["rotation"]), (x0, y0, x1, y1))


def page_size(crop: Box, rotation: int) -> PageSize:
    """The size of a page with this visible box and /Rotate value."""
    rotation %= 360
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    if rotation in (90, 270):
        width, height = height, width
    return PageSize(round(width, 3), round(height, 3), rotation, crop)


def upright(rotation: int, width: float, height: float) -> tuple[float, float, str]:
    """What keeps content upright inside a box of user space on a rotated page.

    Returns the width and height the reader sees, and the `cm` operands that carry content drawn in that frame
    (y upward) into the box.
    """
    match rotation % 360:
        case 90:
            return height, width, f"0 1 -1 0 {width:.3f} 0"
        case 180:
            return width, height, f"-1 0 0 -1 {width:.3f} {height:.3f}"
        case 270:
            return height, width, f"0 -1 1 0 0 {height:.3f}"
        case _:
            return width, height, "1 0 0 1 0 0"


@dataclass(frozen=True)
class Word:
    """A word of a page's text and where it is shown: left, top, right, bottom from the upper left corner."""

    text: str
    box: Box


@dataclass(frozen=True)
class Blank:
    """A gap left in a printed line, to be filled in letters of `font_size` points, slanted or upright."""

    place: Place
    font_size: float
    is_slanted: bool = False

    def as_json(self) -> dict[str, Any]:
        return {**self.place.as_json(), "font_size": self.font_size, "is_slanted": self.is_slanted}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Blank:
        return cls(Place.from_json(data), float(data["font_size"]), bool(data["is_slanted"]))


@dataclass(frozen=True)
class Blanks:
    """The gaps for number, day and month on the first page; None where there is none, or something is
    typed.
    """

    number: Blank | None = None
    day: Blank | None = None
    month: Blank | None = None

    def as_json(self) -> dict[str, Any]:
        parts = {"number": self.number, "day": self.day, "month": self.month}
        return {key: blank.as_json() if blank else None for key, blank in parts.items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Blanks:
        return cls(**{key: Blank.from_json(value) if value else None for key, value in data.items()})
