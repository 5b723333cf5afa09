"""What scripts add to pages that work without them: the movable mark, rows of receivers, sizes of files."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eoffice.ui.components import ReceiverRow
from tests.ui.gallery import Received

EDGES = ("left", "bottom", "right", "top")


def box_of(page: Page) -> list[float]:
    return [float(page.locator(f'input[name="mark_{edge}"]').input_value()) for edge in EDGES]


def mark_page(page: Page) -> str:
    return page.locator('input[name="mark_page"]').input_value()


@pytest.mark.parametrize(
    ("key", "box"),
    [
        ("ArrowLeft", [358, 175, 488, 250]),
        ("ArrowUp", [360, 177, 490, 252]),
        ("Shift+ArrowRight", [380, 175, 510, 250]),
        ("Shift+ArrowDown", [360, 155, 490, 230]),
    ],
)
def test_arrow_keys_move_the_mark(page: Page, key: str, box: list[float]) -> None:
    page.goto("/read")
    page.wait_for_load_state("networkidle")
    page.locator("[data-mark]").press(key)
    assert box_of(page) == box


def test_the_mark_stays_on_the_paper(page: Page) -> None:
    page.goto("/read")
    page.wait_for_load_state("networkidle")
    for _press in range(12):
        page.locator("[data-mark]").press("Shift+ArrowRight")
    assert box_of(page) == [465, 175, 595, 250]


def test_the_mark_goes_to_another_page_and_back_by_keyboard(page: Page) -> None:
    page.goto("/read")
    page.wait_for_load_state("networkidle")
    mark = page.locator("[data-mark]")
    mark.press("PageDown")
    assert mark_page(page) == "2"
    assert page.evaluate("document.activeElement.matches('[data-mark]')")
    mark.press("PageUp")
    assert mark_page(page) == "1"


@pytest.mark.parametrize("zoom", [0, 50, 200])
def test_dragging_moves_the_mark_by_points_at_any_zoom(page: Page, zoom: int) -> None:
    page.goto(f"/read?zoom={zoom}")
    page.wait_for_load_state("networkidle")
    mark = page.locator("[data-mark]")
    mark.scroll_into_view_if_needed()
    scale = page.evaluate("document.querySelector('.page-text').getScreenCTM().a")
    at = mark.bounding_box()
    assert at is not None
    x, y = at["x"] + 20, at["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30 * scale, y - 40 * scale, steps=4)
    page.mouse.up()
    assert box_of(page) == pytest.approx([330, 215, 460, 290], abs=0.6)


def test_the_page_without_script_keeps_the_place_that_was_found(gallery: Flask) -> None:
    text = gallery.test_client().get("/read").get_data(as_text=True)
    assert '<input type="hidden" name="mark_left" value="360.0">' in text
    assert 'transform="translate(360.0 592.0)"' in text


def test_with_script_blank_rows_wait_behind_a_button(page: Page) -> None:
    page.goto("/write")
    rows = page.locator("[data-receiver]")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Add a receiver").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#receivers-2-name")).to_be_focused()
    expect(page.locator("#receivers-2-name")).not_to_have_attribute("aria-invalid", "true")


def test_rows_are_sent_with_numbers_in_their_order(page: Page, received: Received) -> None:
    page.goto("/write")
    page.get_by_role("button", name="Remove this receiver").first.click()
    page.get_by_role("button", name="Add a receiver").click()
    page.select_option("#receivers-1-channel", "paper")
    page.fill("#receivers-1-name", "Ông Vàng Mí Sính")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    assert received.receivers == [
        ReceiverRow(0, "electronic", "Trường Tiểu học Lũng Cú", "", ""),
        ReceiverRow(1, "paper", "Ông Vàng Mí Sính", "", ""),
    ]


def test_without_script_there_are_five_empty_rows(gallery: Flask) -> None:
    text = gallery.test_client().get("/write").get_data(as_text=True)
    assert text.count('<fieldset class="receiver') == 2 + 5
    assert "data-add-receiver hidden" in text


def test_a_chosen_file_is_shown_with_its_size(page: Page, tmp_path: Path) -> None:
    page.goto("/write")
    (tmp_path / "nho.pdf").write_bytes(b"x" * 900)
    page.set_input_files("#main", tmp_path / "nho.pdf")
    expect(page.locator('[data-chosen-for="main"]')).to_have_text("nho.pdf · 900 B")


def test_a_file_beyond_the_limit_is_refused_before_it_is_sent(
    page: Page, received: Received, tmp_path: Path
) -> None:
    page.goto("/write")
    (tmp_path / "lon.pdf").write_bytes(b"x" * 1500)
    page.set_input_files("#main", tmp_path / "lon.pdf")
    expect(page.locator('[data-chosen-for="main"] .wrong')).to_contain_text("lon.pdf is 1,5 kB")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_timeout(200)
    assert received.posts == 0


def test_a_form_pressed_twice_is_sent_once(page: Page, received: Received) -> None:
    page.goto("/document")
    page.locator("main form.form-inline button").dblclick()
    page.wait_for_url("**/write")
    assert received.posts == 1


def test_the_summary_of_errors_leads_to_the_field(page: Page) -> None:
    page.goto("/write")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("[data-error-summary] a").first.click()
    expect(page.locator("#subject")).to_be_focused()
    described = page.locator("#subject").get_attribute("aria-describedby")
    assert described == "subject-error"
    expect(page.locator("#subject-error")).to_contain_text("Trích yếu còn trống")
