"""Every component, in a real browser under the strict content policy."""

import re
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

PAGES = ["/", "/document", "/write", "/read", "/statistics", "/enrol", "/sign-in", "/empty"]
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
CAN_BE_REACHED = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => !one.disabled && one.checkVisibility({visibilityProperty: true}))
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one, index) => { one.dataset.tabStop = index; return index; })"""
FOCUSED = """() => { const one = document.activeElement; const style = getComputedStyle(one);
  const mark = one.matches(".mark") ? getComputedStyle(one.querySelector(".mark-box")).strokeWidth : "";
  return {stop: one.dataset.tabStop, seen: style.outlineStyle !== "none" || mark === "3px"}; }"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_of_the_content_policy(page: Page, complaints: list[str], path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_style_attribute_and_no_inline_script(gallery: Flask, path: str) -> None:
    text = gallery.test_client().get(path).get_data(as_text=True)
    assert " style=" not in text
    assert "<style" not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/dist/')
    assert " on" not in {word[:3] for word in text.split('"')[::2] if word.endswith("=")}


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == {}


@pytest.mark.parametrize("path", ["/", "/document", "/write", "/read"])
def test_the_tab_key_reaches_everything_and_shows_where_it_is(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    wanted = set(page.evaluate(CAN_BE_REACHED, FOCUSABLE))
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    reached, unseen = set(), []
    for _press in range(2 * len(wanted) + 5):
        page.keyboard.press("Tab")
        at: dict[str, Any] = page.evaluate(FOCUSED)
        if at["stop"] is not None:
            reached.add(int(at["stop"]))
        if not at["seen"] and at["stop"] is not None:
            unseen.append(at["stop"])
    assert wanted - reached == set()
    assert unseen == []


def test_the_skip_link_leads_past_the_navigation(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-content"


def test_the_menu_opens_on_a_phone_and_closes_with_escape_without_script(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/")
    link = page.locator("#main-navigation a", has_text="Thống kê")
    before = link.is_visible()
    page.click(".menu-button")
    opened = link.is_visible()
    page.keyboard.press("Escape")
    after = link.is_visible()
    context.close()
    assert (before, opened, after) == (False, True, False)


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_a_name_for_screen_readers(page: Page, path: str) -> None:
    page.goto(path)
    tree = page.locator("body").aria_snapshot()
    assert re.search(r'- (link|button) "', tree)
    assert re.findall(r"- (?:button|link|textbox|combobox|radio|checkbox|img)(?! \").*", tree) == []


def test_words_lie_over_the_picture_of_the_page_where_they_are_printed(page: Page) -> None:
    page.goto("/read")
    paper = page.locator(".page-paper").first.bounding_box()
    word = page.locator("tspan", has_text="Nguyễn").first.bounding_box()
    assert paper is not None
    assert word is not None
    scale = paper["width"] / 595
    assert (word["x"] - paper["x"]) / scale == pytest.approx(352, abs=1)
    baseline = (word["y"] - paper["y"]) / scale + 14
    assert baseline == pytest.approx(680, abs=4)


def test_the_text_of_a_page_can_be_read_as_words(page: Page) -> None:
    page.goto("/read")
    assert page.locator("text.page-line").nth(2).text_content() == "QUYẾT ĐỊNH "


def test_printing_leaves_out_what_can_only_be_pressed(page: Page) -> None:
    page.goto("/statistics")
    page.emulate_media(media="print")
    assert not page.locator(".navigation").is_visible()
    assert not page.locator(".header-tools").is_visible()
    assert page.locator(".figure-value").first.is_visible()
    assert page.locator(".trial-banner").is_visible()


def test_nothing_moves_for_those_who_asked_for_stillness(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter("
        "(one) => getComputedStyle(one).transitionDuration !== '0s'"
        " || getComputedStyle(one).animationName !== 'none').length"
    )
    assert moving == 0


def test_the_typeface_drawn_for_vietnamese_is_the_one_shown(page: Page) -> None:
    page.goto("/document")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded')"
        ".map((face) => face.family.replaceAll('\"', ''))"
    )
    assert {"Be Vietnam Pro", "Office Figures", "Tinos"} <= set(loaded)


def test_figures_under_each_other_have_one_width(page: Page) -> None:
    page.goto("/document")
    page.evaluate("document.fonts.ready")
    widths = page.evaluate(
        """() => ["1111111111", "0000000000", "4444444444"].map((text) => {
          const one = document.createElement("time"); one.textContent = text; document.body.append(one);
          const width = one.getBoundingClientRect().width; one.remove(); return width; })"""
    )
    assert len(set(widths)) == 1
