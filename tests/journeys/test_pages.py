"""Every page of the sample: on a phone and on a wide screen, in both languages, by the keyboard alone."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from eoffice.incoming.models import ArrivalState
from eoffice.outgoing.models import OutgoingState
from tests.journeys.crawling import crawl
from tests.journeys.instances import DATABASE, Instance
from tests.journeys.visitors import HEIGHT, WIDE, Visitor, Visitors

WIDTHS = (360, 768, 1440)
PEOPLE = ("vanthu.yenkhe", "chanhvanphong.yenkhe", "chutich.tinh", "congchuc.tanlap", "quantri")
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return {
    isAction: one.matches("main .button-primary"),
    isMain: Boolean(one.closest("main")),
    isSeen: style.outlineStyle !== "none" || style.boxShadow !== "none" || one.matches(".mark"),
    label: one.outerHTML.slice(0, 200),
  };
}"""
PRESSES = 150
IN_EVERY_STATE = """
WITH one AS (
  SELECT 'documents' AS kind, state, min(document_id) AS document_id, agency_id
  FROM outgoing_documents GROUP BY state
  UNION ALL
  SELECT 'arrivals', state, min(document_id), agency_id FROM arrivals GROUP BY state
)
SELECT one.kind, one.state, one.document_id, agencies.name, min(accounts.login)
FROM one
JOIN agencies ON agencies.id = one.agency_id
JOIN posts ON posts.agency_id = one.agency_id AND posts.role = 'clerk'
JOIN accounts ON accounts.person_id = posts.person_id
GROUP BY one.kind, one.state
"""


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_fits_every_screen_and_speaks_both_languages(visitors: Visitors, login: str) -> None:
    visitor = visitors[login]
    visited, wide = [], []
    for address in crawl(visitor):
        visited.append(address)
        wide += too_wide(visitor)
    try:
        speak(visitor, "en")
        for address in visited:
            visitor.go(address)
            wide += too_wide(visitor, WIDTHS[:1])
    finally:
        speak(visitor, "vi")
    assert len(visited) > 10
    assert wide == []


def test_documents_in_every_state_fit_every_screen(visitors: Visitors, instance: Instance) -> None:
    wide, states = [], set()
    for login, agency, path, state in documents_in_every_state(instance.folder):
        visitor = visitors[login]
        usual = acts_for(visitor)
        act_for(visitor, agency)
        visitor.go(path)
        wide += too_wide(visitor)
        states.add(state)
        act_for(visitor, usual)
    assert states == {*(state.value for state in OutgoingState), *(state.value for state in ArrivalState)}
    assert wide == []


def test_pages_for_strangers_fit_and_speak_both_languages(visitors: Visitors) -> None:
    stranger = visitors.stranger()
    wide = []
    for language in ("en", "vi"):
        for address in ("/sign-in", "/trial/"):
            stranger.go(address)
            wide += too_wide(stranger)
        speak(stranger, language)
    assert wide == []


def test_what_is_not_there_is_said_on_a_page_of_its_own(visitors: Visitors) -> None:
    visitor = visitors["vanthu.yenkhe"]
    response = visitor.page.goto("/documents/01a201f1-21ec-7c52-83fa-4e07e8bc14e3")
    assert response is not None
    assert response.status == 404
    visitor.look()
    expect(visitor.page.locator("main h1")).to_be_visible()
    expect(visitor.page.locator("main a").first).to_be_visible()


def test_the_skip_link_leads_to_the_content(visitors: Visitors) -> None:
    visitor = visitors["vanthu.yenkhe"]
    visitor.go("/documents")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUSED)["isMain"]


@pytest.mark.parametrize(
    ("login", "queue"),
    [
        ("vanhoa.yenkhe", "outgoing-approve_content"),
        ("chutich.yenkhe", "outgoing-sign"),
        ("vanthu.hoabinh", "incoming-register"),
        ("vanthu.yenkhe", "outgoing-number"),
    ],
)
def test_tab_reaches_the_main_action_and_always_shows_where_it_is(
    visitors: Visitors, login: str, queue: str
) -> None:
    visitor = visitors[login]
    visitor.go("/")
    visitor.follow(visitor.page.locator(f"#{queue} td.main a").first)
    assert tab_to_action(visitor)["isAction"]


def test_a_draft_is_written_and_saved_by_the_keyboard_alone(visitors: Visitors) -> None:
    visitor = visitors["congchuc.tanlap"]
    visitor.go("/documents/new")
    keyboard = visitor.page.keyboard
    visitor.page.locator("#kind").focus()
    keyboard.type("Công văn")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    keyboard.type("V/v thử bàn phím")
    assert tab_to_action(visitor)["isAction"]
    with visitor.page.expect_navigation():
        keyboard.press("Enter")
    expect(visitor.page.locator(".document-subject")).to_have_text("V/v thử bàn phím")


def too_wide(visitor: Visitor, widths: Sequence[int] = WIDTHS) -> list[str]:
    """The widths of windows in which the page that is open scrolls sideways, each with its address."""
    found = []
    for width in widths:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        if visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{visitor.page.url} at {width}")
    visitor.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    return found


def speak(visitor: Visitor, language: str) -> None:
    """Choose the language of the pages from now on."""
    visitor.language = language
    with visitor.page.expect_navigation():
        visitor.page.click(f".languages button[value={language}]")


def acts_for(visitor: Visitor) -> str:
    """The agency for which the person acts now."""
    return visitor.page.locator(".brand-agency").inner_text()


def act_for(visitor: Visitor, agency: str) -> None:
    """Act for ``agency``, in which the person holds a post too."""
    if acts_for(visitor) != agency:
        visitor.page.click(".person-button")
        visitor.follow(visitor.page.locator(".post", has=visitor.page.get_by_text(agency, exact=True)).first)


def documents_in_every_state(folder: Path) -> list[tuple[str, str, str, str]]:
    """A document in each state: the clerk who sees it, their agency, its path, the state."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return [
            (login, agency, f"/{kind}/{uuid.UUID(document_id)}", state)
            for kind, state, document_id, agency, login in connection.execute(IN_EVERY_STATE)
        ]


def tab_to_action(visitor: Visitor) -> dict[str, Any]:
    """Press Tab until the main action has the focus; where the focus is then. It is seen at every stop."""
    for _ in range(PRESSES):
        visitor.page.keyboard.press("Tab")
        focused: dict[str, Any] = visitor.page.evaluate(FOCUSED)
        assert focused["isSeen"], focused["label"]
        if focused["isAction"]:
            break
    return focused
