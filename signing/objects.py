"""PDF objects as pyHanko builds them, with types. Its constructors carry none, so they are called here
only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pyhanko.pdf_utils import generic

PdfObject: TypeAlias = Any
"""A pyHanko PDF object: dictionary, array, stream, reference, number, name or string."""

_generic: Any = generic


def number(value: float) -> PdfObject:
    return _generic.NumberObject(value) if isinstance(value, int) else _generic.FloatObject(f"{value:.3f}")


def numbers(values: Iterable[float]) -> PdfObject:
    return array(number(value) for value in values)


def text(value: str) -> PdfObject:
    return _generic.pdf_string(value)


def name(value: str) -> PdfObject:
    """A name, written with its slash."""
    return _generic.NameObject(value)


def array(values: Iterable[PdfObject]) -> PdfObject:
    return _generic.ArrayObject(list(values))


def dictionary(entries: Mapping[str, PdfObject]) -> PdfObject:
    """Keys are written with their slash; a plain `str` that starts with one becomes a name."""
    return _generic.DictionaryObject({name(key): _value(value) for key, value in entries.items()})


def stream(
    data: bytes, entries: Mapping[str, PdfObject] | None = None, *, encoded: bool = False
) -> PdfObject:
    """A stream of plain data, compressed here, or of data already encoded as /Filter in `entries` says."""
    head = dictionary(entries or {})
    if encoded:
        return _generic.StreamObject(head, encoded_data=data)
    plain = _generic.StreamObject(head, stream_data=data)
    plain.compress()
    return plain


def _value(value: PdfObject) -> PdfObject:
    return name(value) if type(value) is str and value.startswith("/") else value


def value_at(container: PdfObject, key: str, otherwise: PdfObject = None) -> PdfObject:
    """The value of a key with references followed, which pyHanko's `get` does not do."""
    try:
        return container[key]
    except KeyError:
        return otherwise


def is_dictionary(value: PdfObject) -> bool:
    return isinstance(value, generic.DictionaryObject)


def is_stream(value: PdfObject) -> bool:
    return isinstance(value, generic.StreamObject)


def is_reference(value: PdfObject) -> bool:
    return isinstance(value, generic.IndirectObject)
