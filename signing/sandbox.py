"""Reading files of strangers in child processes with limits on memory, processor time and patience.

A PDF may ask for gigabytes or for hours, and readers in C may crash. A child gets the document as an open
file and the request on a socket, and answers on that socket; it has no other way out. Every child reads one
document and ends. Children are forked by a server (`sandbox_server`) that has the readers loaded and never
sees a document: loading takes a second, forking a few milliseconds.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from signing.errors import SigningError
from signing.files import CHUNK
from signing.sandbox_server import HEADER, HELLO, SUCCEEDED

START_SECONDS = 60.0
"""For loading the readers, on a machine that is busy."""
_ATTEMPTS = 3
_START = Path(__file__).resolve().parent / "start_child.py"


@dataclass(frozen=True)
class Limits:
    """Address space in megabytes, processor time and waiting time in seconds."""

    memory: int = 1536
    processor: int = 20
    patience: float = 40


def run_child(module: str, request: dict[str, Any], document: BinaryIO, limits: Limits) -> bytes:
    """Have `answer` of a module of this package read a document in a child and return what it answered.

    Raises the SigningError the child reports, or `too-complex` when it was stopped by a limit or crashed.
    """
    order = json.dumps({"module": module, **asdict(limits)}).encode("ascii")
    with tempfile.TemporaryFile() as copy:
        file = _with_descriptor(document, copy)
        with _new_child(order, file.fileno()) as child:
            succeeded, answer = _ask(child, json.dumps(request).encode("ascii"), limits.patience)
    if succeeded:
        return answer
    failure = json.loads(answer)
    raise SigningError(failure["code"], failure["message"], **failure["detail"])


class _Server:
    """The server of this process, started when first needed, and anew when it died.

    Processes forked from this one share it. It ends when all of them have ended, however they do.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None

    def send(self, order: bytes, descriptors: list[int]) -> socket.socket:
        """Send an order with open files; returns the socket it went to, which may be dead."""
        with self._lock:
            control = self._control = self._control or _start_server()
            with suppress(OSError):  # whoever waits for the answer will notice
                socket.send_fds(control, [order], descriptors)
            return control

    def forget(self, control: socket.socket) -> None:
        """The server behind this socket is no more."""
        with self._lock:
            if self._control is control:
                self._control = None
                control.close()


_SERVER = _Server()


def _start_server() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", str(_START), "signing.sandbox_server", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            cwd="/",
        )
    atexit.register(_end_server, ours, process, os.getpid())
    return ours


def _end_server(control: socket.socket, process: subprocess.Popen[bytes], owner: int) -> None:
    control.close()
    if os.getpid() == owner:
        process.kill()
        process.wait()
    else:
        process.returncode = 0  # its owner will see; here nobody shall complain that it still runs


def _new_child(order: bytes, descriptor: int) -> socket.socket:
    """The socket to a new child that is there and waits for its request."""
    for _attempt in range(_ATTEMPTS):
        ours, theirs = socket.socketpair()
        ours.settimeout(START_SECONDS)
        with theirs:
            control = _SERVER.send(order, [theirs.fileno(), descriptor])
        try:
            if _read(ours, len(HELLO)) == HELLO:
                return ours
        except TimeoutError:
            break
        ours.close()
        _SERVER.forget(control)
    raise RuntimeError("the process that reads files does not start")


def _ask(child: socket.socket, request: bytes, patience: float) -> tuple[bool, bytes]:
    """Send the request; whether the child succeeded, and what it answered."""
    deadline = time.monotonic() + patience
    try:
        child.settimeout(patience)
        child.sendall(request)
        child.shutdown(socket.SHUT_WR)
        header = _read(child, HEADER.size, deadline)
        if len(header) == HEADER.size:
            outcome, length = HEADER.unpack(header)
            answer = _read(child, length, deadline)
            if len(answer) == length:
                return outcome == SUCCEEDED, answer
    except TimeoutError as error:
        raise SigningError("too-complex", "The file takes too long to read.") from error
    except BrokenPipeError:
        pass  # it died before it had read the request
    raise SigningError("too-complex", "The file needs more memory or time than it may have.")


def _read(source: socket.socket, length: int, deadline: float | None = None) -> bytes:
    """As many bytes as asked for, or fewer when the other side ended. Raises TimeoutError."""
    found = bytearray()
    while len(found) < length:
        if deadline is not None:
            source.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            block = source.recv(min(length - len(found), CHUNK))
        except ConnectionResetError:
            break
        if not block:
            break
        found += block
    return bytes(found)


def _with_descriptor(document: BinaryIO, copy: BinaryIO) -> BinaryIO:
    """The document itself when it is an open file, else a copy of it in a temporary file."""
    try:
        document.fileno()
        document.flush()
    except (OSError, AttributeError):
        document.seek(0)
        shutil.copyfileobj(document, copy, CHUNK)
        copy.flush()
        return copy
    return document
