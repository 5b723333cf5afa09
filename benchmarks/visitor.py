"""Somebody who signs in and asks for pages, over connections that stay open, as fast as they are answered."""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Page:
    """A page as asked for: ``request`` is the whole of the request's bytes."""

    port: int
    request: bytes


@dataclass
class Visitor:
    """A browser's cookies, and no more of it than signing in takes."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, login: str, password: str) -> None:
        """Fill in the form. Raises ``RuntimeError`` when no session follows."""
        form = self.get("/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        if token is None:
            raise RuntimeError("the sign-in page has no form token")
        fields = urlencode({"csrf_token": token[1], "next": "/", "login": login, "password": password})
        self._ask(self._bytes("POST", "/sign-in", fields), 303)

    def get(self, path: str) -> str:
        """A page's text."""
        return self._ask(self._bytes("GET", path), 200)

    def page(self, path: str) -> Page:
        """A page that can be asked for again and again."""
        return Page(self.port, self._bytes("GET", path))

    def _ask(self, request: bytes, status: int) -> str:
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as connection:
            found, headers, body = _exchange(connection, request)
        if found != status:
            raise RuntimeError(f"{request.split()[1].decode()} answered {found} instead of {status}")
        for cookie in re.findall(r"^set-cookie: ([^=]+)=([^;\r]*)", headers, re.MULTILINE | re.IGNORECASE):
            self.cookies[cookie[0]] = cookie[1]
        return body.decode()

    def _bytes(self, method: str, path: str, form: str = "") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + form).encode()


def ask_for(page: Page, seconds: float, connections: int) -> tuple[int, float]:
    """Ask for a page on so many connections at once, for so long; return the answers and their seconds."""
    started = time.perf_counter()
    answers = [0] * connections
    failures: list[Exception] = []

    def visit(place: int) -> None:
        try:
            answers[place] = _visit(page, started + seconds)
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=visit, args=(place,)) for place in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(answers), time.perf_counter() - started


def _visit(page: Page, until: float) -> int:
    answers = 0
    with socket.create_connection(("127.0.0.1", page.port), TIMEOUT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            status, _headers, _body = _exchange(connection, page.request)
            if status != 200:
                raise RuntimeError(f"a page answered {status}")
            answers += 1
    return answers


def _exchange(connection: socket.socket, request: bytes) -> tuple[int, str, bytes]:
    """Status, headers and body of one answer; ours always say how long they are."""
    connection.sendall(request)
    received = bytearray()
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    headers = received[:end].decode("latin-1")
    length = re.search(r"^content-length: (\d+)", headers, re.MULTILINE | re.IGNORECASE)
    if length is None:
        raise RuntimeError("an answer does not say how long it is")
    body = received[end + 4 :]
    while len(body) < int(length[1]):
        body += _more(connection)
    return int(headers[9:12]), headers, bytes(body)


def _more(connection: socket.socket) -> bytes:
    block = connection.recv(1 << 16)
    if not block:
        raise RuntimeError("the server hung up")
    return block
