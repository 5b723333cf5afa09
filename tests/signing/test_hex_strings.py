"""Hexadecimal strings read in blocks are what pyHanko reads letter by letter."""

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfStreamError

from signing.hex_strings import read_hex_string, read_letter_by_letter

STRINGS = [
    b"<>",
    b"<0>",
    b"<48656C6c6f>",
    b"<48656C6c6>",
    b"<FEFF1EA5>",
    b"<" + b"a" * 255 + b">",
    b"<" + b"0f" * 40_000 + b">",
    b"<48 65\n6c>",
    b"<48%> a comment\n65>",
    b"<48g5>",
    b"<4865",
    b"<" + b"0f" * 20_000,
    b"<48(65)>",
]


def read(reader: Callable[[io.BytesIO], object], data: bytes) -> tuple[str, object, bytes]:
    stream = io.BytesIO(data)
    try:
        found = reader(stream)
    except PdfStreamError as error:
        return "raised", str(error), b""
    return type(found).__name__, found, stream.read()


@pytest.mark.parametrize("string", STRINGS)
@pytest.mark.parametrize("after", [b"", b">", b" /Next <00>"])
def test_a_string_read_in_blocks_is_the_same(string: bytes, after: bytes) -> None:
    assert read(read_hex_string, string + after) == read(read_letter_by_letter, string + after)


def test_pyhanko_reads_in_blocks() -> None:
    assert generic.read_hex_string_from_stream is read_hex_string
