"""Looking at a file before it is taken in: may it be kept, what is in it, must it be written anew?"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from signing.errors import SigningError
from signing.files import file_size, require_pdf_header
from signing.geometry import PageSize
from signing.sandbox import Limits, run_child

MOST_OBJECTS = 50_000
"""Comparing revisions of a file with 200,000 objects takes pyHanko 100 s and 0.9 GB (measured)."""

LIMITS = Limits(memory=1024, processor=10, patience=20)


@dataclass(frozen=True)
class Inspection:
    """What was found. `reasons` (codes) say why a file is not accepted; `warnings` what deserves a look:
    javascript, launch, xfa, embedded-files, optional-content, need-appearances, hybrid-xref, broken-xref.
    `needs_rewrite`: the structure must be mended by `rewrite` before the first signature.
    """

    accept: bool
    reasons: tuple[str, ...] = ()
    pages: tuple[PageSize, ...] = ()
    signatures: int = 0
    warnings: tuple[str, ...] = ()
    needs_rewrite: bool = False


def inspect(file: BinaryIO, *, size_limit: int) -> Inspection:
    """Inspect a file of at most `size_limit` bytes in a child process. Never raises for what a file contains.

    Reasons: empty-file, too-large, not-a-pdf, pdf-encrypted, pdf-broken, too-many-objects, too-complex.
    """
    try:
        if file_size(file) > size_limit:
            return Inspection(False, ("too-large",))
        require_pdf_header(file)
        answer = json.loads(run_child("signing.inspection_child", {"most": MOST_OBJECTS}, file, LIMITS))
    except SigningError as error:
        return Inspection(False, (error.code,))
    return Inspection(
        accept=not answer["reasons"],
        reasons=tuple(answer["reasons"]),
        pages=tuple(PageSize.from_json(page) for page in answer["pages"]),
        signatures=answer["signatures"],
        warnings=tuple(answer["warnings"]),
        needs_rewrite=answer["needs_rewrite"],
    )


def rewrite(source: BinaryIO, target: BinaryIO) -> None:
    """Write an unsigned file anew with sound cross-references (qpdf); the pages stay as they are.

    Raises SigningError `already-signed` for a signed file, whose signatures this would destroy,
    `pdf-encrypted` and `pdf-broken`.
    """
    source.seek(0)
    if b"/ByteRange" in source.read():
        raise SigningError("already-signed", "A signed file may not be written anew.")
    source.seek(0)
    try:
        with pikepdf.open(source) as pdf:
            buffer = io.BytesIO()
            pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.preserve, linearize=False)
    except pikepdf.PasswordError as error:
        raise SigningError("pdf-encrypted", "The PDF is encrypted.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise SigningError("pdf-broken", "The PDF is damaged and cannot be mended.") from error
    target.seek(0)
    target.truncate()
    target.write(buffer.getvalue())
    target.flush()
