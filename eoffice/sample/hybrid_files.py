"""Hybrid-reference PDF files as Word writes them (ISO 32000-1 §7.5.8.4).

The objects of the structure tree lie in an object stream. The classic cross-reference table calls them free;
a second, empty section points with ``/XRefStm`` to a cross-reference stream that says where they are. A
reader of PDF 1.4 sees a complete document without its structure, a newer one sees all of it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf

ObjectNumber = int
_STREAM_BREAK = b"\nstream\r\n"


def as_hybrid(pdf: bytes) -> bytes:
    """The same document as a hybrid file. ``pdf`` must be tagged, or there is nothing to hide.

    Raises ``ValueError`` when it has no structure tree.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        hidden = _structure(document)
        if not hidden:
            raise ValueError("a hybrid file needs a structure tree to hide")
        return _write(document, hidden)


def _structure(document: pikepdf.Pdf) -> list[ObjectNumber]:
    kinds = {"/StructElem", "/StructTreeRoot"}
    return [
        number
        for number, one in _objects(document)
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/Type", "")) in kinds
    ]


def _objects(document: pikepdf.Pdf) -> Iterator[tuple[ObjectNumber, pikepdf.Object | int]]:
    """All objects with their numbers; pikepdf hands a lone number over as an ``int``."""
    for number in range(1, len(document.objects) + 1):
        yield number, document.get_object(number, 0)


def _write(document: pikepdf.Pdf, hidden: list[ObjectNumber]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n")
    offsets: dict[ObjectNumber, int] = {}
    for number, one in _objects(document):
        if number not in hidden:
            offsets[number] = out.tell()
            out.write(_indirect(number, one))
    highest = len(document.objects)
    container, index = highest + 1, highest + 2
    offsets[container] = out.tell()
    out.write(_object_stream(document, container, hidden))
    index_at = out.tell()
    out.write(_index_stream((index, index_at), (container, offsets[container]), hidden))
    trailer = _trailer(document, index + 1)
    table_at = out.tell()
    out.write(_table(offsets, container) + b"trailer\r\n<<" + trailer + b">>\r\n")
    out.write(b"startxref\r\n%d\r\n%%%%EOF\r\n" % table_at)
    last_at = out.tell()
    out.write(b"xref\r\n0 0\r\ntrailer\r\n<<" + trailer + b"/Prev %d/XRefStm %d>>\r\n" % (table_at, index_at))
    out.write(b"startxref\r\n%d\r\n%%%%EOF" % last_at)
    return out.getvalue()


def _indirect(number: ObjectNumber, one: pikepdf.Object | int) -> bytes:
    if isinstance(one, pikepdf.Stream):
        data = one.read_raw_bytes()
        head = pikepdf.Dictionary({**dict(one.stream_dict.items()), "/Length": len(data)})
        body = head.unparse() + _STREAM_BREAK + data + b"\r\nendstream"
    elif isinstance(one, int):
        body = b"%d" % one
    else:
        body = one.unparse(resolved=True)
    return b"%d 0 obj\r\n%b\r\nendobj\r\n" % (number, body)


def _object_stream(document: pikepdf.Pdf, container: ObjectNumber, hidden: list[ObjectNumber]) -> bytes:
    places, bodies = b"", b""
    for number in hidden:
        places += b"%d %d " % (number, len(bodies))
        bodies += document.get_object(number, 0).unparse(resolved=True) + b" "
    data = zlib.compress(places + bodies, 9)
    head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (
        len(hidden),
        len(places),
        len(data),
    )
    return b"%d 0 obj\r\n%b%b%b\r\nendstream\r\nendobj\r\n" % (container, head, _STREAM_BREAK, data)


def _index_stream(
    index: tuple[ObjectNumber, int], container: tuple[ObjectNumber, int], hidden: list[ObjectNumber]
) -> bytes:
    """The cross-reference stream, itself in it; ``index`` and ``container`` are numbers with offsets."""
    entries = {number: (2, container[0], position) for position, number in enumerate(hidden)}
    entries |= {number: (1, at, 0) for number, at in (index, container)}
    numbers = sorted(entries)
    rows = b"".join(
        kind.to_bytes(1, "big") + second.to_bytes(4, "big") + third.to_bytes(2, "big")
        for kind, second, third in (entries[number] for number in numbers)
    )
    ranges = " ".join(f"{number} 1" for number in numbers).encode()
    data = zlib.compress(rows, 9)
    head = b"<</Type/XRef/W[1 4 2]/Index[%b]/Size %d/Filter/FlateDecode/Length %d>>" % (
        ranges,
        index[0] + 1,
        len(data),
    )
    return b"%d 0 obj\r\n%b%b%b\r\nendstream\r\nendobj\r\n" % (index[0], head, _STREAM_BREAK, data)


def _table(offsets: dict[ObjectNumber, int], container: ObjectNumber) -> bytes:
    rows = [b"0000000000 65535 f\r\n"]
    for number in range(1, container + 1):
        at = offsets.get(number)
        rows.append(b"0000000000 65535 f\r\n" if at is None else b"%010d 00000 n\r\n" % at)
    return b"xref\r\n0 %d\r\n" % len(rows) + b"".join(rows)


def _trailer(document: pikepdf.Pdf, size: int) -> bytes:
    root = document.trailer.Root.objgen[0]
    info = document.trailer.Info.objgen[0]
    mark = bytes(document.trailer.ID[0]).hex().upper().encode()
    return b"/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (size, root, info, mark, mark)
