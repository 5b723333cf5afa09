"""What a file is, by its own bytes; its name is believed in nothing.

Word processor files and spreadsheets are ZIP archives or OLE containers. Archives are looked at without
unpacking them, and refused when unpacking them would fill a disk.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_

HEADER_WINDOW = 1024  # bytes in which a PDF's header may stand (ISO 32000-1, annex H.3.4.1)
MAX_ENTRIES = 10_000
MAX_UNPACKED = 1 << 30
MAX_RATIO = 200  # XML compresses tenfold to fiftyfold; a bomb a thousandfold
CHUNK = 1 << 20


@dataclass(frozen=True)
class Format:
    """A kind of file: its short name, media type and the ending its name should have."""

    name: str
    media_type: str

    @property
    def ending(self) -> str:
        """The ending of a file name, with its dot."""
        return f".{self.name}"


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

PDF = Format("pdf", "application/pdf")
DOCX = Format("docx", f"{_OPEN_XML}.wordprocessingml.document")
XLSX = Format("xlsx", f"{_OPEN_XML}.spreadsheetml.sheet")
ODT = Format("odt", f"{_OPEN_DOCUMENT}.text")
ODS = Format("ods", f"{_OPEN_DOCUMENT}.spreadsheet")
DOC = Format("doc", "application/msword")
XLS = Format("xls", "application/vnd.ms-excel")
PNG = Format("png", "image/png")
JPEG = Format("jpg", "image/jpeg")

CONVERTIBLE = frozenset({DOCX, ODT, DOC})
ATTACHABLE = frozenset({PDF, DOCX, ODT, DOC, XLSX, ODS, XLS, PNG, JPEG})


def recognise(file: BinaryIO) -> Format | None:
    """The format of a seekable file, or None when it is none of those known here; the position is undefined.

    Raises Invalid ``file-not-readable``, ``archive-too-large`` or ``macros-inside`` for an office file that
    cannot be accepted.
    """
    file.seek(0)
    head = file.read(HEADER_WINDOW)
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return _recognise_archive(file)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _recognise_container(file)
    return None


def _recognise_archive(file: BinaryIO) -> Format | None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_size(entries)
            names = {entry.filename for entry in entries}
            if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
                raise _macros_inside()
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            return _open_document(archive, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _cannot_open() from error


def _check_size(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, CHUNK):
        raise Invalid(
            "archive-too-large",
            N_("The file would be far too large once unpacked."),
            N_("Save it as PDF and upload that."),
            field="file",
        )


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> Format | None:
    if "mimetype" not in names:
        return None
    with archive.open("mimetype") as entry:
        declared = entry.read(200).decode("ascii", "replace").strip()
    return {ODT.media_type: ODT, ODS.media_type: ODS}.get(declared)


def _recognise_container(file: BinaryIO) -> Format | None:
    """Tell .doc from .xls by the name of the stream each must have ([MS-DOC] 2.1, [MS-XLS] 2.1)."""
    found = _find_streams(file, ("WordDocument", "Workbook", "EncryptedPackage", "_VBA_PROJECT"))
    if "EncryptedPackage" in found:  # an Office file with a password is a container around the ciphertext
        raise _cannot_open()
    if "_VBA_PROJECT" in found:
        raise _macros_inside()
    if "WordDocument" in found:
        return DOC
    return XLS if "Workbook" in found else None


def _find_streams(file: BinaryIO, names: tuple[str, ...]) -> set[str]:
    wanted = {name: name.encode("utf-16-le") for name in names}
    longest = max(map(len, wanted.values()))
    found: set[str] = set()
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        window = tail + chunk
        found.update(name for name, pattern in wanted.items() if pattern in window)
        tail = window[-longest:]
    return found


def _cannot_open() -> Invalid:
    return Invalid(
        "file-not-readable",
        N_("The file is damaged or protected by a password and cannot be opened."),
        N_("Open it in the program that made it, save it again without a password, and upload that."),
        field="file",
    )


def _macros_inside() -> Invalid:
    return Invalid(
        "macros-inside",
        N_("The file contains macros."),
        N_("Save it without macros, or as PDF, and upload it again."),
        field="file",
    )
