"""Taking files in: spool within the limit, recognise by bytes, inspect, convert, mend; only then store.

A file that is refused leaves nothing behind: everything happens in a temporary folder that goes away, and of
several files none is stored before all have been found good.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

from eoffice.core.actor import Actor
from eoffice.core.errors import DomainError, Invalid, TooLarge
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.documents import formats
from eoffice.documents.conversion import convert_to_pdf
from eoffice.documents.models import FileRole, VersionOrigin
from eoffice.documents.refusals import refusal_of, refusal_of_inspection
from eoffice.documents.rules import one_line
from eoffice.settings import Limits
from signing import SigningError
from signing.inspection import Inspection, inspect, rewrite

CHUNK = 1 << 20
NAME_LENGTH = 200
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Upload:
    """A file as it comes in: bytes, its owner's name for it, what it is to be, and the field it came by."""

    stream: IO[bytes]
    filename: str
    role: FileRole
    field: str = "file"


@dataclass(frozen=True)
class ReceivedFile:
    """A file that is safely in the store and has been found acceptable.

    ``source`` is the word-processor file it was converted from, kept beside it.
    """

    sha256: str
    size: int
    name: str
    media_type: str
    page_count: int | None
    origin: VersionOrigin = VersionOrigin.UPLOAD
    source: ReceivedFile | None = None


@dataclass(frozen=True)
class _Ready:
    """A file found acceptable, still in the temporary folder."""

    path: Path
    name: str
    media_type: str
    page_count: int | None
    origin: VersionOrigin
    source: _Ready | None = None


def receive_upload(
    runtime: Runtime, actor: Actor, stream: IO[bytes], filename: str, role: FileRole
) -> ReceivedFile:
    """Take one file in. Raises Invalid or TooLarge, with a code for each thing that can be wrong."""
    return receive_uploads(runtime, actor, [Upload(stream, filename, role)])[0]


def receive_uploads(runtime: Runtime, actor: Actor, uploads: Sequence[Upload]) -> list[ReceivedFile]:
    """Take several files in, all or none."""
    with tempfile.TemporaryDirectory(prefix="eoffice-upload-") as name:
        ready = []
        for index, upload in enumerate(uploads):
            folder = Path(name) / str(index)
            folder.mkdir()
            ready.append(_examine(runtime.settings.limits, actor, folder, upload))
        return [_keep(runtime, item) for item in ready]


def _examine(limits: Limits, actor: Actor, folder: Path, upload: Upload) -> _Ready:
    try:
        return _prepare(limits, folder, upload)
    except DomainError as error:
        log.info("upload-refused", code=error.code, person=str(actor.person_id))
        if "file" in error.fields:  # beside the field of the form that the file came by
            error.fields[upload.field] = error.fields.pop("file")
        raise


def _prepare(limits: Limits, folder: Path, upload: Upload) -> _Ready:
    path = folder / "upload"
    _spool(upload.stream, path, limits.upload_bytes)
    with path.open("rb") as file:
        found = formats.recognise(file)
    if upload.role is FileRole.MAIN:
        return _prepare_main(limits, folder, path, found, upload.filename)
    if found is None or found not in formats.ATTACHABLE:
        raise Invalid(
            "file-type-not-accepted",
            N_("Files of this type cannot be attached."),
            N_("Attach PDF, Word, Excel, OpenDocument, PNG or JPEG files."),
            field="file",
        )
    pages = len(_inspect(limits, path).pages) if found == formats.PDF else None
    name = clean_name(upload.filename, found.ending)
    return _Ready(path, name, found.media_type, pages, VersionOrigin.UPLOAD)


def _spool(stream: IO[bytes], path: Path, limit: int) -> None:
    size = 0
    with path.open("wb") as target:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge(
                    "file-too-large",
                    N_("The file is larger than the %(limit)s MB allowed here."),
                    N_("Send a smaller file, or split it into several."),
                    field="file",
                    limit=round(limit / 1_000_000, 1),
                )
            target.write(chunk)
    if size == 0:
        raise Invalid(
            "file-empty",
            N_("The file is empty: it has 0 bytes."),
            N_("Check the file on your computer and choose it again."),
            field="file",
        )


def _prepare_main(
    limits: Limits, folder: Path, path: Path, found: formats.Format | None, filename: str
) -> _Ready:
    if found == formats.PDF:
        return _prepare_pdf(limits, folder, path, filename, None)
    if found is None or found not in formats.CONVERTIBLE:
        raise Invalid(
            "not-a-pdf",
            N_("The file is not a PDF."),
            N_("Upload the document as PDF, Word (.docx, .doc) or OpenDocument text (.odt)."),
            field="file",
        )
    source_path = path.rename(folder / f"document{found.ending}")
    source = _Ready(
        source_path, clean_name(filename, found.ending), found.media_type, None, VersionOrigin.UPLOAD
    )
    converted = convert_to_pdf(source_path, folder, limits.conversion_seconds)
    return _prepare_pdf(limits, folder, converted, filename, source)


def _prepare_pdf(limits: Limits, folder: Path, path: Path, filename: str, source: _Ready | None) -> _Ready:
    inspection = _inspect(limits, path)
    if inspection.signatures:
        raise Invalid(
            "pdf-already-signed",
            N_("The PDF already carries a signature."),
            N_("Upload the draft as it was before it was signed; it is signed here."),
            field="file",
        )
    origin = VersionOrigin.CONVERSION if source else VersionOrigin.UPLOAD
    if inspection.needs_rewrite:
        path, origin = _rewrite(path, folder / "rewritten"), VersionOrigin.REPAIR if not source else origin
    return _Ready(
        path,
        clean_name(filename, formats.PDF.ending),
        formats.PDF.media_type,
        len(inspection.pages),
        origin,
        source,
    )


def _inspect(limits: Limits, path: Path) -> Inspection:
    try:
        with path.open("rb") as file:
            inspection = inspect(file, size_limit=limits.upload_bytes)
    except SigningError as error:
        raise refusal_of(error.code) from error
    if not inspection.accept:
        raise refusal_of_inspection(inspection)
    if len(inspection.pages) > limits.pdf_pages:
        raise TooLarge(
            "too-many-pages",
            N_("The PDF has %(pages)s pages; %(limit)s are allowed."),
            N_("Split it into several files."),
            field="file",
            pages=len(inspection.pages),
            limit=limits.pdf_pages,
        )
    return inspection


def _rewrite(path: Path, target: Path) -> Path:
    try:
        with path.open("rb") as source, target.open("w+b") as rewritten:
            rewrite(source, rewritten)
    except SigningError as error:
        raise refusal_of(error.code) from error
    return target


def _keep(runtime: Runtime, ready: _Ready) -> ReceivedFile:
    source = _keep(runtime, ready.source) if ready.source else None
    with ready.path.open("rb") as file:
        stored = runtime.store.put(file)
    return ReceivedFile(
        sha256=stored.sha256,
        size=stored.size,
        name=ready.name,
        media_type=ready.media_type,
        page_count=ready.page_count,
        origin=ready.origin,
        source=source,
    )


def clean_name(filename: str, ending: str) -> str:
    """A name safe to show and to save under: no folders, no control characters, the ending of its format."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printable = one_line("".join(letter for letter in last if letter.isprintable()))
    stem = printable
    known = {ending.lstrip("."), *(item.name for item in formats.ATTACHABLE), "jpeg"}
    if "." in printable and printable.rsplit(".", 1)[1].lower() in known:
        stem = printable.rsplit(".", 1)[0]
    stem = stem.strip(" .")[: NAME_LENGTH - len(ending)] or "document"
    return stem + ending
