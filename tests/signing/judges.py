"""Programs that are not ours, asked for their opinion of a signed file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.signing.pki import NOW, Authority

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def signed_parts(data: bytes, index: int = -1) -> tuple[bytes, bytes]:
    """The bytes a signature covers and its CMS without the padding."""
    gap_start, gap_end, tail = (int(part) for part in _BYTE_RANGE.findall(data)[index])
    padded = bytes.fromhex(data[gap_start + 1 : gap_end - 1].decode("ascii"))
    length = 4 + int.from_bytes(padded[2:4], "big")
    return data[:gap_start] + data[gap_end : gap_end + tail], padded[:length]


def openssl_accepts(data: bytes, authority: Authority, folder: Path, index: int = -1) -> bool:
    content, container = signed_parts(data, index)
    (folder / "content").write_bytes(content)
    (folder / "cms").write_bytes(container)
    root = x509.load_der_x509_certificate(authority.root.der)
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    command: list[str | Path] = [
        "openssl",
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-in",
        folder / "cms",
    ]
    command += ["-content", folder / "content", "-CAfile", folder / "root.pem", "-purpose", "any"]
    command += ["-attime", str(int(NOW.timestamp())), "-out", "/dev/null"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def openssl_accepts_stamp(data: bytes, authority: Authority, folder: Path) -> bool:
    """Whether the newest signature is a timestamp token over the bytes it covers (``openssl ts``)."""
    content, token = signed_parts(data)
    (folder / "stamped").write_bytes(content)
    (folder / "token").write_bytes(token)
    for name, holder in (("root.pem", authority.root), ("issuer.pem", authority.issuer)):
        (folder / name).write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    command: list[str | Path] = ["openssl", "ts", "-verify", "-token_in", "-in", folder / "token"]
    command += ["-data", folder / "stamped", "-CAfile", folder / "root.pem"]
    command += ["-untrusted", folder / "issuer.pem", "-attime", str(int(NOW.timestamp()))]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return said.returncode == 0 and "Verification: OK" in said.stdout


def pdfsig(data: bytes, folder: Path) -> list[tuple[str, str]]:
    """For each signature: what poppler says of it, and whether it covers the whole file."""
    path = folder / "judged.pdf"
    path.write_bytes(data)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=False).stdout.decode()
    validity = re.findall(r"Signature Validation: (.*)", said)
    covered = re.findall(r"- (Total document signed|Not total document signed)", said)
    return list(zip(validity, covered, strict=True))
