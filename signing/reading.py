"""Opening PDFs for reading and for adding a revision; what pyHanko raises becomes a SigningError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pyhanko.pdf_utils.crypt import PdfKeyNotAvailableError
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError as PyHankoSigningError

from signing.errors import SigningError
from signing.files import CHUNK, require_pdf_header
from signing.hex_strings import read_in_blocks

read_in_blocks()


def open_reader(file: BinaryIO) -> PdfFileReader:
    """Read strictly, else as tolerantly as pyHanko can (hybrid references, small damage).

    Raises SigningError `empty-file`, `not-a-pdf`, `pdf-encrypted` or `pdf-broken`.
    """
    require_pdf_header(file)
    try:
        reader = _open_strict_then_tolerant(file)
    except Exception as error:  # malformed files raise all kinds: AssertionError, RecursionError, TypeError …
        raise SigningError("pdf-broken", "The PDF is damaged and cannot be read.") from error
    if reader.encrypted:
        raise SigningError("pdf-encrypted", "The PDF is encrypted.")
    return reader


def _open_strict_then_tolerant(file: BinaryIO) -> PdfFileReader:
    try:
        reader = PdfFileReader(file, strict=True)
        if not reader.xrefs.hybrid_xrefs_present:
            _touch(reader)
            len(reader.embedded_signatures)
            return reader
    except Exception:  # noqa: S110, BLE001 - whatever strict reading dislikes, tolerant reading decides
        pass
    file.seek(0)
    reader = PdfFileReader(file, strict=False)
    _touch(reader)
    return reader


def _touch(reader: PdfFileReader) -> None:
    """Read what every later step needs, so that damage shows here."""
    if not reader.encrypted:
        reader.root["/Pages"]["/Count"]


@contextmanager
def revision(source: BinaryIO) -> Iterator[IncrementalPdfFileWriter]:
    """A writer that adds one revision to `source`; pyHanko's errors inside come out as SigningError."""
    reader = open_reader(source)
    source.seek(0)
    try:
        writer = IncrementalPdfFileWriter.from_reader(reader)
        writer.IO_CHUNK_SIZE = CHUNK
        yield writer
    except SigningError:
        raise
    except PdfKeyNotAvailableError as error:
        raise SigningError("pdf-encrypted", "The PDF is encrypted.") from error
    except PyHankoSigningError as error:
        raise SigningError("changes-forbidden", "The PDF forbids this change.", reason=str(error)) from error
    except (PdfError, RecursionError, AssertionError, TypeError, ValueError, KeyError) as error:
        raise SigningError("pdf-broken", "The PDF is damaged and cannot be added to.") from error
