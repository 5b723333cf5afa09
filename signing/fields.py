"""Number, day and month of an official document: form fields made before the first signature and filled after
the leader's, so that filling leaves his signature valid (a change of page content would not).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import BinaryIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.errors import SigningError
from signing.files import CHUNK
from signing.fonts import FontFace, embed_font, font_face
from signing.geometry import Blank, Blanks, upright
from signing.objects import (
    PdfObject,
    array,
    dictionary,
    is_dictionary,
    name,
    number,
    numbers,
    stream,
    value_at,
)
from signing.objects import text as pdf_text
from signing.placeholder import find_page, page_rotation
from signing.reading import revision

NUMBER, DAY, MONTH = "so_vb", "ngay", "thang"
NUMBER_FIELDS = (NUMBER, DAY, MONTH)
_TITLES = {NUMBER: "Số văn bản", DAY: "Ngày ban hành", MONTH: "Tháng ban hành"}
_FONT = "/EOFFICE"
_SLANTED = "/EOFFICE_Slanted"  # a key of our own, as ISO 32000-1, annex E allows
_SLANT = "1 0 0.21 1"
_PRINT = 4  # annotation flag (ISO 32000-1, table 165)


def add_number_fields(source: BinaryIO, target: BinaryIO, blanks: Blanks, *, font: bytes) -> tuple[str, ...]:
    """Write `source` plus empty text fields over its blanks to `target`; returns the names that were made.

    `font` comes from `prepare_font` and is embedded for the filling later. Without blanks the file is copied.
    Raises SigningError `already-signed`: new text fields would invalidate a signature.
    """
    wanted = {NUMBER: blanks.number, DAY: blanks.day, MONTH: blanks.month}
    found = {key: blank for key, blank in wanted.items() if blank is not None}
    if not found:
        _copy(source, target)
        return ()
    with revision(source) as writer:
        if writer.prev.embedded_signatures:
            raise SigningError("already-signed", "Fields must be made before the first signature.")
        form = _form(writer)
        taken = {str(value_at(field.get_object(), "/T")) for field in _fields(form)}
        if taken & found.keys():
            raise SigningError("already-signed", "The document has these fields already.")
        resources = _child(form, "/DR")
        _child(resources, "/Font")[name(_FONT)] = embed_font(writer, font_face(font))
        made = [_add_field(writer, key, blank) for key, blank in found.items()]
        form[name("/Fields")] = array([*_fields(form), *made])
        writer.update_container(form)
        writer.update_root()
        _write(writer, target)
    return tuple(found)


def fill_number_fields(source: BinaryIO, target: BinaryIO, values: Mapping[str, str]) -> None:
    """Write `source` plus one revision with these fields filled to `target`; earlier signatures stay valid.

    Raises SigningError `field-not-found`, `field-locked` (a seal has locked it) or `letters-missing`.
    """
    with revision(source) as writer:
        reader = writer.prev
        locked = _locked(reader, values)
        if locked:
            raise SigningError("field-locked", "A signature has locked this field.", field=locked)
        fields = {str(value_at(field.get_object(), "/T")): field for field in _fields(_form(writer))}
        for key, value in values.items():
            if key not in fields:
                raise SigningError("field-not-found", "The document has no such field.", field=key)
            _fill(writer, fields[key].get_object(), value)
        _write(writer, target)


def _add_field(writer: IncrementalPdfFileWriter, key: str, blank: Blank) -> PdfObject:
    page = find_page(writer, blank.place.page)
    entries = {
        "/Type": "/Annot",
        "/Subtype": "/Widget",
        "/FT": "/Tx",
        "/T": pdf_text(key),
        "/TU": pdf_text(_TITLES[key]),
        "/Rect": numbers(float(value) for value in blank.place.box),
        "/F": number(_PRINT),
        "/P": _page_reference(writer, blank.place.page),
        "/DA": pdf_text(f"{_FONT} {blank.font_size:.2f} Tf 0 g"),
        "/Q": number(1),
        _SLANTED: number(int(blank.is_slanted)),
    }
    field = writer.add_object(dictionary(entries))
    annotations = value_at(page, "/Annots", array([]))
    kept = [annotations.raw_get(index) for index in range(len(annotations))]
    page[name("/Annots")] = array([*kept, field])
    writer.update_container(page)
    return field


def _fill(writer: IncrementalPdfFileWriter, field: PdfObject, value: str) -> None:
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    font, face = _embedded(writer)
    rotation = page_rotation(value_at(field, "/P") or dictionary({}))
    width, _height, matrix = upright(rotation, right - left, top - bottom)
    # The box was made from the line: a quarter of the size below the baseline (see page_child).
    size = min(_size(field), width / (face.width(value, 1) or 1))
    slant = _SLANT if value_at(field, _SLANTED) else "1 0 0 1"
    x, y = (width - face.width(value, size)) / 2, _size(field) * 0.25
    drawing = (
        f"/Tx BMC q {matrix} cm BT {_FONT} {size:.3f} Tf 0 g {slant} {x:.3f} {y:.3f} Tm "
        f"{face.encode(value)} Tj ET Q EMC"
    )
    appearance = stream(
        drawing.encode("ascii"),
        {
            "/Type": "/XObject",
            "/Subtype": "/Form",
            "/BBox": numbers([0, 0, right - left, top - bottom]),
            "/Resources": dictionary({"/Font": dictionary({_FONT: font})}),
        },
    )
    field[name("/V")] = pdf_text(value)
    field[name("/AP")] = dictionary({"/N": writer.add_object(appearance)})
    writer.update_container(field)


def _size(field: PdfObject) -> float:
    return float(str(field["/DA"]).split()[1])


def _embedded(writer: IncrementalPdfFileWriter) -> tuple[PdfObject, FontFace]:
    """The font that `add_number_fields` put in, and what it can draw."""
    try:
        fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
        file = fonts[_FONT]["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"]
    except KeyError as error:
        raise SigningError("field-not-found", "The document has no fields for number and date.") from error
    return fonts.raw_get(_FONT), font_face(bytes(file.data))


def _locked(reader: PdfFileReader, values: Mapping[str, str]) -> str | None:
    for signature in reader.embedded_signatures:
        lock = signature.fieldmdp
        for key in values:
            if lock is not None and lock.is_locked(key):
                return key
    return None


def _form(writer: IncrementalPdfFileWriter) -> PdfObject:
    form = value_at(writer.root, "/AcroForm")
    if is_dictionary(form):
        return form
    form = dictionary({"/Fields": array([])})
    writer.root[name("/AcroForm")] = writer.add_object(form)
    return form


def _fields(form: PdfObject) -> list[PdfObject]:
    fields = value_at(form, "/Fields", array([]))
    return [fields.raw_get(index) for index in range(len(fields))]


def _child(parent: PdfObject, key: str) -> PdfObject:
    """A dictionary inside another, made direct so that the parent's revision carries it."""
    child = value_at(parent, key)
    own = dictionary(dict(child.items()) if is_dictionary(child) else {})
    parent[name(key)] = own
    return own


def _page_reference(writer: IncrementalPdfFileWriter, index: int) -> PdfObject:
    find: Callable[[int], tuple[PdfObject, PdfObject]] = writer.find_page_for_modification
    return find(index)[0]


def _write(writer: IncrementalPdfFileWriter, target: BinaryIO) -> None:
    target.seek(0)
    writer.write(target)
    target.flush()


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    target.seek(0)
    shutil.copyfileobj(source, target, CHUNK)
    target.flush()
