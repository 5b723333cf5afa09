"""Word files (.docx, ECMA-376), written with the standard library; same input, same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TWIPS_PER_MM = 56.693


@dataclass(frozen=True)
class Run:
    """Letters of one look; ``size`` in points."""

    text: str
    size: float = 14
    bold: bool = False
    italic: bool = False

    def xml(self) -> str:
        look = ("<w:b/>" if self.bold else "") + ("<w:i/>" if self.italic else "")
        half_points = round(self.size * 2)
        look += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(self.text)}</w:t></w:r>'


@dataclass(frozen=True)
class Look:
    """How a paragraph stands; lengths in millimetres, space before and after in points."""

    align: str = "both"
    first_line: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    line_height: float | None = None
    is_ruled: bool = False
    keeps_next: bool = False


CENTRED = Look(align="center")


def paragraph(runs: Sequence[Run], look: Look = CENTRED) -> str:
    """One paragraph as WordprocessingML."""
    spacing = f'w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}"'
    if look.line_height is not None:
        spacing += f' w:line="{round(look.line_height * 20)}" w:lineRule="exact"'
    indent = f'w:left="{_twips(look.left)}" w:right="{_twips(look.right)}"'
    indent += f' w:firstLine="{_twips(look.first_line)}"'
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    return (
        "<w:p><w:pPr>"
        + ("<w:keepNext/>" if look.keeps_next else "")
        + (border if look.is_ruled else "")
        + f'<w:spacing {spacing}/><w:ind {indent}/><w:jc w:val="{look.align}"/></w:pPr>'
        + "".join(run.xml() for run in runs)
        + "</w:p>"
    )


def rule(column_mm: float, length_mm: float) -> str:
    """A thin line of ``length_mm`` in the middle of a column."""
    side = max(0.0, (column_mm - length_mm) / 2)
    return paragraph(
        [Run("", 2)], Look("center", left=side, right=side, before=2, line_height=4, is_ruled=True)
    )


def table(rows: Sequence[Sequence[str]], widths_mm: Sequence[float], *, has_lines: bool = False) -> str:
    """A table of cells that already are WordprocessingML; its rows never break over a page."""
    lines = "".join(
        f'<w:{side} w:val="{"single" if has_lines else "nil"}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margin = 80 if has_lines else 0
    margins = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths_mm)
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(cell, width) for cell, width in zip(row, widths_mm, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(widths_mm))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def word_file(body: str, title: str) -> bytes:
    """A whole .docx on A4: margins 20 mm, left 30 mm, page numbers above from the second page on."""
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
        'w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    header = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p>'
    return zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {_NS}><w:body>{body}{section}</w:body></w:document>",
            "word/header1.xml": f"<w:hdr {_NS}>{header}</w:hdr>",
            "word/styles.xml": _styles(),
            "word/_rels/document.xml.rels": _relations(("header", "header1.xml"), ("styles", "styles.xml")),
            "docProps/core.xml": _core(title),
        }
    )


def zipped(parts: dict[str, str]) -> bytes:
    """XML parts as an OPC package, without the time of day in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, _HEAD + xml)
    return made.getvalue()


def _cell(content: str, width_mm: float) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width_mm)}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _styles() -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    return (
        f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>{font}"
        '<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)
