"""What a leader does: make the browser's own key, read the document, sign."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.visitors import Visitor


def enrol(leader: Visitor, sign_path: str) -> None:
    """From the page for signing, where no key is found, go and make one; come back by itself."""
    page = leader.page
    expect(page.locator("[data-problem]")).not_to_be_empty()
    expect(page.locator("[data-sign-button]")).to_be_disabled()
    leader.follow(page.locator("[data-enrol-link] a"))
    page.fill("#label", "Máy tính phòng làm việc")
    page.click("[data-enrol-button]")
    leader.wait_for(sign_path)
    expect(page.locator("[data-sign-button]")).to_be_enabled()


def read(leader: Visitor, words: str) -> None:
    """See the page as a sharp picture with its words over it."""
    page = leader.page
    image = page.locator(".page-image").first
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('.page-image').complete")
    shown, real = image.evaluate("(one) => [one.getBoundingClientRect().width, one.naturalWidth]")
    assert real >= shown
    text = " ".join(" ".join(page.locator(".page-text").all_text_contents()).split())
    assert words in text


def sign(leader: Visitor, path: str) -> None:
    """Sign; the document follows."""
    leader.page.click("[data-sign-button]")
    leader.wait_for(path)
