"""Pictures of pages: drawn once, kept within a limit."""

import os
from pathlib import Path

from eoffice.documents.page_images import PageCache


def test_what_was_made_once_is_not_made_again(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    assert cache.get("ab-1", lambda: b"first") == b"first"
    assert cache.get("ab-1", lambda: b"second") == b"first"


def test_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, limit=25)
    for moment, name in enumerate(("aa-1", "bb-2"), 1):
        cache.get(name, lambda: b"x" * 10)
        os.utime(tmp_path / name[:2] / name, (moment, moment))
    cache.get("aa-1", lambda: b"not asked for")
    cache.get("cc-3", lambda: b"x" * 10)
    assert sorted(path.name for path in tmp_path.glob("*/*")) == ["aa-1", "cc-3"]
