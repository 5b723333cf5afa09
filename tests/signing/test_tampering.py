"""What was done to a file after it was signed must show."""

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import Verification, verify
from signing.objects import array, dictionary, name, number, numbers, stream, text
from tests.signing.conftest import Sign
from tests.signing.papers import decision
from tests.signing.pki import DAY, NOW, Authority, Holder

Change = Callable[[IncrementalPdfFileWriter], None]


def verdict_on(data: bytes, authority: Authority) -> Verification:
    return verify(io.BytesIO(data), authority.trust(), at=NOW + DAY)


def updated(data: bytes, change: Change) -> bytes:
    """The file with one more revision, as any PDF program could add it."""
    buffer = io.BytesIO(data)
    writer = IncrementalPdfFileWriter(buffer)
    change(writer)
    writer.write_in_place()
    return buffer.getvalue()


def gap_of(data: bytes) -> tuple[int, int]:
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return int(signature.byte_range[1]), int(signature.byte_range[2])


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def test_a_flipped_bit_anywhere_in_the_signed_bytes_is_tampering(signed: bytes, authority: Authority) -> None:
    start, end = gap_of(signed)
    positions = [*range(40, start, start // 25), *range(end + 1, len(signed) - 8, (len(signed) - end) // 12)]
    verdicts = {position: verdict_on(flipped(signed, position), authority).verdict for position in positions}
    assert {key: value for key, value in verdicts.items() if value != "tampered"} == {}


def parts_of_the_signature(data: bytes) -> dict[str, bytes]:
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    signer = signature.signer_info
    (token,) = (
        attribute["values"][0]["content"]
        for attribute in signer["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
    )
    return {
        "value": signer["signature"].native,
        "certificate": signature.signer_cert.signature,
        "chain": signature.other_embedded_certs[0].signature,
        "timestamp": token["signer_infos"][0]["signature"].native,
        "moment": bytes(token["encap_content_info"]["content"].parsed["gen_time"].contents),
    }


@pytest.mark.parametrize("part", ["value", "certificate", "chain", "timestamp", "moment"])
def test_an_altered_digit_in_a_part_of_the_signature_is_tampering(
    part: str, signed: bytes, authority: Authority
) -> None:
    position = signed.index(parts_of_the_signature(signed)[part].hex().encode("ascii")) + 20
    other = b"2" if signed[position : position + 1] == b"1" else b"1"
    found = verdict_on(signed[:position] + other + signed[position + 1 :], authority)
    assert (found.verdict, found.signatures[0].integrity) == ("tampered", "broken")


def draw_on_page(writer: IncrementalPdfFileWriter) -> None:
    drawing = stream(b"q 1 0 0 rg 60 600 200 40 re f Q")
    writer.add_stream_to_page(0, writer.add_object(drawing))


def add_note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/Rect": numbers([60, 600, 260, 640])}
    note_text = {**note, "/Contents": text("5 tỷ đồng"), "/DA": text("/Helv 12 Tf 0 g")}
    kept = [page["/Annots"].raw_get(index) for index in range(len(page["/Annots"]))]
    page[name("/Annots")] = array([*kept, writer.add_object(dictionary(note_text))])
    writer.update_container(page)


def run_script(writer: IncrementalPdfFileWriter) -> None:
    action = dictionary({"/S": "/JavaScript", "/JS": text("app.alert(1)")})
    writer.root[name("/OpenAction")] = writer.add_object(action)
    writer.update_root()


def cover_with_empty_signature_field(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    white = {"/Type": "/XObject", "/Subtype": "/Form", "/BBox": numbers([0, 0, 400, 40])}
    appearance = writer.add_object(stream(b"1 1 1 rg 0 0 400 40 re f", white))
    field = writer.add_object(
        dictionary(
            {
                "/Type": "/Annot",
                "/Subtype": "/Widget",
                "/FT": "/Sig",
                "/T": text("Che"),
                "/F": number(4),
                "/Rect": numbers([50, 640, 450, 680]),
                "/AP": dictionary({"/N": appearance}),
            }
        )
    )
    for owner, key in ((page, "/Annots"), (writer.root["/AcroForm"], "/Fields")):
        kept = [owner[key].raw_get(index) for index in range(len(owner[key]))]
        owner[name(key)] = array([*kept, field])
        writer.update_container(owner)


@pytest.mark.parametrize("change", [draw_on_page, add_note, run_script])
def test_content_changed_by_a_later_revision_is_tampering(
    change: Change, signed: bytes, authority: Authority
) -> None:
    found = verdict_on(updated(signed, change), authority)
    assert (found.verdict, found.reasons) == ("tampered", ("changed-after-signing",))
    assert found.signatures[0].integrity == "broken"


def test_an_unsigned_field_that_covers_the_text_is_tampering(signed: bytes, authority: Authority) -> None:
    found = verdict_on(updated(signed, cover_with_empty_signature_field), authority)
    assert (found.verdict, found.reasons) == ("tampered", ("unsigned-field-covers-content",))


def test_a_signature_hidden_by_a_later_revision_is_tampering(
    signed: bytes, sign: Sign, agency: Holder, authority: Authority
) -> None:
    def hide(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[name("/Fields")] = array([form["/Fields"].raw_get(0)])
        writer.update_container(form)
        writer.update_root()

    found = verdict_on(updated(sign(signed, agency, "CQ"), hide), authority)
    assert found.verdict == "tampered"
    assert "signature-removed" in found.reasons


def test_a_second_string_in_the_signatures_gap_is_tampering(signed: bytes, authority: Authority) -> None:
    _start, end = gap_of(signed)
    smuggled = b"> /Ghi (5 ty dong) /Them <"
    data = signed[: end - 200] + smuggled + signed[end - 200 + len(smuggled) :]
    found = verdict_on(data, authority)
    assert found.verdict == "tampered"
    assert "signature-gap-invalid" in found.reasons


def test_something_in_the_padding_of_a_signature_is_tampering(signed: bytes, authority: Authority) -> None:
    _start, end = gap_of(signed)
    data = signed[: end - 40] + b"48c3a0204ee1bb9969" + signed[end - 22 :]
    assert "signature-gap-invalid" in verdict_on(data, authority).reasons


def test_blank_lines_after_the_end_do_no_harm(signed: bytes, authority: Authority) -> None:
    assert verdict_on(signed + b"\r\n\n", authority).verdict == "valid"


def test_other_bytes_after_the_end_are_noticed(signed: bytes, authority: Authority) -> None:
    found = verdict_on(signed + b"\n% tai ve tu cong thong tin", authority)
    assert found.verdict == "indeterminate"
    assert "bytes-after-end" in found.reasons


def test_objects_after_the_end_that_some_readers_would_take_in_are_tampering(
    signed: bytes, authority: Authority
) -> None:
    found = verdict_on(signed + b"\n3 0 obj\n<< /Type /Page >>\nendobj\n", authority)
    assert (found.verdict, found.reasons) == ("tampered", ("content-after-end",))


def test_a_file_cut_short_is_not_valid(signed: bytes, authority: Authority) -> None:
    assert verdict_on(signed[: len(signed) - 300], authority).verdict in ("tampered", "error", "unsigned")


def test_a_second_signature_leaves_the_first_valid(
    signed: bytes, sign: Sign, agency: Holder, authority: Authority
) -> None:
    found = verdict_on(sign(signed, agency, "CQ"), authority)
    assert found.verdict == "valid"
    assert [report.covers_whole_file for report in found.signatures] == [False, True]


def test_the_unsigned_paper_itself_has_no_signature(authority: Authority) -> None:
    assert verdict_on(decision(), authority).signatures == ()
