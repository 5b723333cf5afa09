"""Reads the hexadecimal strings of a PDF in blocks.

pyHanko reads them letter by letter, and the room for a signature is a string of 32,768 digits that is read
again for every revision looked at: half of the time a verification takes (measured). Only strings of digits
and nothing else are read here; white space, comments and errors are left to pyHanko.
"""

from __future__ import annotations

import binascii
import re
from typing import BinaryIO

from pyhanko.pdf_utils import generic

_FIRST_BLOCK, _BLOCK = 256, 16384
_DIGITS = re.compile(rb"[0-9A-Fa-f]*")
read_letter_by_letter = generic.read_hex_string_from_stream


def read_hex_string(stream: BinaryIO) -> generic.ByteStringObject | generic.TextStringObject:
    """What pyHanko's own reader returns or raises for the string that begins here."""
    start = stream.tell()
    digits = _read_digits(stream)
    if digits is None:
        stream.seek(start)
        return read_letter_by_letter(stream)
    stream.seek(start + len(digits) + 2)
    return generic.pdf_string(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))


def _read_digits(stream: BinaryIO) -> bytes | None:
    """The digits up to the closing bracket, or None when something else stands between them."""
    found = bytearray()
    stream.read(1)
    block = stream.read(_FIRST_BLOCK)
    while match := _DIGITS.match(block):
        found += match.group()
        rest = block[match.end() :]
        if rest or not block:
            return bytes(found) if rest.startswith(b">") else None
        block = stream.read(_BLOCK)
    return None


def read_in_blocks() -> None:
    """From now on pyHanko reads hexadecimal strings so."""
    generic.read_hex_string_from_stream = read_hex_string
