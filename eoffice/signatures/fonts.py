"""The font marks and numbers are written in: Tinos, which has the measures of Times New Roman."""

from __future__ import annotations

from functools import lru_cache

from eoffice.ui.assets import mark_font as font_file
from signing import prepare_font

PARTS = ("tinos-latin-400-normal.woff", "tinos-vietnamese-400-normal.woff")


@lru_cache(maxsize=1)
def mark_font() -> bytes:
    """The prepared font. Raises ``AssetsMissing`` when the assets were not built."""
    return prepare_font(*(font_file(name).read_bytes() for name in PARTS))
