"""Going through every kind of page that a person can reach by links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.journeys.visitors import Visitor

_VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/statistics/)\w+")
_NOT_PAGES = re.compile(r"/files/|\.(?:png|pdf|crl|cer)$|^/static/|^/sign-out")


def crawl(visitor: Visitor, start: str = "/") -> Iterator[str]:
    """Open a page of each kind, beginning at ``start``; the address of each while it is open."""
    waiting, kinds = deque([start]), {_kind(start)}
    while waiting:
        address = waiting.popleft()
        visitor.go(address)
        yield address
        for link in _links(visitor):
            if _kind(link) not in kinds:
                kinds.add(_kind(link))
                waiting.append(link)


def _links(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.locator("a[href]").evaluate_all(
        "(links) => links.map((one) => one.getAttribute('href'))"
    )
    inside = (link.split("#")[0] for link in found if link.startswith(("/", "?")))
    whole = (visitor.here + link if link.startswith("?") else link for link in inside)
    return [link for link in whole if link and not _NOT_PAGES.search(urlsplit(link).path)]


def _kind(address: str) -> str:
    parts = urlsplit(address)
    names = sorted(pair.split("=")[0] for pair in parts.query.split("&"))
    return _VARYING.sub("*", parts.path) + "?" + ",".join(names)
