"""People with a browser of their own each, who look at what their pages complain of."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from tests.journeys.catalogue import foreign
from tests.journeys.instances import Instance

WIDE, HEIGHT = 1280, 900
_TEXTS = """(withScripts) => {
  const texts = [document.title];
  const own = document.documentElement.lang;
  const skipped = `script, style, template, .page-text, [lang]:not([lang="${own}"])`
    + (withScripts ? ", noscript" : "");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(skipped)) texts.push(walker.currentNode.textContent);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(skipped)) continue;
    for (const name of ["aria-label", "aria-roledescription", "alt", "placeholder", "title", "data-label"]) {
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
    }
  }
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => /\\p{L}{2}/u.test(text));
}"""
_FETCH = """async (address) => {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


@dataclass
class Visitor:
    """Somebody in a browser profile of their own. ``complaints`` is what went wrong behind the pages."""

    page: Page
    has_scripts: bool = True
    language: str = "vi"
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)
        self.page.on("response", self._notice)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in and see the first page."""
        self.go("/sign-in")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.send("/sign-in")
        expect(self.page.locator(".person-name")).to_be_visible()

    @property
    def here(self) -> str:
        """The path of the page that is open."""
        return urlsplit(self.page.url).path

    def go(self, path: str) -> None:
        """Open a page."""
        response = self.page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        self.look()

    def send(self, action: str, *, status: int = 200) -> None:
        """Press the button of the form to ``action``; ``status`` is that of the page that follows."""
        with self.page.expect_navigation() as following:
            self.page.click(f'main form[action="{action}"] button[type=submit]')
        assert following.value is not None
        assert following.value.status == status, f"{action}: {following.value.status} {self.page.url}"
        self.look()

    def find_waiting(self, queue: str, subject: str) -> None:
        """From the first page, open the document with ``subject`` that waits in ``queue``."""
        self.go("/")
        self.follow(self.page.locator(f"#{queue}").get_by_role("link", name=subject, exact=True))

    def follow(self, link: object) -> None:
        """Open what a link leads to."""
        with self.page.expect_navigation() as following:
            link.click()  # type: ignore[attr-defined]
        assert following.value is not None
        assert following.value.status == 200, self.page.url
        self.look()

    def wait_for(self, path: str) -> None:
        """Wait until a script has led to another page."""
        self.page.wait_for_url(lambda address: urlsplit(address).path == path, timeout=30_000)
        self.look()

    def download(self, path: str) -> bytes:
        """The bytes at ``path``, asked for by the page that is open."""
        return base64.b64decode(self.page.evaluate(_FETCH, path))

    def texts(self) -> list[str]:
        """Everything the page says in words, but for the text of the document it shows."""
        found: list[str] = self.page.evaluate(_TEXTS, self.has_scripts)
        return found

    def look(self) -> None:
        """Note what is not in the language that the page claims to be in."""
        language = self.page.locator("html").get_attribute("lang")
        if language != self.language:
            self.complaints.append(f"{self.page.url} is in {language}")
        self.complaints += [f"{self.page.url} says: {text}" for text in foreign(self.texts(), self.language)]

    def _hear(self, message: ConsoleMessage) -> None:
        is_own_status = message.text.startswith(
            "Failed to load resource"
        )  # said by _notice, with its address
        if message.type in ("error", "warning") and not is_own_status:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _notice(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 400 and not is_page:
            self.complaints.append(f"{response.status} {response.url}")


@dataclass
class Visitors:
    """Who has come to an instance, each by sign-in name; ``close`` ends their profiles."""

    browser: Browser
    instance: Instance
    _present: dict[str, Visitor] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Visitor:
        """Whoever signs in with ``login``, who stays in the same browser profile."""
        if login not in self._present:
            self._present[login] = self.enter(login)
        return self._present[login]

    def enter(self, login: str, *, has_scripts: bool = True, width: int = WIDE) -> Visitor:
        """A person who has just signed in, in a new browser profile."""
        visitor = self.stranger(has_scripts=has_scripts, width=width)
        visitor.sign_in(login, self.instance.password)
        return visitor

    def stranger(self, *, has_scripts: bool = True, width: int = WIDE) -> Visitor:
        """Somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.instance.address,
            viewport={"width": width, "height": HEIGHT},
            locale="vi-VN",
            java_script_enabled=has_scripts,
        )
        visitor = Visitor(context.new_page(), has_scripts)
        self._present[f"profile {len(self._present)}"] = visitor
        return visitor

    def complaints(self) -> list[str]:
        """What went wrong behind the pages of everybody."""
        return list(dict.fromkeys(text for visitor in self._present.values() for text in visitor.complaints))

    def close(self) -> None:
        """Everybody leaves."""
        for visitor in {id(one): one for one in self._present.values()}.values():
            visitor.page.context.close()


@contextmanager
def visiting(browser: Browser, instance: Instance) -> Iterator[Visitors]:
    """People come to an instance; in the end none of their pages may have complained."""
    visitors = Visitors(browser, instance)
    try:
        yield visitors
        complaints = visitors.complaints()
        assert not complaints, "\n".join(complaints)
    finally:
        visitors.close()
