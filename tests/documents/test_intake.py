"""Taking files in: what is refused, each with its own code, and what becomes of what is accepted."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest

from eoffice.core.actor import SYSTEM
from eoffice.core.errors import DomainError, Invalid, TooLarge, Unavailable
from eoffice.core.runtime import Runtime
from eoffice.documents.conversion import convert_to_pdf
from eoffice.documents.intake import ReceivedFile, Upload, clean_name, receive_upload, receive_uploads
from eoffice.documents.models import FileRole, VersionOrigin
from tests.documents import files
from tests.factories import make_runtime

LIMIT = 300_000


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    runtime = make_runtime(f"sqlite:///{tmp_path / 'unused.db'}", tmp_path)
    limits = runtime.settings.limits.model_copy(update={"upload_bytes": LIMIT})
    yield replace(runtime, settings=runtime.settings.model_copy(update={"limits": limits}))
    runtime.engine.dispose()


def receive(
    runtime: Runtime, content: bytes, name: str = "a.pdf", role: FileRole = FileRole.MAIN
) -> ReceivedFile:
    """Take in one file."""
    return receive_upload(runtime, SYSTEM, io.BytesIO(content), name, role)


def refusal(
    runtime: Runtime, content: bytes, name: str = "a.pdf", role: FileRole = FileRole.MAIN
) -> DomainError:
    """Why it is refused; nothing of it may be in the store."""
    with pytest.raises(DomainError) as refused:
        receive(runtime, content, name, role)
    assert list(runtime.store.list_hashes()) == []
    return refused.value


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "file-empty", Invalid),
        (b"just text, whatever the name says", "not-a-pdf", Invalid),
        (files.encrypted_pdf(), "pdf-encrypted", Invalid),
        (files.broken_pdf(), "pdf-broken", Invalid),
        (files.pdf() + b"\0" * LIMIT, "file-too-large", TooLarge),
        (files.archive({"word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "macros-inside", Invalid),
        (files.xlsx(), "not-a-pdf", Invalid),
        (files.docx()[:200], "file-not-readable", Invalid),
    ],
)
def test_a_main_file_that_cannot_be_used_is_refused_with_its_own_code(
    runtime: Runtime, content: bytes, code: str, kind: type[DomainError]
) -> None:
    error = refusal(runtime, content)
    assert (error.code, type(error)) == (code, kind)
    assert error.fields["file"]


def test_a_signed_pdf_is_refused_as_a_draft(runtime: Runtime) -> None:
    with pikepdf.open(io.BytesIO(files.pdf())) as document:
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, ByteRange=[0, 10, 20, 10], Contents=pikepdf.String(b"0" * 20)
        )
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Sig,
            T=pikepdf.String("Signature1"),
            V=document.make_indirect(signature),
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            Rect=[0, 0, 0, 0],
        )
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)], SigFlags=3)
        target = io.BytesIO()
        document.save(target)
    assert refusal(runtime, target.getvalue()).code == "pdf-already-signed"


def test_an_archive_that_would_fill_the_disk_is_refused_unopened(runtime: Runtime) -> None:
    bomb = files.archive({"word/document.xml": b"\0" * 250_000_000})
    assert len(bomb) < LIMIT
    assert refusal(runtime, bomb, "bomb.docx", FileRole.ANNEX).code == "archive-too-large"


def test_a_program_cannot_be_attached(runtime: Runtime) -> None:
    assert refusal(runtime, b"MZ\x90\0" * 30, "a.pdf", FileRole.ANNEX).code == "file-type-not-accepted"


def test_an_annex_that_says_it_is_a_pdf_must_be_a_sound_one(runtime: Runtime) -> None:
    assert refusal(runtime, files.broken_pdf(), "a.pdf", FileRole.SUPPORTING).code == "pdf-broken"


def test_of_several_files_none_is_kept_when_one_is_refused(runtime: Runtime) -> None:
    uploads = [
        Upload(io.BytesIO(files.pdf()), "a.pdf", FileRole.MAIN, "main"),
        Upload(io.BytesIO(b""), "b.pdf", FileRole.ANNEX, "annexes"),
    ]
    with pytest.raises(Invalid) as refused:
        receive_uploads(runtime, SYSTEM, uploads)
    assert list(refused.value.fields) == ["annexes"]
    assert list(runtime.store.list_hashes()) == []


def test_a_sound_pdf_is_kept_byte_for_byte(runtime: Runtime) -> None:
    content = files.pdf(pages=2)
    received = receive(runtime, content, "Tờ trình số 1.PDF")
    with runtime.store.open(received.sha256) as stored:
        assert stored.read() == content
    assert (received.name, received.page_count, received.size) == ("Tờ trình số 1.pdf", 2, len(content))


def test_a_spreadsheet_stays_as_it_is(runtime: Runtime) -> None:
    content = files.xlsx()
    received = receive(runtime, content, "Biểu 01.xlsx", FileRole.ANNEX)
    with runtime.store.open(received.sha256) as stored:
        assert stored.read() == content
    assert received.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_word_file_becomes_a_pdf_and_is_kept_beside_it(runtime: Runtime) -> None:
    content = files.docx("Kính gửi: Ủy ban nhân dân tỉnh")
    received = receive(runtime, content, "Công văn.docx")
    assert (received.name, received.origin) == ("Công văn.pdf", VersionOrigin.CONVERSION)
    assert received.source is not None
    assert received.source.name == "Công văn.docx"
    with (
        runtime.store.open(received.source.sha256) as source,
        runtime.store.open(received.sha256) as converted,
    ):
        assert source.read() == content
        assert converted.read(5) == b"%PDF-"


def test_converting_fetches_nothing_from_outside(runtime: Runtime) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the names http.server calls

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_address[1]}/picture.png"
            receive(runtime, files.docx(picture_url=address), "a.docx")
        finally:
            server.shutdown()
            thread.join()
    assert asked == []


def test_a_server_without_libreoffice_asks_for_a_pdf(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refusal(runtime, files.docx(), "a.docx")
    assert (error.code, "PDF" in error.advice) == ("conversion-not-installed", True)


def test_a_conversion_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    assert shutil.which("soffice") or shutil.which("libreoffice")
    source = tmp_path / "document.docx"
    source.write_bytes(files.docx())
    with pytest.raises(Unavailable) as refused:
        convert_to_pdf(source, tmp_path, 0.01)
    assert refused.value.code == "conversion-too-slow"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\Công văn.pdf", "Công văn.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("Quyết định 12.2026", "Quyết định 12.2026.pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given, ".pdf") == kept


def test_a_password_protected_office_file_is_refused(runtime: Runtime) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refusal(runtime, container, "a.docx", FileRole.ANNEX).code == "file-not-readable"


def test_an_opendocument_text_is_known_by_what_it_declares(runtime: Runtime) -> None:
    content = files.archive({"mimetype": files.ODT_TYPE.encode()})
    assert receive(runtime, content, "a.zip", FileRole.SUPPORTING).name == "a.zip.odt"
