"""Reading files of strangers in a child process with limits on memory, processor time and patience.

A PDF may ask for gigabytes or for hours, and readers in C may crash. The child gets the document as an open
file and the request on its standard input, and answers on its standard output; it has no other way out.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from signing.errors import SigningError
from signing.files import CHUNK

MEGABYTE = 1024 * 1024
_FAILED = 3
_START = Path(__file__).resolve().parent / "start_child.py"


@dataclass(frozen=True)
class Limits:
    """Address space in megabytes, processor time and waiting time in seconds."""

    memory: int = 1536
    processor: int = 20
    patience: float = 40


def run_child(module: str, request: dict[str, Any], document: BinaryIO, limits: Limits) -> bytes:
    """Run a module of this package on a document and return what it printed.

    Raises the SigningError the child reports, or `too-complex` when it was stopped by a limit or crashed.
    """
    with tempfile.TemporaryFile() as copy:
        file = _with_descriptor(document, copy)
        command = [sys.executable, "-P", str(_START), module, str(file.fileno())]
        body = json.dumps({"request": request, "limits": [limits.memory, limits.processor]})
        try:
            finished = subprocess.run(
                command,
                input=body.encode("ascii"),
                capture_output=True,
                timeout=limits.patience,
                pass_fds=(file.fileno(),),
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SigningError("too-complex", "The file takes too long to read.") from error
    if finished.returncode == _FAILED:
        failure = json.loads(finished.stdout)
        raise SigningError(failure["code"], failure["message"], **failure["detail"])
    if finished.returncode != 0:
        raise SigningError("too-complex", "The file needs more memory or time than it may have.")
    return finished.stdout


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


def serve(answer: Callable[[BinaryIO, dict[str, Any]], bytes]) -> None:
    """The child's side: set the limits, answer one request, report a SigningError as such."""
    message = json.loads(sys.stdin.buffer.read())
    memory, processor = message["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (memory * MEGABYTE, memory * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Opened anew, so that moving in the file does not move the parent's position.
    with open(f"/proc/self/fd/{int(sys.argv[2])}", "rb") as document:
        try:
            sys.stdout.buffer.write(answer(document, message["request"]))
        except SigningError as error:
            detail = {key: value for key, value in error.detail.items() if isinstance(value, str | int)}
            failure = {"code": error.code, "message": error.message, "detail": detail}
            sys.stdout.buffer.write(json.dumps(failure).encode("ascii"))
            sys.stdout.buffer.flush()
            sys.exit(_FAILED)
