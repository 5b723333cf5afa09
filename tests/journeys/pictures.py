"""Pictures of pages as a journey meets them, small enough for a repository."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.journeys.visitors import HEIGHT, WIDE, Visitor

LARGEST = 250_000  # bytes
COLOURS = 128


@dataclass(frozen=True)
class Album:
    """Keeps pictures in ``folder``."""

    folder: Path

    def add(self, visitor: Visitor, name: str, height: int = HEIGHT) -> None:
        """Take a picture of what the window shows, in few colours."""
        path = self.folder / f"{name}.png"
        visitor.page.set_viewport_size({"width": WIDE, "height": height})
        visitor.page.screenshot(path=path)
        visitor.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, f"{path.name} is too large"
