"""The sample's files are what they claim to be."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pikepdf
import pypdfium2 as pdfium
import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eoffice.sample.hybrid_files import as_hybrid
from eoffice.sample.make_fixtures import SHEETS, read_texts
from eoffice.sample.office import FIXTURES
from eoffice.sample.official_layout import as_word_file
from eoffice.sample.sheet_files import sheet_file
from eoffice.trial.authority import TrialAuthority
from eoffice.trial.certificates import Subject

HYBRID = "kc-huong-dan-cap-do.pdf"
SCANS = ("dang-cong-van-12.pdf", "dongxuyen-cong-van-trao-doi.pdf")
TEXTS = {one.slug: one for one in read_texts()}


@pytest.fixture(scope="module")
def local_signer(tmp_path_factory: pytest.TempPathFactory) -> signers.SimpleSigner:
    authority = TrialAuthority.open(tmp_path_factory.mktemp("ca") / "ca", b"secret", "http://127.0.0.1:9")
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issued = authority.issue_for_key(
        key.public_key(), Subject("Ai", "Đó"), "personal", now, now + timedelta(days=1)
    )
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(issued.der),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )


def sign(pdf: bytes, signer: signers.SimpleSigner) -> bytes:
    meta = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    made = asyncio.run(signers.PdfSigner(meta, signer=signer).async_sign_pdf(writer))
    return bytes(made.getvalue())


def test_the_hybrid_file_is_refused_as_it_is(local_signer: signers.SimpleSigner) -> None:
    with pytest.raises(SigningError, match="hybrid"):
        sign((FIXTURES / HYBRID).read_bytes(), local_signer)


def test_the_hybrid_file_can_be_signed_once_qpdf_has_rewritten_it(
    local_signer: signers.SimpleSigner, tmp_path: Path
) -> None:
    mended = tmp_path / "mended.pdf"
    subprocess.run(["qpdf", str(FIXTURES / HYBRID), str(mended)], check=True)
    assert b"/ByteRange" in sign(mended.read_bytes(), local_signer)


def test_the_hybrid_file_hides_its_structure_from_old_readers_only() -> None:
    content = (FIXTURES / HYBRID).read_bytes()
    assert re.search(rb"xref\r\n0 0\r\ntrailer\r\n<<.*?/XRefStm \d+>>", content)
    assert b"/StructElem" not in content
    with pikepdf.open(FIXTURES / HYBRID) as document:
        assert document.Root.StructTreeRoot.Type == "/StructTreeRoot"


def test_a_file_without_structure_cannot_become_hybrid() -> None:
    with pytest.raises(ValueError, match="structure"):
        as_hybrid((FIXTURES / "nv-bao-cao-cchc.pdf").read_bytes())


@pytest.mark.parametrize("name", SCANS)
def test_a_scan_is_one_colour_picture_of_200_dots_an_inch(name: str) -> None:
    [page] = pdfium.PdfDocument(FIXTURES / name)
    assert page.get_textpage().count_chars() == 0
    [picture] = page.get_objects()
    assert picture.get_metadata().horizontal_dpi == pytest.approx(200, abs=1)
    assert (FIXTURES / name).stat().st_size <= 150 * 1024


def pdfs() -> list[str]:
    return sorted(file.name for file in FIXTURES.glob("*.pdf"))


@pytest.mark.parametrize("name", pdfs())
def test_qpdf_finds_nothing_wrong(name: str) -> None:
    answer = subprocess.run(["qpdf", "--check", str(FIXTURES / name)], capture_output=True, check=False)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", sorted(set(pdfs()) - set(SCANS)))
def test_a_page_is_a4_with_its_fonts_inside(name: str) -> None:
    with pikepdf.open(FIXTURES / name) as document:
        for page in document.pages:
            assert [float(side) for side in page.mediabox][2:] == pytest.approx([595.3, 841.9], abs=0.5)
            for font in page.Resources.Font.values():
                assert "/FontFile2" in font.FontDescriptor


def test_one_document_has_three_pages_and_the_last_holds_more_than_the_signature() -> None:
    pages = pdfium.PdfDocument(FIXTURES / "hb-ke-hoach-chuyen-doi-so.pdf")
    assert len(pages) == 3
    assert "triển khai thực hiện./." in pages[2].get_textpage().get_text_range()


@pytest.mark.parametrize("slug", [slug for slug, text in TEXTS.items() if text.keep_source])
def test_a_kept_word_file_is_the_one_its_words_give(slug: str) -> None:
    assert (FIXTURES / f"{slug}.docx").read_bytes() == as_word_file(TEXTS[slug])


@pytest.mark.parametrize("name", SHEETS)
def test_a_spreadsheet_is_the_one_its_rows_give_and_opens(name: str) -> None:
    title, rows = SHEETS[name]
    content = (FIXTURES / f"{name}.xlsx").read_bytes()
    assert content == sheet_file(title, rows)
    sheet = openpyxl.load_workbook(io.BytesIO(content))[title]
    assert [list(row) for row in sheet.values] == rows
