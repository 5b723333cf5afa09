"""The process that forks a child for every file of a stranger; see `sandbox`, whose processes it serves.

On its socket it gets orders: which module shall answer, within which limits, and two open files: the child's
socket and the document. It opens neither of them. It ends when nobody holds the other end of its socket.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from typing import Any, NoReturn

from signing.errors import SigningError

HELLO = b"+"
"""What a child says when it is there."""
HEADER = struct.Struct("!?Q")
"""What an answer begins with: whether it succeeded, and how many bytes follow."""
SUCCEEDED = True
_ORDER_BYTES = 4096
_LOOK_SECONDS = 0.2
_MEGABYTE = 1024 * 1024


def main() -> None:
    """Fork children until nobody is left who could ask for one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those we serve
    control = socket.socket(fileno=int(sys.argv[2]))
    deadlines: dict[int, float] = {}
    try:
        while True:
            _end_children(deadlines)
            wait = _LOOK_SECONDS if deadlines else None
            if not select.select([control], [], [], wait)[0]:
                continue
            order, descriptors, _flags, _address = socket.recv_fds(control, _ORDER_BYTES, 2)
            if not order:
                return
            _fork(control, json.loads(order), descriptors, deadlines)
    finally:
        for pid in deadlines:
            os.kill(pid, signal.SIGKILL)


def _end_children(deadlines: dict[int, float]) -> None:
    """Forget children that have ended and kill those whose time is over."""
    for pid, deadline in list(deadlines.items()):
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            del deadlines[pid]
        elif time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)


def _fork(
    control: socket.socket, order: dict[str, Any], descriptors: list[int], deadlines: dict[int, float]
) -> None:
    module = importlib.import_module(order["module"])
    gc.freeze()  # children share the pages of what is loaded as long as nobody counts in them
    pid = os.fork()
    if pid == 0:
        control.close()
        _be_child(module, order, socket.socket(fileno=descriptors[0]), descriptors[1])
    for descriptor in descriptors:
        os.close(descriptor)
    deadlines[pid] = time.monotonic() + order["patience"]


def _be_child(module: Any, order: dict[str, Any], parent: socket.socket, descriptor: int) -> NoReturn:  # noqa: ANN401 - any module with an `answer`
    """Answer one request and end; what goes wrong unforeseen ends without an answer."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries complain about strangers' files
        _limit(order["memory"] * _MEGABYTE, order["processor"])
        parent.sendall(HELLO)
        with parent.makefile("rb") as stream:
            request = json.loads(stream.read())
        succeeded, body = _answer(module, request, descriptor)
        parent.sendall(HEADER.pack(succeeded, len(body)))
        parent.sendall(body)
        os._exit(0)
    finally:
        os._exit(1)


def _limit(memory: int, processor: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(module: Any, request: dict[str, Any], descriptor: int) -> tuple[bool, bytes]:  # noqa: ANN401 - as above
    # Opened anew, so that moving in the file does not move the parent's position.
    with open(f"/proc/self/fd/{descriptor}", "rb") as document:
        os.close(descriptor)
        try:
            return SUCCEEDED, module.answer(document, request)
        except SigningError as error:
            detail = {key: value for key, value in error.detail.items() if isinstance(value, str | int)}
            failure = {"code": error.code, "message": error.message, "detail": detail}
            return not SUCCEEDED, json.dumps(failure).encode("ascii")
