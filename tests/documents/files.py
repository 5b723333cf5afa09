"""Files as people upload them: made here, of our own content."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf

TINY_TEXT = b"BT /F1 12 Tf 72 720 Td (Cong van so 1) Tj ET"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def pdf(pages: int = 1, text: bytes = TINY_TEXT) -> bytes:
    """A sound PDF of A4 pages with a line of text each."""
    with pikepdf.new() as document:
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        for _ in range(pages):
            page = document.add_blank_page(page_size=(595, 842))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.obj.Contents = document.make_stream(text)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    with pikepdf.open(io.BytesIO(pdf())) as document:
        target = io.BytesIO()
        document.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))
        return target.getvalue()


def a_page_of_two_gigabytes() -> bytes:
    """A small, sound PDF whose only page fills the memory of who unpacks it."""
    packing = zlib.compressobj(9)
    head = packing.compress(b"") + packing.flush(zlib.Z_FULL_FLUSH)
    block = packing.compress(b" " * (1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    # After a full flush a block stands by itself, any number of times.
    once = head + block * 2000 + packing.flush()
    twice = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    with pikepdf.new() as document:
        page = document.add_blank_page()
        stream = pikepdf.Stream(document, b"")
        stream.write(zlib.compress(once, 9), filter=twice)
        page.Contents = document.make_indirect(stream)
        target = io.BytesIO()
        keep = pikepdf.StreamDecodeLevel.none  # or saving unpacks it itself
        document.save(target, compress_streams=False, stream_decode_level=keep)
        return target.getvalue()


def broken_pdf() -> bytes:
    """What says it is a PDF and then holds nothing of one."""
    return b"%PDF-1.7\n" + b"nothing here is an object\n" * 50


def docx(text: str = "Công văn số 1", picture_url: str = "") -> bytes:
    """A small Word file; ``picture_url`` links a picture from outside."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", _document(text, bool(picture_url)))
        if picture_url:
            archive.writestr("word/_rels/document.xml.rels", _picture_relation(picture_url))
    return target.getvalue()


def xlsx() -> bytes:
    """The skeleton of a spreadsheet, enough to be recognised."""
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


def archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP archive of these entries, packed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return target.getvalue()


_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CONTENT_TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _document(text: str, has_picture: bool) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
        f' xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture"'
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>{_PICTURE if has_picture else ''}</w:body>"
        "</w:document>"
    )


_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/>'
    f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rId9"/></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def _picture_relation(url: str) -> str:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId9"'
        f' Type="{_OFFICE}/image" Target="{url}" TargetMode="External"/></Relationships>'
    )
