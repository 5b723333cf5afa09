"""Files made to hurt the reader: each is given up within the limits, in a process that can be spared."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from signing import SigningError
from signing.inspection import inspect
from signing.pages import page_layouts, render_page
from tests.documents.files import a_page_of_two_gigabytes, pdf

LIMIT = 64 << 20
HEAD = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n"
TAIL = b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"


def saved(document: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def a_page_taller_than_the_earth() -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page().MediaBox = pikepdf.Array([0, 0, 1, 10_000_000])
        return saved(document)


@pytest.mark.parametrize(
    "data",
    [
        HEAD % b"" + b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n" + TAIL,
        HEAD % b""
        + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>endobj\n"
        + b"3 0 obj<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>endobj\n"
        + TAIL,
        HEAD % (b"/X " + b"[" * 100_000 + b"]" * 100_000) + b"2 0 obj<</Type/Pages/Kids[]>>endobj\n" + TAIL,
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        pdf()[:400],
    ],
    ids=[
        "a tree that is its own child",
        "two that are each other's",
        "deep nesting",
        "a loop of xrefs",
        "cut",
    ],
)
def test_a_structure_without_end_is_found_broken(data: bytes) -> None:
    assert inspect(io.BytesIO(data), size_limit=LIMIT).reasons == ("pdf-broken",)


@pytest.mark.parametrize(
    "make",
    [a_page_of_two_gigabytes, a_page_taller_than_the_earth],
    ids=lambda f: f.__name__,
)
def test_a_page_that_cannot_be_drawn_within_the_limits_is_given_up(make: Callable[[], bytes]) -> None:
    with pytest.raises(SigningError) as refused:
        render_page(io.BytesIO(make()), 0, 900)
    assert refused.value.code == "too-complex"


def test_who_reads_another_file_afterwards_notices_nothing() -> None:
    with pytest.raises(SigningError):
        page_layouts(io.BytesIO(a_page_of_two_gigabytes()), most_texts=1)
    assert [word.text for word in page_layouts(io.BytesIO(pdf()), most_texts=1)[0].words][:2] == [
        "Cong",
        "van",
    ]
