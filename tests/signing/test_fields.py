"""Number and date between the leader's signature and the seal."""

import io
import subprocess
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import (
    Blanks,
    SealMark,
    SigningError,
    add_number_fields,
    fill_number_fields,
    find_blanks,
    verify,
)
from signing.geometry import Place
from signing.objects import name, text
from tests.signing.conftest import MARK_PLACE, Sign
from tests.signing.judges import openssl_accepts, pdfsig
from tests.signing.papers import decision, seal_png, serif, turned
from tests.signing.pki import DAY, NOW, Authority, Holder

VALUES = {"so_vb": "12", "ngay": "05", "thang": "01"}
SEAL_PLACE = Place(0, (300.0, 205.0, 402.0, 307.0))


def with_fields(data: bytes) -> bytes:
    target = io.BytesIO()
    blanks = find_blanks(io.BytesIO(data))
    assert add_number_fields(io.BytesIO(data), target, blanks, font=serif()) == ("so_vb", "ngay", "thang")
    return target.getvalue()


def filled(data: bytes, values: dict[str, str] = VALUES) -> bytes:
    target = io.BytesIO()
    fill_number_fields(io.BytesIO(data), target, values)
    return target.getvalue()


def printed(data: bytes, folder: Path) -> str:
    path = folder / "printed.pdf"
    path.write_bytes(data)
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(said.stdout.decode().split())


@pytest.fixture(scope="module")
def signed_by_leader(sign: Sign, leader: Holder, authority: Authority) -> bytes:
    return sign(with_fields(decision()), leader, place=MARK_PLACE, timestamper=authority.timestamper())


@pytest.fixture(scope="module")
def sealed(signed_by_leader: bytes, sign: Sign, agency: Holder, authority: Authority) -> bytes:
    return sign(
        filled(signed_by_leader),
        agency,
        "CQ",
        place=SEAL_PLACE,
        mark=SealMark(seal_png()),
        locks=tuple(VALUES),
        timestamper=authority.timestamper(),
    )


def test_the_filled_number_and_date_are_read_by_another_program(
    signed_by_leader: bytes, tmp_path: Path
) -> None:
    text_of_page = printed(filled(signed_by_leader), tmp_path)
    assert "Số: 12 /QĐ-UBND" in text_of_page
    assert "ngày 05 tháng 01 năm 2026" in text_of_page


def test_number_and_date_stand_in_their_line_on_a_turned_page(tmp_path: Path) -> None:
    text_of_page = printed(filled(with_fields(turned(decision(), 90))), tmp_path)
    assert "ngày 05 tháng 01 năm 2026" in text_of_page


def test_leader_number_and_seal_are_valid_together(sealed: bytes, authority: Authority) -> None:
    found = verify(io.BytesIO(sealed), authority.trust(), at=NOW + DAY)
    assert (found.verdict, [report.level for report in found.signatures]) == ("valid", ["B-T", "B-T"])


def test_other_programs_accept_both_signatures(sealed: bytes, authority: Authority, tmp_path: Path) -> None:
    judged = pdfsig(sealed, tmp_path)
    assert [validity for validity, _covered in judged] == ["Signature is Valid."] * 2
    assert judged[-1][1] == "Total document signed"
    assert all(openssl_accepts(sealed, authority, tmp_path, index) for index in (0, 1))


def test_a_sealed_number_cannot_be_filled_again(sealed: bytes) -> None:
    with pytest.raises(SigningError, match="field-locked"):
        filled(sealed, {"so_vb": "13"})


def test_a_sealed_number_changed_by_another_program_is_tampering(sealed: bytes, authority: Authority) -> None:
    buffer = io.BytesIO(sealed)
    writer = IncrementalPdfFileWriter(buffer)
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[name("/V")] = text("13")
    writer.update_container(field)
    writer.write_in_place()
    assert verify(buffer, authority.trust(), at=NOW + DAY).verdict == "tampered"


def test_fields_are_not_added_after_a_signature(signed: bytes) -> None:
    blanks = find_blanks(io.BytesIO(decision()))
    with pytest.raises(SigningError, match="already-signed"):
        add_number_fields(io.BytesIO(signed), io.BytesIO(), blanks, font=serif())


def test_a_document_without_fields_cannot_be_filled(signed: bytes) -> None:
    with pytest.raises(SigningError, match="field-not-found"):
        filled(signed)


def test_letters_the_font_lacks_are_refused(signed_by_leader: bytes) -> None:
    with pytest.raises(SigningError, match="letters-missing"):
        filled(signed_by_leader, {"so_vb": "十二"})


def test_without_blanks_the_file_stays_as_it_is() -> None:
    target = io.BytesIO()
    assert add_number_fields(io.BytesIO(decision()), target, Blanks(), font=serif()) == ()
    assert target.getvalue() == decision()


def test_blanks_survive_json() -> None:
    blanks = find_blanks(io.BytesIO(decision()))
    assert Blanks.from_json(blanks.as_json()) == blanks
