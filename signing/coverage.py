"""Does a signature cover what it must? pyHanko's own check is not strict enough: it accepts a second string,
or anything else, in the gap that the signature leaves for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import cms, parser
from cryptography.hazmat.primitives import hashes

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_CONTAINER = re.compile(rb"<308[0-9A-Fa-f]{1000}")
_HEX = re.compile(rb"[0-9A-Fa-f]*\Z")
_END_OF_REVISION = re.compile(rb"%%EOF[\x00\t\n\f\r ]*\Z")
_LOOKS_LIKE_PDF = re.compile(rb"\d+\s+\d+\s+obj\b|\bxref\b|\btrailer\b|\bstartxref\b")
_BLANK = b"\x00\t\n\f\r "
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


@dataclass(frozen=True)
class CoveredBytes:
    """The two stretches of a file that a signature covers, and the gap between them."""

    gap_start: int
    gap_end: int
    end: int


def read_byte_range(values: Sequence[object]) -> CoveredBytes | None:
    """None when the array is not [0 a b c] with room for a signature between a and b."""
    if len(values) != 4 or not all(isinstance(value, int) for value in values):
        return None
    first, gap_start, gap_end, tail = (int(str(value)) for value in values)
    if first != 0 or gap_start <= 0 or gap_end <= gap_start + 2 or tail <= 0:
        return None
    return CoveredBytes(gap_start, gap_end, gap_end + tail)


def gap_problem(data: bytes, covered: CoveredBytes | None, contents: bytes) -> str | None:
    """Why the bytes that are not signed could hold something else than the signature; None when they cannot.

    The gap must be one hexadecimal string, that of /Contents, with nothing but zeros after the DER; and the
    signed bytes must end where a revision ends.
    """
    if covered is None or covered.end > len(data):
        return "byte-range-invalid"
    gap = data[covered.gap_start : covered.gap_end]
    if not (gap.startswith(b"<") and gap.endswith(b">") and _HEX.match(gap[1:-1])):
        return "signature-gap-invalid"
    if len(gap) != len(contents) * 2 + 2 or bytes.fromhex(gap[1:-1].decode("ascii")) != contents:
        return "signature-gap-invalid"
    if contents[_value_length(contents) :].strip(b"\x00"):
        return "signature-gap-invalid"
    if not _END_OF_REVISION.search(data, max(0, covered.end - 1024), covered.end):
        return "byte-range-not-a-revision"
    return None


def _value_length(contents: bytes) -> int:
    try:
        return int(parser.peek(contents))
    except ValueError:
        return 0


def tail_problem(data: bytes, last_end: int) -> str | None:
    """What stands after the last revision that a reader sees: None, `bytes-after-end` or
    `content-after-end`.
    """
    tail = data[last_end:].strip(_BLANK)
    if not tail:
        return None
    return "content-after-end" if _LOOKS_LIKE_PDF.search(tail) else "bytes-after-end"


@dataclass(frozen=True)
class RawSignature:
    """A signature found by its bytes alone, whether or not the document still shows it."""

    covered: CoveredBytes
    is_digest_right: bool


def raw_signatures(data: bytes) -> list[RawSignature]:
    """Every /ByteRange in the file whose gap holds a CMS signature, in whatever state the document is.

    Signatures that were copied along when a file was saved anew do not fit their own byte range any more and
    are left out: they are remains, not signatures.
    """
    found: list[RawSignature] = []
    for match in _BYTE_RANGE.finditer(data):
        covered = read_byte_range([int(value) for value in match.groups()])
        if covered is None or covered.end > len(data):
            continue
        expected = _digest_in_gap(data[covered.gap_start : covered.gap_end])
        if expected is None:
            continue
        algorithm, digest = expected
        found.append(RawSignature(covered, _digest(data, covered, algorithm) == digest))
    return found


def has_signature_remains(data: bytes) -> bool:
    """Whether the file holds what only a signature leaves: a byte range, or a CMS in hexadecimal."""
    return b"/ByteRange" in data or _CONTAINER.search(data) is not None


def _digest_in_gap(gap: bytes) -> tuple[str, bytes] | None:
    if not (gap.startswith(b"<") and gap.endswith(b">") and len(gap) % 2 == 0 and _HEX.match(gap[1:-1])):
        return None
    try:
        signed_data = cms.ContentInfo.load(bytes.fromhex(gap[1:-1].decode("ascii")))["content"]
        signer = signed_data["signer_infos"][0]
        algorithm = signer["digest_algorithm"]["algorithm"].native
        for attribute in signer["signed_attrs"]:
            if attribute["type"].native == "message_digest" and algorithm in _HASHES:
                return algorithm, bytes(attribute["values"][0].native)
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return None


def _digest(data: bytes, covered: CoveredBytes, algorithm: str) -> bytes:
    digest = hashes.Hash(_HASHES[algorithm]())
    view = memoryview(data)
    digest.update(view[: covered.gap_start])
    digest.update(view[covered.gap_end : covered.end])
    return digest.finalize()
