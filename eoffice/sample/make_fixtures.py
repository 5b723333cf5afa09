"""Make the sample's files again: ``python -m eoffice.sample.make_fixtures``.

Needs LibreOffice Writer (``soffice``) and the Liberation fonts; the results are committed, so that nothing
of this is needed where the sample is loaded. Word files and spreadsheets come out the same each time, PDFs
differ in their date and identifier.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eoffice.sample.hybrid_files import as_hybrid
from eoffice.sample.marks import draw_seal, draw_signature
from eoffice.sample.official_layout import OfficialText, as_word_file
from eoffice.sample.scans import scan
from eoffice.sample.sheet_files import sheet_file

FIXTURES = Path(__file__).parent / "fixtures"
SEAL_FONT = Path("/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf")
SEALS = {
    "dang-cong-van-12": ("ĐẢNG BỘ TỈNH LAM GIANG", "ĐẢNG ỦY XÃ YÊN KHÊ"),
    "dongxuyen-cong-van-trao-doi": ("ỦY BAN NHÂN DÂN", "TỈNH ĐÔNG XUYÊN"),
}
SHEETS: dict[str, tuple[str, list[list[str | int | float]]]] = {
    "phu-luc-ma-dinh-danh": (
        "Mã định danh",
        [
            ["STT", "Tên cơ quan, tổ chức", "Mã định danh", "Hiệu lực từ"],
            [1, "Ủy ban nhân dân tỉnh Lam Giang", "H99", "15/9/2020"],
            [2, "Sở Nội vụ", "H99.12", "15/9/2020"],
            [3, "Sở Khoa học và Công nghệ", "H99.17", "15/9/2020"],
            [4, "Ủy ban nhân dân xã Yên Khê", "H99.41", "01/7/2025"],
            [5, "Ủy ban nhân dân xã Tân Lập", "H99.42", "01/7/2025"],
            [6, "Ủy ban nhân dân phường Hòa Bình", "H99.43", "01/7/2025"],
        ],
    ),
    "phu-luc-so-lieu-van-thu": (
        "Số liệu văn thư",
        [
            ["Tháng", "Văn bản đến", "Văn bản đi", "Ký số", "Gửi qua mạng"],
            ["Tháng 7", 96, 61, 60, 58],
            ["Tháng 8", 104, 72, 71, 69],
            ["Tháng 9", 118, 66, 66, 65],
            ["Tháng 10", 111, 93, 87, 88],
        ],
    ),
}


def read_texts(path: Path = FIXTURES / "texts.toml") -> list[OfficialText]:
    """The texts, each with what it takes from another."""
    entries: dict[str, dict[str, Any]] = {
        entry["slug"]: entry for entry in tomllib.loads(path.read_text("utf-8"))["text"]
    }
    return [OfficialText(**_complete(entry, entries)) for entry in entries.values()]


def _complete(entry: dict[str, Any], entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    own = {key: value for key, value in entry.items() if key != "extends"}
    base = entry.get("extends")
    return own if base is None else {**_complete(entries[base], entries), **own}


def main() -> int:
    """Make every fixture; prints each file with its size."""
    texts = read_texts()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for is_tagged in (False, True):
            chosen = [text for text in texts if (text.producer == "hybrid") == is_tagged]
            _convert(folder, chosen, is_tagged=is_tagged)
        for text in texts:
            pdf = (folder / f"{text.slug}.pdf").read_bytes()
            (FIXTURES / f"{text.slug}.pdf").write_bytes(_produced(text, pdf))
    for name, (title, rows) in SHEETS.items():
        (FIXTURES / f"{name}.xlsx").write_bytes(sheet_file(title, rows))
    for file in sorted(FIXTURES.glob("*.*")):
        sys.stdout.write(f"{file.stat().st_size:>8}  {file.name}\n")
    return 0


def _convert(folder: Path, texts: Iterable[OfficialText], *, is_tagged: bool) -> None:
    """Write the Word files and have LibreOffice print them, in a profile of its own."""
    sources = []
    for text in texts:
        source = folder / f"{text.slug}.docx"
        source.write_bytes(as_word_file(text))
        if text.keep_source:
            (FIXTURES / source.name).write_bytes(source.read_bytes())
        sources.append(source)
    tagged = "true" if is_tagged else "false"
    options = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{tagged}"}}}}'
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, sources)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=300,
    )


def _produced(text: OfficialText, pdf: bytes) -> bytes:
    if text.producer == "hybrid":
        return as_hybrid(pdf)
    if text.producer == "scan":
        around, below = SEALS[text.slug]
        seal = draw_seal(around, below, SEAL_FONT.read_bytes())
        return scan(pdf, seal, draw_signature(text.signer), text.signer, seed=len(text.slug))
    return pdf


if __name__ == "__main__":
    sys.exit(main())
