"""The statistics page, read as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.journeys.visitors import Visitor

HUNDREDTH = 0.01  # what a percentage is rounded to
ATTEMPTS = 40  # half a second each: figures follow the ledger within seconds


@dataclass(frozen=True)
class Shown:
    """The two counts of a figure as they stand on the page."""

    numerator: int
    denominator: int


def read_figures(visitor: Visitor, agency: str, **period: str) -> dict[str, Shown]:
    """Every figure of one agency by its code."""
    visitor.go("/statistics")
    value = visitor.page.locator("select[name=agency] option", has_text=agency).get_attribute("value")
    query = "&".join(f"{name}={text}" for name, text in ({"agency": value or ""} | period).items())
    visitor.go(f"/statistics?{query}")
    found = {}
    for figure in visitor.page.locator(".figure").all():
        links = figure.locator(".figure-counts a")
        address = urlsplit(links.nth(0).get_attribute("href") or "")
        assert parse_qs(address.query)["part"] == ["fulfilled"]
        counts = [int(re.sub(r"\D", "", text)) for text in links.all_inner_texts()]
        code = address.path.split("/")[2]
        shown = figure.locator(".figure-value").inner_text()
        if counts[1] == 0:
            assert shown == "–", code  # nothing was counted: no percentage, not 0
        else:
            percentage = float(shown.rstrip(" %").replace(",", "."))
            assert abs(percentage - 100 * counts[0] / counts[1]) < HUNDREDTH, code
        found[code] = Shown(*counts)
    return found


def wait_for_figures(
    visitor: Visitor, read: Callable[[], dict[str, Shown]], code: str, denominator: int
) -> dict[str, Shown]:
    """Read again until the figure counts ``denominator`` documents; what was read last."""
    for _ in range(ATTEMPTS):
        found = read()
        if found[code].denominator >= denominator:
            break
        visitor.page.wait_for_timeout(500)
    return found


def open_numerator(visitor: Visitor, code: str) -> None:
    """Follow the link of a numerator on the statistics page that is open."""
    visitor.follow(visitor.page.locator(f'.figure-counts a[href*="/{code}/"][href*="part=fulfilled"]'))


def listed(visitor: Visitor) -> list[str]:
    """The paths of the documents on all pages of the list that is open."""
    found = []
    while True:
        found += [link.get_attribute("href") or "" for link in visitor.page.locator("td.main a").all()]
        following = visitor.page.locator(".pager a[rel=next]")
        if not following.count():
            return found
        visitor.follow(following)
