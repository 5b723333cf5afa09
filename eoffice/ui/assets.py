"""Where the built assets are: style sheets, scripts and fonts with hashed names."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
DIST = STATIC / "dist"
MANIFEST = DIST / "manifest.json"
FONTS_FOR_MARKS = DIST / "fonts-for-marks"


class AssetsMissing(RuntimeError):
    """The assets were not built. Says which command builds them."""

    def __init__(self, missing: Path) -> None:
        super().__init__(
            f"The pages' assets are not built ({missing.name} is missing in {missing.parent}). "
            "Run: make assets"
        )


@cache
def _manifest_at(path: Path, _changed_at: int) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    return loaded


def manifest(path: Path = MANIFEST) -> dict[str, str]:
    """Name → hashed file name, as the build wrote it. Raises `AssetsMissing` when it was not built."""
    try:
        changed_at = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise AssetsMissing(path) from None
    return _manifest_at(path, changed_at)


def asset_file(name: str) -> str:
    """The hashed file name of `name` (such as `main.css`), relative to `static/dist`."""
    try:
        return manifest()[name]
    except KeyError:
        raise AssetsMissing(DIST / name) from None


def asset_url(name: str) -> str:
    """The address of a built asset, such as `/static/dist/main-4F2A.css` for `main.css`."""
    return f"/static/dist/{asset_file(name)}"


def mark_font(name: str) -> Path:
    """A font for drawing marks, such as `tinos-vietnamese-400-normal.woff`."""
    path = FONTS_FOR_MARKS / name
    if not path.is_file():
        raise AssetsMissing(path)
    return path
