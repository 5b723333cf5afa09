"""What the people of a receiving agency do, each finding the document among what waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from playwright.sync_api import expect

from tests.journeys.sending import choose
from tests.journeys.visitors import Visitor

PATIENCE_MILLISECONDS = 20_000


def wait_for_arrival(clerk: Visitor, subject: str) -> str:
    """Look again until the document is among those to be accepted; open it and give its path."""
    link = clerk.page.locator("#incoming-accept").get_by_role("link", name=subject, exact=True)
    for _ in range(20):
        clerk.go("/")
        if link.count():
            break
        clerk.page.wait_for_timeout(500)
    clerk.follow(link)
    return clerk.here


def take(visitor: Visitor, path: str, action: str) -> None:
    """Take the step whose form is on the page that is open."""
    visitor.send(f"{path}/{action}")
    expect(visitor.page.locator(".flash, .notice-success").first).to_be_visible()


def direct(leader: Visitor, path: str, text: str, due_on: date, parts: Mapping[str, str]) -> None:
    """Write the directive; ``parts`` by the names of units."""
    leader.page.fill("#text", text)
    leader.page.fill("#due_on", due_on.isoformat())
    for unit, part in parts.items():
        leader.page.get_by_label(unit, exact=True).select_option(part)
    take(leader, path, "direct")


def assign(head: Visitor, path: str, person: str, note: str) -> None:
    """Put an officer in charge."""
    choose(head, "#post_id", person)
    head.page.check("input[name=part][value=lead]")
    head.page.fill("#note", note)
    take(head, path, "assign")


def finish(officer: Visitor, path: str, result: str) -> None:
    """Mark it as handled."""
    officer.page.fill("#result", result)
    take(officer, path, "finish")


def status_at_sender(sender: Visitor, path: str, receiver: str) -> str:
    """What the sender's page says of one receiver: its business status and what stands beside it."""
    sender.go(path)
    row = sender.page.locator("#receivers tr", has_text=receiver)
    return " ".join(row.inner_text().split())
