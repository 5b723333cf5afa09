"""Starting servers that may die, and talking to them as a client does."""

from __future__ import annotations

import http.client
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.faults.zygote import STOP_PATH, WORK_PATH, Order
from tests.servers.programs import find_program

PATIENCE_SECONDS = 120
_DIE_WITH_TESTS = (find_program("setpriv"), "--pdeathsig", "KILL", "--")
PROJECT = Path(__file__).parents[2]


class ConnectionBrokenError(Exception):
    """The server died before it answered."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    json: Any

    @property
    def is_success(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.json.get("code", "")) if isinstance(self.json, dict) else ""


@dataclass(frozen=True)
class File:
    """A file sent in a part of its own."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """A POST to the API: JSON, or multipart when there are files. ``key`` is its ``Idempotency-Key``."""

    path: str
    token: str
    body: Mapping[str, Any]
    files: tuple[File, ...] = ()
    key: str | None = None

    def encoded(self) -> tuple[bytes, dict[str, str]]:
        """Body and headers."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if self.key is not None:
            headers["Idempotency-Key"] = self.key
        if not self.files:
            return json.dumps(self.body).encode(), headers | {"Content-Type": "application/json"}
        parts = {file.field: FileStorage(io.BytesIO(file.content), file.name) for file in self.files}
        boundary, content = encode_multipart({**self.body, **parts})
        return content, headers | {"Content-Type": f"multipart/form-data; boundary={boundary}"}


@dataclass(frozen=True)
class Server:
    """A running server of one instance."""

    port: int

    def send(self, request: Request) -> Answer:
        """Raises ``ConnectionBrokenError`` when the server dies meanwhile."""
        body, headers = request.encoded()
        return self._call("POST", request.path, body, headers)

    def get(self, path: str, token: str) -> Any:
        """What is read there."""
        return self._call("GET", path, b"", {"Authorization": f"Bearer {token}"}).json

    def work(self, after: float) -> list[str]:
        """Have everything done that waits at ``after`` seconds from now; returns the points passed so far."""
        content = json.dumps({"after": after}).encode()
        answer = self._call("POST", WORK_PATH, content, {"Content-Type": "application/json"})
        assert answer.status == 200, answer
        return [str(point) for point in answer.json]

    def stop(self) -> None:
        """End a rehearsal."""
        self._call("POST", STOP_PATH, b"", {})

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError as error:
            raise TimeoutError(f"{method} {path} is not answered") from error
        except (ConnectionError, http.client.HTTPException) as error:
            raise ConnectionBrokenError from error
        finally:
            connection.close()
        return Answer(answer.status, json.loads(content) if content else None)


class ZygoteProcess:
    """The process that forks servers; see ``zygote.py``."""

    def __init__(self, log: Path) -> None:
        self._log = log
        with log.open("ab") as target:
            self._process = subprocess.Popen(
                [*_DIE_WITH_TESTS, sys.executable, "-W", "error", "-m", "tests.faults.zygote"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=target,
                cwd=PROJECT,
                text=True,
            )

    @contextmanager
    def rehearsal(self, order: Order) -> Iterator[Server]:
        """The zygote itself as a server."""
        server = Server(self._ask({"rehearse": asdict(order)})["port"])
        try:
            yield server
        finally:
            server.stop()
            self._read()  # it has let go of the instance

    @contextmanager
    def server(self, order: Order) -> Iterator[Server]:
        """A server that is killed at the end if it still lives."""
        started = self._ask({"start": asdict(order)})
        try:
            assert started["port"], self.log_tail()
            yield Server(started["port"])
        finally:
            self._ask({"end": started["pid"]})

    def stop(self) -> None:
        """End it."""
        self._process.communicate(timeout=PATIENCE_SECONDS)

    def log_tail(self, characters: int = 3000) -> str:
        """The end of what the servers printed."""
        return self._log.read_text(errors="replace")[-characters:]

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the zygote ended:\n{self.log_tail()}"
        answer: dict[str, Any] = json.loads(line)
        return answer
