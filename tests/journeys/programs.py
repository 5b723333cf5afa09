"""Programs that act for people by bearer tokens; every request and answer is held against the description."""

from __future__ import annotations

import http.client
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.journeys.instances import Instance
from tests.journeys.specification import Specification

API = "/api/v1"
PATIENCE_SECONDS = 60
_FORM_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    media_type: str
    content: bytes
    cookies: dict[str, str]

    @property
    def json(self) -> Any:
        """The JSON of the answer; None where there is none."""
        return json.loads(self.content) if self.media_type.endswith("json") and self.content else None


@dataclass(frozen=True)
class Program:
    """Acts for one person."""

    port: int
    token: str
    specification: Specification

    def get(self, address: str) -> Any:
        """What is read at an address below ``/api/v1``."""
        return self.send("GET", address, status=200)

    def post(self, address: str, body: Mapping[str, Any] | None = None, *, status: int = 200) -> Any:
        """What is answered to a JSON object."""
        self.specification.check_request("POST", _path(address), body or {})
        headers = {"Content-Type": "application/json"}
        return self.send("POST", address, json.dumps(body or {}).encode(), headers, status=status)

    def upload(self, address: str, fields: Mapping[str, str], name: str, content: bytes) -> Any:
        """What is answered to a file with fields beside it."""
        parts: dict[str, Any] = {**fields, "file": FileStorage(io.BytesIO(content), name)}
        boundary, encoded = encode_multipart(parts)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.send("POST", address, encoded, headers, status=201)

    def download(self, address: str) -> bytes:
        """Bytes as they are kept."""
        answer = ask(self.port, "GET", API + address, headers=self._headers())
        assert answer.status == 200, answer
        return answer.content

    def send(
        self,
        method: str,
        address: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        status: int,
    ) -> Any:
        """The JSON answered, which has to be ``status`` and as described."""
        answer = ask(self.port, method, API + address, content, self._headers() | dict(headers or {}))
        assert answer.status == status, f"{method} {address}: {answer.status} {answer.content.decode()}"
        self.specification.check_answer(method, _path(address), status, answer.media_type, answer.json)
        return answer.json

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def read_specification(instance: Instance) -> Specification:
    """The description that an instance gives of its API."""
    answer = ask(instance.port, "GET", f"{API}/openapi.json")
    assert answer.status == 200
    return Specification(answer.json)


def open_program(
    instance: Instance, specification: Specification, login: str, scopes: Sequence[str]
) -> Program:
    """Sign in as a browser does, once, to have a token made; from then on only the token is used."""
    form = ask(instance.port, "GET", "/sign-in")
    fields = {"login": login, "password": instance.password, "csrf_token": _form_token(form)}
    headers = {"Content-Type": "application/x-www-form-urlencoded", **_cookies(form)}
    entered = ask(instance.port, "POST", "/sign-in", urlencode(fields).encode(), headers)
    assert entered.status == 303, entered
    first = ask(instance.port, "GET", "/", headers=_cookies(entered))
    headers = _cookies(entered, first) | {
        "Content-Type": "application/json",
        "X-CSRFToken": _form_token(first),
    }
    wanted = {"name": "Phần mềm thử", "scopes": list(scopes), "days": 1}
    made = ask(instance.port, "POST", f"{API}/tokens", json.dumps(wanted).encode(), headers)
    assert made.status == 201, made
    specification.check_answer("POST", f"{API}/tokens", 201, made.media_type, made.json)
    return Program(instance.port, made.json["token"], specification)


def ask(
    port: int, method: str, path: str, content: bytes = b"", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request to the server at ``port``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, path, content, dict(headers or {}))
        answer = connection.getresponse()
        jar = SimpleCookie(
            "; ".join(value.split(";")[0] for value in answer.headers.get_all("Set-Cookie", []))
        )
        return Answer(
            answer.status,
            answer.headers.get_content_type(),
            answer.read(),
            {name: morsel.value for name, morsel in jar.items()},
        )
    finally:
        connection.close()


def _form_token(page: Answer) -> str:
    found = _FORM_TOKEN.search(page.content.decode())
    assert found
    return found[1]


def _cookies(*answers: Answer) -> dict[str, str]:
    """The header that sends back what these answers set, the later over the earlier."""
    held = {name: value for answer in answers for name, value in answer.cookies.items()}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in held.items())}


def _path(address: str) -> str:
    return API + urlsplit(address).path
