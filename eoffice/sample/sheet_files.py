"""A small spreadsheet (.xlsx, ECMA-376), written with the standard library; same input, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from eoffice.sample.word_files import zipped

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def sheet_file(name: str, rows: Sequence[Sequence[str | int | float]]) -> bytes:
    """One sheet; the first row is its head, in bold. Numbers stay numbers."""
    widths = [max(len(str(row[column])) for row in rows) + 3 for column in range(len(rows[0]))]
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, start=1)
    )
    body = "".join(
        f'<row r="{number}">' + "".join(_cell(value, is_head=number == 1) for value in row) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
                f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relations(
                ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
            ),
            "xl/styles.xml": _styles(),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{_SHEET}"><cols>{columns}</cols><sheetData>{body}</sheetData></worksheet>'
            ),
        }
    )


def _cell(value: str | int | float, *, is_head: bool) -> str:
    style = ' s="1"' if is_head else ""
    if isinstance(value, str):
        return f'<c t="inlineStr"{style}><is><t>{escape(value)}</t></is></c>'
    return f"<c{style}><v>{value}</v></c>"


def _styles() -> str:
    font = '<sz val="12"/><name val="Times New Roman"/>'
    return (
        f'<styleSheet xmlns="{_SHEET}"><fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _content_types() -> str:
    parts = {
        "/xl/workbook.xml": f"{_EXCEL}.sheet.main+xml",
        "/xl/styles.xml": f"{_EXCEL}.styles+xml",
        "/xl/worksheets/sheet1.xml": f"{_EXCEL}.worksheet+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
