"""The child process behind `inspection.inspect`: reads one file with pikepdf and says what is in it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

import pikepdf

from signing.errors import SigningError
from signing.geometry import page_size

_KINDS = {"/JavaScript": "javascript", "/Launch": "launch", "/EmbeddedFile": "embedded-files"}
_EVENTS = (
    "/O",
    "/C",
    "/WC",
    "/WS",
    "/DS",
    "/WP",
    "/DP",
    "/E",
    "/X",
    "/D",
    "/U",
    "/Fo",
    "/Bl",
    "/K",
    "/F",
    "/V",
)
MOST_FIELDS = 20_000  # a tree of fields may refer to itself


def answer(document: BinaryIO, request: dict[str, Any]) -> bytes:
    """JSON with reasons, pages, signatures, warnings and needs_rewrite."""
    data = document.read()
    if data.rfind(b"startxref") < data.rfind(b"endobj"):
        # Cut off: readers would mend it and show what is left, which is not what was meant.
        raise SigningError("pdf-broken", "The file ends too early.")
    document.seek(0)
    try:
        with pikepdf.open(document, suppress_warnings=True) as pdf:
            return json.dumps(_look(pdf, data, int(request["most"]))).encode("ascii")
    except pikepdf.PasswordError as error:
        raise SigningError("pdf-encrypted", "The PDF is encrypted.") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError) as error:
        raise SigningError("pdf-broken", "The PDF is damaged.") from error


def _look(pdf: pikepdf.Pdf, data: bytes, most: int) -> dict[str, Any]:
    if pdf.is_encrypted:
        raise SigningError("pdf-encrypted", "The PDF is encrypted.")
    if len(pdf.objects) > most:
        raise SigningError("too-many-objects", "The PDF consists of too many parts.")
    warnings = _structure(data) | _contents(pdf)
    pages = [_page(page) for page in pdf.pages]
    if not pages:
        raise SigningError("pdf-broken", "The PDF has no pages.")
    if pdf.get_warnings():
        warnings.add("broken-xref")
    signatures = _count_signatures(pdf)
    mend = bool({"broken-xref", "hybrid-xref"} & warnings)
    return {
        "reasons": [],
        "pages": pages,
        "signatures": signatures,
        "warnings": sorted(warnings),
        "needs_rewrite": mend and signatures == 0 and b"/ByteRange" not in data,
    }


def _structure(data: bytes) -> set[str]:
    found = set()
    if b"/XRefStm" in data:
        found.add("hybrid-xref")
    if not data.startswith(b"%PDF-"):
        found.add("broken-xref")  # offsets count from the header, or from the start, as each reader likes
    return found


def _contents(pdf: pikepdf.Pdf) -> set[str]:
    found: set[str] = set()
    for item in pdf.objects:  # loading each one also makes qpdf notice offsets that point elsewhere
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            found |= _actions(item)
    root = pdf.Root
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        found |= {"xfa"} if "/XFA" in form else set()
        found |= {"need-appearances"} if bool(form.get("/NeedAppearances")) else set()
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        found |= {"embedded-files"} if "/EmbeddedFiles" in names else set()
        found |= {"javascript"} if "/JavaScript" in names else set()
    return found | ({"optional-content"} if "/OCProperties" in root else set())


def _actions(item: pikepdf.Dictionary | pikepdf.Stream, depth: int = 3) -> set[str]:
    """What an object does when opened, clicked or printed; actions may stand inside it or be its own."""
    found = {_KINDS[str(kind)] for kind in (item.get("/S"), item.get("/Type")) if str(kind) in _KINDS}
    for key in ("/OpenAction", "/A", "/AA", "/Next", *(_EVENTS if depth < 3 else ())):
        inner = item.get(key)
        if depth > 0 and isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            found |= _actions(inner, depth - 1)
    return found


def _page(page: pikepdf.Page) -> dict[str, Any]:
    media, crop = _box(page.mediabox), _box(page.cropbox)
    shown = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if shown[0] >= shown[2] or shown[1] >= shown[3]:
        shown = media
    return page_size(shown, int(_inherited(page.obj, "/Rotate") or 0)).as_json()


def _box(values: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - an array of any numbers
    x0, y0, x1, y1 = (float(value) for value in values)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _inherited(node: Any, key: str) -> Any:  # noqa: ANN401 - any PDF value
    for _depth in range(64):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _count_signatures(pdf: pikepdf.Pdf) -> int:
    """Fields of kind /Sig with a value; an inherited kind counts."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return 0
    waiting: list[tuple[Any, Any]] = [(field, None) for field in form.get("/Fields", pikepdf.Array())]
    seen = count = 0
    while waiting and seen < MOST_FIELDS:
        field, inherited = waiting.pop()
        seen += 1
        kind = field.get("/FT", inherited)
        if kind == "/Sig" and "/V" in field:
            count += 1
        else:
            waiting += [(child, kind) for child in field.get("/Kids", [])]
    return count
