"""What is found in a file before it is taken in."""

import io
import time
from collections.abc import Callable

import pikepdf
import pytest

from signing import SigningError, inspect, rewrite
from tests.signing.papers import decision, encrypted, hybrid, turned

LIMIT = 5_000_000


def edited(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(decision())) as pdf:
        change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def add_javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def add_launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))


def add_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"noi dung"


def add_xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA="<xdp/>")


def misdirect(data: bytes) -> bytes:
    """One entry of the cross-reference table points somewhere else."""
    table = data.rindex(b"\nxref")
    entry = data.index(b" 00000 n", table) - 10
    return data[:entry] + b"0000000003" + data[entry + 10 :]


def test_a_sound_paper_is_accepted_with_its_pages() -> None:
    found = inspect(io.BytesIO(decision()), size_limit=LIMIT)
    assert (found.accept, found.signatures, found.warnings, found.needs_rewrite) == (True, 0, (), False)
    assert [(page.width, page.height, page.rotation) for page in found.pages] == [(595, 842, 0)]


def test_a_turned_page_has_the_size_a_reader_sees() -> None:
    (page,) = inspect(io.BytesIO(turned(decision(), 90)), size_limit=LIMIT).pages
    assert (page.width, page.height, page.rotation) == (550, 812, 90)


def test_signatures_are_counted_and_a_signed_file_is_never_to_be_rewritten(signed: bytes) -> None:
    found = inspect(io.BytesIO(signed), size_limit=LIMIT)
    assert (found.accept, found.signatures, found.needs_rewrite) == (True, 1, False)
    with pytest.raises(SigningError, match="already-signed"):
        rewrite(io.BytesIO(signed), io.BytesIO())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty-file"),
        (b"\x89PNG\r\n", "not-a-pdf"),
        (decision()[:9000], "pdf-broken"),
        (b"%PDF-1.7\n%%EOF", "pdf-broken"),
        (encrypted(decision()), "pdf-encrypted"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_by_name(data: bytes, reason: str) -> None:
    found = inspect(io.BytesIO(data), size_limit=LIMIT)
    assert (found.accept, found.reasons) == (False, (reason,))


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert inspect(io.BytesIO(decision()), size_limit=1000).reasons == ("too-large",)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (add_javascript, "javascript"),
        (add_launch, "launch"),
        (add_attachment, "embedded-files"),
        (add_xfa, "xfa"),
    ],
)
def test_what_deserves_a_look_is_named(change: Callable[[pikepdf.Pdf], None], warning: str) -> None:
    found = inspect(io.BytesIO(edited(change)), size_limit=LIMIT)
    assert found.accept
    assert found.warnings == (warning,)


@pytest.mark.parametrize(
    ("data", "warning"), [(hybrid(decision()), "hybrid-xref"), (misdirect(decision()), "broken-xref")]
)
def test_a_rewritten_file_has_sound_references_and_the_same_pages(data: bytes, warning: str) -> None:
    found = inspect(io.BytesIO(data), size_limit=LIMIT)
    assert (found.warnings, found.needs_rewrite) == ((warning,), True)
    target = io.BytesIO()
    rewrite(io.BytesIO(data), target)
    again = inspect(target, size_limit=LIMIT)
    assert (again.warnings, again.needs_rewrite, again.pages) == ((), False, found.pages)


def test_a_file_of_too_many_parts_is_refused() -> None:
    def swell(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Many = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(N=n)) for n in range(50_001)])

    started = time.monotonic()
    assert inspect(io.BytesIO(edited(swell)), size_limit=LIMIT).reasons == ("too-many-objects",)
    assert time.monotonic() - started < 20
