"""PDF files of any size for measuring: pages with words and a scan that does not pack, always the same."""

from __future__ import annotations

import random

PAGE_BYTES = 250_000
SCAN_WIDTH = 500  # pixels, one byte each
LEAST_SCAN = 100  # lines
SEED = 30


def make_pdf(size: int) -> bytes:
    """A PDF 1.7 with a cross-reference table (ISO 32000-1, 7.5.4), of ``size`` bytes within 2 %."""
    pages = max(1, round(size / PAGE_BYTES))
    lines = max(LEAST_SCAN, size // pages // SCAN_WIDTH)
    noise = random.Random(SEED)  # noqa: S311 - paper, not secrets
    kids = " ".join(f"{4 + 3 * page} 0 R" for page in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
    ]
    for page in range(pages):
        objects += _page(page, 4 + 3 * page, lines, noise)
    return _file(objects)


def _page(page: int, own: int, lines: int, noise: random.Random) -> list[bytes]:
    words = f"BT /F 13 Tf 72 740 Td (Page {page + 1}) Tj ET q 400 0 0 500 97 150 cm /Scan Do Q".encode()
    resources = f"<< /Font << /F 3 0 R >> /XObject << /Scan {own + 2} 0 R >> >>"
    shape = f"/Width {SCAN_WIDTH} /Height {lines} /ColorSpace /DeviceGray /BitsPerComponent 8"
    return [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources}"
        f" /Contents {own + 1} 0 R >>".encode(),
        _stream("", words),
        _stream(f"/Type /XObject /Subtype /Image {shape}", noise.randbytes(SCAN_WIDTH * lines)),
    ]


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    made += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)
