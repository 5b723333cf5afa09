"""A server with the gallery, for the tests of what people see."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.ui.gallery import Received, create_gallery


@pytest.fixture(scope="session")
def gallery() -> Flask:
    return create_gallery()


@pytest.fixture(scope="session")
def address(gallery: Flask) -> Iterator[str]:
    """Where the gallery is served: a free port of the loopback."""
    server = make_server("127.0.0.1", 0, gallery, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a fresh profile."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def received(gallery: Flask) -> Iterator[Received]:
    """What the browser sends to the gallery, from an empty start."""
    gallery.extensions["received"] = Received()
    yield gallery.extensions["received"]
    gallery.extensions["received"] = Received()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Errors of scripts and refusals of the content policy, as the page meets them."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found
