"""Small PDFs for tests, drawn with the fonts the tests install."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from signing.fonts import embed_font, font_face, prepare_font
from signing.geometry import upright

LIBERATION = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf")
A4 = (595, 842)
TITLE, NAME = "CHỦ TỊCH", "Nguyễn Thị Hồng Ngọc"
Line = tuple[float, float, float, str]  # x, y, size, text

DECISION: tuple[Line, ...] = (
    (60, 780, 13, "ỦY BAN NHÂN DÂN XÃ MINH SƠN"),
    (60, 755, 13, "Số:"),
    (120, 755, 13, "/QĐ-UBND"),
    (300, 755, 13, "Minh Sơn, ngày"),
    (411, 755, 13, "tháng"),
    (472, 755, 13, "năm 2026"),
    (230, 700, 14, "QUYẾT ĐỊNH"),
    (60, 660, 13, "Về việc ban hành Quy chế làm việc của Ủy ban nhân dân xã"),
    (390, 300, 13, TITLE),
    (350, 200, 13, NAME),
)


@lru_cache(maxsize=1)
def serif() -> bytes:
    return prepare_font(LIBERATION.read_bytes())


def paper(lines: tuple[Line, ...] = DECISION, pages: int = 1) -> bytes:
    """A PDF 1.7 whose every page carries the lines."""
    writer = PdfFileWriter(stream_xrefs=False)
    face = font_face(serif())
    font = embed_font(writer, face)
    drawn = " ".join(f"BT /F {size} Tf {x} {y} Td {face.encode(text)} Tj ET" for x, y, size, text in lines)
    resources = generic.DictionaryObject(
        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): font})}
    )
    for _page in range(pages):
        content = writer.add_object(generic.StreamObject(stream_data=drawn.encode("ascii")))
        writer.insert_page(PageObject(contents=content, media_box=(0, 0, *A4), resources=resources))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def decision() -> bytes:
    return paper()


def turned(data: bytes, rotation: int) -> bytes:
    """The same pages, stored turned and shown upright by /Rotate, with a crop box away from the origin."""
    width, height = A4[::-1] if rotation in (90, 270) else A4
    _width, _height, matrix = upright(rotation, width, height)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.contents_add(f"q {matrix} cm ".encode("ascii"), prepend=True)
            page.contents_add(b" Q")
            page.MediaBox = pikepdf.Array([0, 0, width, height])
            page.CropBox = pikepdf.Array([20, 30, width - 10, height - 15])
            page.Rotate = rotation
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def hybrid(data: bytes) -> bytes:
    """The file with a hybrid cross-reference (ISO 32000-1, 7.5.8.4), as Microsoft Word writes it."""
    table = data.rindex(b"\nxref") + 1
    trailer = data.index(b"trailer", table)
    rows = b"\x01\x00\x00\x00"
    head = b"900 0 obj\n<< /Type /XRef /Size 901 /W [1 2 1] /Index [0 1] /Length 4 >>\nstream\n"
    hidden = head + rows + b"\nendstream\nendobj\n"
    marked = data[trailer:].replace(b"<<", b"<<\n/XRefStm %d" % table, 1)
    marked = marked[: marked.rindex(b"startxref")]
    start = table + len(hidden)
    return data[:table] + hidden + data[table:trailer] + marked + b"startxref\n%d\n%%%%EOF\n" % start


def encrypted(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="chủ", user="khách"))
    return buffer.getvalue()


def seal_png() -> bytes:
    """A red ring on nothing."""
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((6, 6, 293, 293), outline=(205, 20, 20, 255), width=10)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
