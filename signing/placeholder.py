"""One revision with a signature whose value is still to come, and the value put into the room kept for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers import cms_embedder, constants
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation import read_certification_data

from signing.errors import SigningError
from signing.files import CHUNK
from signing.geometry import Place
from signing.marks import Mark, MarkStyle
from signing.objects import PdfObject, value_at
from signing.reading import revision

RESERVED = 2 * 16384
"""Hexadecimal digits kept free for the CMS. A B-T signature with a public timestamp authority's chain takes
up to 12 KiB; real Vietnamese files reserve 8 to 16 KiB.
"""
_REQUIRED = "/Ff"  # of a seed value dictionary: which of its wishes are conditions


@dataclass(frozen=True)
class SignatureField:
    """Where a signature stands and what it says of itself.

    An empty field of this name is used, else one is made at `place`, invisible without. `locks` names form
    fields that may not change any more (FieldMDP, ISO 32000-1, 12.8.2.4). `reason`, `location` and `holder`
    are what readers show beside it.
    """

    name: str
    place: Place | None = None
    mark: Mark | None = None
    locks: tuple[str, ...] = ()
    reason: str | None = None
    location: str | None = None
    holder: str | None = None


@dataclass(frozen=True)
class Placeholder:
    """The SHA-256 of all that is signed, and the byte range of the CMS with its angle brackets."""

    document_digest: bytes
    reserved: tuple[int, int]


def write_placeholder(
    source: BinaryIO,
    target: BinaryIO,
    wanted: SignatureField,
    signed_at: datetime,
) -> Placeholder:
    """Write `source` plus the revision to `target`; for the arguments and errors see `prepare.prepare`."""
    if signed_at.tzinfo is None:
        raise ValueError("signed_at needs a time zone")
    with revision(source) as writer:
        rotation = _check_place(writer, wanted)
        _require_permission(writer.prev)
        embedding = cms_embedder.PdfCMSEmbedder(_new_field(wanted)).write_cms(wanted.name, writer)
        field = next(embedding).get_object()
        _require_no_conditions(field)
        declare_pades(writer)
        embedding.send(
            cms_embedder.SigObjSetup(
                sig_placeholder=SignatureObject(
                    bytes_reserved=RESERVED,
                    subfilter=fields.SigSeedSubFilter.PADES,
                    timestamp=signed_at,
                    reason=wanted.reason,
                    location=wanted.location,
                    name=wanted.holder,
                ),
                mdp_setup=_locking(field),
                appearance_setup=_appearance(wanted, rotation, signed_at),
            )
        )
        digest, _output = embedding.send(
            cms_embedder.SigIOSetup(md_algorithm="sha256", output=target, chunk_size=CHUNK)
        )
    return Placeholder(digest.document_digest, (digest.reserved_region_start, digest.reserved_region_end))


def declare_pades(writer: IncrementalPdfFileWriter) -> None:
    """PAdES is an extension of PDF 1.7, which a file says in its catalogue (EN 319 142-1, 5.6)."""
    writer.ensure_output_version((1, 7))
    if writer.output_version < (2, 0):
        writer.register_extension(constants.ESIC_EXTENSION_1)


def in_its_room(container: bytes, reserved: tuple[int, int]) -> bytes:
    """The bytes of the reserved range with this CMS. Raises SigningError `signature-too-large`."""
    start, end = reserved
    digits = container.hex().encode("ascii")
    if len(digits) > end - start - 2:
        raise SigningError("signature-too-large", "The signature does not fit in the room kept for it.")
    return b"<" + digits.ljust(end - start - 2, b"0") + b">"


def _new_field(wanted: SignatureField) -> fields.SigFieldSpec:
    place, locks = wanted.place, list(wanted.locks)
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, locks) if locks else None
    return fields.SigFieldSpec(
        sig_field_name=wanted.name,
        on_page=place.page if place else 0,
        box=place.box if place else None,  # type: ignore[arg-type] # points need not be whole
        field_mdp_spec=lock,
    )


def _locking(field: PdfObject) -> cms_embedder.SigMDPSetup | None:
    """What the field's /Lock says is said again in the signature (ISO 32000-1, 12.8.2.4)."""
    lock = value_at(field, "/Lock")
    if lock is None:
        return None
    permission = value_at(lock, "/P")
    return cms_embedder.SigMDPSetup(
        md_algorithm="sha256",
        field_lock=fields.FieldMDPSpec.from_pdf_object(lock),
        docmdp_perms=fields.MDPPerm(int(permission)) if permission is not None else None,
    )


def _appearance(
    wanted: SignatureField, rotation: int, signed_at: datetime
) -> cms_embedder.SigAppearanceSetup | None:
    if wanted.mark is None or wanted.place is None:
        return None
    style = MarkStyle(mark=wanted.mark, rotation=rotation)
    return cms_embedder.SigAppearanceSetup(style, signed_at, name=None)


def _require_permission(reader: PdfFileReader) -> None:
    certification = read_certification_data(reader)
    if certification is not None and certification.permission == fields.MDPPerm.NO_CHANGES:
        raise SigningError(
            "changes-forbidden", "The PDF forbids this change.", reason="certified without changes"
        )


def _require_no_conditions(field: PdfObject) -> None:
    """Conditions that a field makes for its signature (ISO 32000-1, 12.7.4.5) are not weighed here."""
    seed = value_at(field, "/SV")
    if seed is not None and int(value_at(seed, _REQUIRED, 0)):
        raise SigningError(
            "changes-forbidden", "The PDF forbids this change.", reason="the field makes conditions"
        )


def _check_place(writer: IncrementalPdfFileWriter, wanted: SignatureField) -> int:
    """Returns the rotation of the page the mark will stand on."""
    reader, place = writer.prev, wanted.place
    for name, value, reference in fields.enumerate_sig_fields(reader):
        if name != wanted.name:
            continue
        if value is not None:
            raise SigningError("field-already-signed", "This field is signed already.", field=name)
        page = value_at(reference.get_object(), "/P")
        return page_rotation(page) if page is not None else 0
    if place is None:
        return 0
    count = int(reader.root["/Pages"]["/Count"])
    if not 0 <= place.page < count:
        raise SigningError(
            "page-not-found", "The document has no such page.", page=place.page + 1, pages=count
        )
    return page_rotation(find_page(reader, place.page))


def find_page(document: PdfFileReader | IncrementalPdfFileWriter, index: int) -> PdfObject:
    """The dictionary of a page, counted from 0."""
    find: Callable[[int], tuple[PdfObject, PdfObject]] = document.find_page_for_modification
    return find(index)[0].get_object()


def page_rotation(page: PdfObject) -> int:
    """/Rotate of a page, inherited from its parents where it has none."""
    node = page
    for _depth in range(64):
        if node is None:
            break
        if "/Rotate" in node:
            return int(node["/Rotate"]) % 360
        node = value_at(node, "/Parent")
    return 0
