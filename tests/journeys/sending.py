"""What the people of a sending agency do, each finding the document among what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

import eoffice.sample
from tests.journeys.visitors import Visitor

FIXTURES = Path(eoffice.sample.__file__).parent / "fixtures"


@dataclass(frozen=True)
class ReceiverRow:
    """A row of the form: a channel, a name as the suggestions write it, an address where one is needed."""

    channel: str
    name: str
    contact: str = ""


@dataclass(frozen=True)
class Draft:
    """What an officer puts into the form."""

    kind: str
    subject: str
    signer: str
    main: Path
    annexes: Sequence[Path]
    supporting: Sequence[Path]
    receivers: Sequence[ReceiverRow]
    urgency: str = "urgent"


def fill_draft(officer: Visitor, draft: Draft) -> None:
    """Fill the form that is open in, but for the receivers."""
    page = officer.page
    page.set_input_files("#main", draft.main)
    page.select_option("#kind", draft.kind)
    choose(officer, "#signer_post_id", draft.signer)
    page.fill("#subject", draft.subject)
    page.check(f"input[name=urgency][value={draft.urgency}]")
    page.set_input_files("#annexes", list(draft.annexes))
    page.set_input_files("#supporting", list(draft.supporting))


def fill_receivers(officer: Visitor, rows: Sequence[ReceiverRow], first: int = 0) -> None:
    """Fill rows in from row ``first``; where script runs there is one empty row, and a button for more."""
    for index, row in enumerate(rows, first):
        if officer.page.locator("[data-receiver]").count() <= index:
            officer.page.click("[data-add-receiver]")
        officer.page.select_option(f"#receivers-{index}-channel", row.channel)
        officer.page.fill(f"#receivers-{index}-name", row.name)
        officer.page.fill(f"#receivers-{index}-contact", row.contact)


def save_new(officer: Visitor) -> str:
    """Save the form of a new draft; the path of the document."""
    officer.send("/documents/new")
    return officer.here


def draft(officer: Visitor, wanted: Draft) -> str:
    """Draft a document with its files; its path."""
    officer.go("/documents")
    officer.follow(officer.page.locator('main a[href="/documents/new"]').first)
    fill_draft(officer, wanted)
    fill_receivers(officer, wanted.receivers)
    return save_new(officer)


def submit(officer: Visitor, path: str, proposal: str) -> None:
    """Submit with a slip."""
    officer.go(path)
    officer.follow(officer.page.locator(f'a[href="{path}/submit"]'))
    officer.page.fill("#proposal", proposal)
    officer.send(f"{path}/submit")
    expect(officer.page.get_by_text(proposal)).to_be_visible()


def return_draft(reviewer: Visitor, path: str, reason: str) -> None:
    """Give the document that is open back with a reason."""
    form = f'form[action="{path}/return"]'
    reviewer.page.click(f"details:has({form}) summary")
    reviewer.page.fill(f"{form} [name=reason]", reason)
    reviewer.send(f"{path}/return")
    expect(reviewer.page.get_by_text(reason).first).to_be_visible()


def number(clerk: Visitor, path: str) -> str:
    """Give number and date to the document that is open; the number as it is shown."""
    clerk.follow(clerk.page.locator(f'a[href="{path}/number"]'))
    clerk.send(f"{path}/number")
    return clerk.page.locator(".crumbs [aria-current=page]").inner_text()


def main_file_address(visitor: Visitor) -> str:
    """Where the main file of the document that is open is to be had."""
    return visitor.page.locator(".file-name a").first.get_attribute("href") or ""


def choose(visitor: Visitor, field: str, label: str) -> None:
    """Choose the option of ``field`` whose label holds ``label``."""
    options = visitor.page.locator(f"{field} option", has_text=label)
    assert options.count() == 1, f"{options.count()} choices hold {label}"
    value = options.get_attribute("value")
    assert value
    visitor.page.select_option(field, value)
