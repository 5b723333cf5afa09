"""Who judges a signed file: poppler's pdfsig, openssl, and our own command."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.programs import find_program, find_script
from tests.signing.judges import signed_parts


@dataclass(frozen=True)
class Told:
    """What pdfsig tells of one signature."""

    signer: str
    kind: str
    validation: str
    covers_all: bool


def pdfsig(path: Path) -> list[Told]:
    """What poppler says of each signature, in the order they were made. It knows no trust anchor of ours."""
    command = [find_program("pdfsig"), "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [
        Told(
            signer=_line(part, "Signer Certificate Common Name"),
            kind=_line(part, "Signature Type"),
            validation=_line(part, "Signature Validation"),
            covers_all="- Total document signed" in part,
        )
        for part in re.split(r"Signature #\d+:", said)[1:]
    ]


def openssl_accepts(data: bytes, index: int, anchors: Path, folder: Path) -> bool:
    """Whether ``openssl cms -verify`` accepts signature ``index``: its bytes, its value, and its chain.

    ``anchors`` is the PEM file of the roots it believes.
    """
    content, container = signed_parts(data, index)
    (folder / "content").write_bytes(content)
    (folder / "cms").write_bytes(container)
    command = [find_program("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER"]
    command += ["-in", str(folder / "cms"), "-content", str(folder / "content"), "-CAfile", str(anchors)]
    command += ["-purpose", "any", "-out", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and "Verification successful" in done.stderr


def verify(instance: Path, *files: Path) -> tuple[int, list[dict[str, Any]]]:
    """What ``eoffice verify --json`` answers: its exit code, and one object a file."""
    command: Sequence[str] = [find_script("eoffice"), "verify", "--json", "--dir", str(instance)]
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def _line(text: str, name: str) -> str:
    found = re.search(rf"- {name}: (.*)", text)
    return found[1] if found else ""
