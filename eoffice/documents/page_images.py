"""Pages as pictures with their words, kept by the hash of the file they show.

A file with this hash never changes, so neither do its pages: what was drawn once is taken from the cache, and
the cache may be deleted at any time. What is used least recently goes first when it grows too large.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eoffice.core.errors import Invalid, NotFound
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.documents.models import FileVersion
from eoffice.documents.refusals import refusal_of
from eoffice.ui.components import PageView, TextWord
from signing import SigningError
from signing.pages import PageLayout, page_layouts, render_page

WIDTHS = (600, 900, 1300, 1900, 2600)  # pixels: a phone, to a wide screen at 300 %
MOST_TEXTS = 100  # pages with a text layer; a page that long is read in the file itself
CACHE_BYTES = 512 * 1024 * 1024


class PageCache:
    """Small files by name in a folder of at most about ``limit`` bytes."""

    def __init__(self, folder: Path, limit: int = CACHE_BYTES) -> None:
        self._folder = folder
        self._limit = limit

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The content under ``name``, made now when it is not there."""
        path = self._folder / name[:2] / name
        try:
            content = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:
            content = make()
            self._keep(path, content)
        return content

    def _keep(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
        self._evict()

    def _evict(self) -> None:
        kept = []
        for path in self._folder.glob("??/*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            kept.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= self._limit:
                return
            path.unlink(missing_ok=True)
            total -= size


def page_picture(runtime: Runtime, version: FileVersion, number: int, width: int) -> bytes:
    """Page ``number`` (from 1) of a PDF as PNG, ``width`` pixels wide.

    Raises Invalid for a width that is not offered, NotFound for a page the file does not have.
    """
    if width not in WIDTHS:
        raise Invalid(
            "width-not-offered",
            N_("Pages are not drawn in this width."),
            N_("Ask for one of these widths: %(widths)s."),
            field="width",
            widths=", ".join(map(str, WIDTHS)),
        )
    if number < 1 or (version.page_count is not None and number > version.page_count):
        raise _no_such_page()

    def draw() -> bytes:
        try:
            with runtime.store.open(version.sha256) as file:
                return render_page(file, number - 1, width)
        except SigningError as error:
            raise (_no_such_page() if error.code == "page-not-found" else refusal_of(error.code)) from error

    return _cache(runtime).get(f"{version.sha256}-{number}-{width}.png", draw)


def page_views(runtime: Runtime, version: FileVersion, address: Callable[[int, int], str]) -> list[PageView]:
    """The pages of a PDF as the viewer shows them; ``address(number, width)`` is where each picture is."""

    def read() -> bytes:
        with runtime.store.open(version.sha256) as file:
            layouts = page_layouts(file, most_texts=MOST_TEXTS)
        return json.dumps([_as_json(layout) for layout in layouts]).encode()

    try:
        found = json.loads(_cache(runtime).get(f"{version.sha256}-layouts.json", read))
    except SigningError as error:
        raise refusal_of(error.code) from error
    return [_view(number, item, address) for number, item in enumerate(found, 1)]


def _cache(runtime: Runtime) -> PageCache:
    return PageCache(runtime.settings.instance_folder / "cache" / "pages")


def _as_json(layout: PageLayout) -> dict[str, Any]:
    return {
        "width": layout.size.width,
        "height": layout.size.height,
        "words": [[word.text, *word.box] for word in layout.words],
    }


def _view(number: int, item: dict[str, Any], address: Callable[[int, int], str]) -> PageView:
    height = item["height"]
    return PageView(
        number=number,
        width=item["width"],
        height=height,
        images=tuple((pixels, address(number, pixels)) for pixels in WIDTHS),
        # signing counts down from the upper edge, the viewer up from the lower one
        words=tuple(
            TextWord(text, left, height - bottom, right, height - top)
            for text, left, top, right, bottom in item["words"]
        ),
    )


def _no_such_page() -> NotFound:
    return NotFound(
        "no-such-page", N_("The document has no such page."), N_("Open the document to see its pages.")
    )
