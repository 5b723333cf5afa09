"""The layout of an official document (NĐ 30/2020/NĐ-CP, Phụ lục I) as a Word file, from a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eoffice.sample.word_files import CENTRED, Look, Run, paragraph, rule, table, word_file

LEFT_MM, RIGHT_MM = 64.0, 96.0
_BLANK = "\u00a0"
_BODY = Look(align="both", first_line=12.7, after=5)
_STRONG = re.compile(r"\*\*(.+?)\*\*")
# How long the lines of the head are at 13 and 14 points, bold; the rule below is as long as its words.
_MOTTO_MM, _PARTY_MM, _NAME_RULE_MM, _SUBJECT_RULE_MM = 61.0, 76.0, 22.0, 32.0

Paragraph = str | list[list[str]]


@dataclass(frozen=True)
class OfficialText:
    """The words of one document.

    What is empty is left out; ``number``, ``day`` and ``month`` then stay blank in the printed line.

    ``subject`` breaks into lines at ``|``; ``body`` holds paragraphs and tables (lists of rows);
    ``authority`` are the lines above the signer's name.
    """

    slug: str
    letterhead: list[str]
    place: str
    authority: list[str]
    signer: str
    body: list[Paragraph]
    recipients: list[str]
    above: list[str] = field(default_factory=list)
    notation: str = ""
    number: str = ""
    day: str = ""
    month: str = ""
    title: str = ""
    about: str = ""
    subject: str = ""
    issuer: str = ""
    basis: list[str] = field(default_factory=list)
    resolve: str = ""
    addressee: list[str] = field(default_factory=list)
    producer: str = "writer"
    keep_source: bool = False
    party: bool = False
    internal: bool = False

    @property
    def heading(self) -> str:
        """The subject in one line, as a register shows it."""
        return self.subject.replace("|", " ") or self.about


def as_word_file(text: OfficialText) -> bytes:
    """The document as .docx."""
    body = [_head(text), _title(text), _addressee(text)]
    body += [paragraph([Run(line, italic=True)], _BODY) for line in text.basis]
    if text.resolve:
        body.append(_bold(text.resolve, Look(align="center", before=6, after=6)))
    # The end of the text stays with the signature: no page may hold a signature alone.
    ending = len(text.body) - 2
    body += [_block(block, is_ending=position >= ending) for position, block in enumerate(text.body)]
    body += [paragraph([Run("", 6)], Look(line_height=8, keeps_next=True)), _signature(text)]
    return word_file("".join(body), text.heading)


def _bold(line: str, look: Look = CENTRED, size: float = 14) -> str:
    return paragraph([Run(line, size, bold=True)], look)


def _head(text: OfficialText) -> str:
    left = [paragraph([Run(line, 13)]) for line in text.above]
    left += [_bold(line, size=13) for line in text.letterhead]
    left.append(_bold("*", size=13) if text.party else rule(LEFT_MM, _NAME_RULE_MM))
    if text.party:
        right = [_bold("ĐẢNG CỘNG SẢN VIỆT NAM", size=15), rule(RIGHT_MM, _PARTY_MM)]
    else:
        right = [
            _bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13),
            _bold("Độc lập - Tự do - Hạnh phúc", Look(align="center", after=1)),
            rule(RIGHT_MM, _MOTTO_MM),
        ]
    rows = [["".join(left), "".join(right)], ["".join(_number(text)), _date(text)]]
    return table(rows, (LEFT_MM, RIGHT_MM))


def _number(text: OfficialText) -> list[str]:
    if text.internal:
        return [paragraph([Run("")])]
    separator = " " if text.party else ": "
    slash = "-" if text.party else "/"
    number = text.number or _BLANK * 10
    lines = [paragraph([Run(f"Số{separator}{number}{slash}{text.notation}", 13)], Look("center", before=8))]
    if text.about:
        lines.append(paragraph([Run(text.about, 12)], Look("center", before=4, left=2, right=2)))
    return lines


def _date(text: OfficialText) -> str:
    day, month = text.day or _BLANK * 7, text.month or _BLANK * 7
    line = f"{text.place}, ngày {day} tháng {month} năm 2026"
    return paragraph([Run(line, 13, italic=True)], Look("center", before=8))


def _title(text: OfficialText) -> str:
    if not text.title:
        return ""
    parts = [_bold(text.title, Look("center", before=14))]
    parts += [_bold(line) for line in text.subject.split("|")]
    parts.append(rule(LEFT_MM + RIGHT_MM, _SUBJECT_RULE_MM))
    if text.issuer:
        parts.append(_bold(text.issuer, Look("center", before=8)))
    parts.append(paragraph([Run("", 6)], Look(line_height=8)))
    return "".join(parts)


def _addressee(text: OfficialText) -> str:
    if not text.addressee:
        return ""
    before, after = (4.0, 8.0) if text.title else (18.0, 10.0)
    if len(text.addressee) == 1:
        line = [Run(f"Kính gửi: {text.addressee[0].rstrip('.;')}.")]
        return paragraph(line, Look("center", before=before, after=after))
    parts = [paragraph([Run("Kính gửi:")], Look("left", left=34, before=before))]
    for addressee in text.addressee:
        parts.append(paragraph([Run(f"- {addressee}")], Look("left", left=56)))
    parts.append(paragraph([Run("", 6)], Look(line_height=after)))
    return "".join(parts)


def _block(block: Paragraph, *, is_ending: bool) -> str:
    if isinstance(block, list):
        return _grid(block)
    # Split at **…**: every second piece is bold.
    pieces = _STRONG.split(block)
    runs = [Run(piece, bold=bool(index % 2)) for index, piece in enumerate(pieces) if piece]
    is_heading = len(pieces) == 3 and not pieces[0] and not pieces[2]
    return paragraph(runs, Look("both", first_line=12.7, after=5, keeps_next=is_heading or is_ending))


def _grid(rows: list[list[str]]) -> str:
    longest = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    weights = [max(11, min(length, 34)) for length in longest]
    widths = [(LEFT_MM + RIGHT_MM) * weight / sum(weights) for weight in weights]
    cells = [
        [
            paragraph(
                [Run(cell, 13, bold=not index)], Look("center" if not index else "left", before=2, after=2)
            )
            for cell in row
        ]
        for index, row in enumerate(rows)
    ]
    return table(cells, widths, has_lines=True) + paragraph([Run("", 6)], Look(line_height=8))


def _signature(text: OfficialText) -> str:
    close = Look("left", keeps_next=True)
    left = [paragraph([Run("Nơi nhận:", 12, bold=True, italic=True)], close)]
    left += [paragraph([Run(f"- {line}", 11)], close) for line in text.recipients]
    right = [_bold(line, Look("center", keeps_next=True), 13) for line in text.authority]
    # Room for the signature and for a seal of 36 to 42 mm that covers a third of it.
    right.append(paragraph([Run("")], Look("center", line_height=92, keeps_next=True)))
    right.append(_bold(text.signer))
    widths = (LEFT_MM, RIGHT_MM)
    return table([["".join(left), "".join(right)]], widths)
