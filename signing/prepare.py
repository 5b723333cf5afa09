"""The first half of a signature: place the field, draw the mark, reserve room, say which bytes to sign.

What lies between `prepare` and `complete` is data, so that minutes and restarts may pass while a person looks
for a phone or a token.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.certificates import as_asn1, mechanism, read_certificate, require_key
from signing.errors import SigningError
from signing.files import CHUNK, file_sha256
from signing.geometry import Place
from signing.marks import Mark, MarkStyle
from signing.objects import PdfObject, value_at
from signing.reading import revision

RESERVED = 2 * 16384
"""Hexadecimal digits kept free for the CMS. A B-T signature with a public timestamp authority's chain takes
up to 12 KiB; real Vietnamese files reserve 8 to 16 KiB.
"""


@dataclass(frozen=True)
class Prepared:
    """Everything `complete` needs besides the prepared file and the signature value.

    `to_sign` is the DER of the signed attributes (RFC 5652, 5.4): a key signs exactly these bytes, hashed
    with SHA-256. `reserved` is the byte range of the CMS with its angle brackets. Hashes are SHA-256,
    hexadecimal.
    """

    to_sign: bytes
    algorithm: str
    certificate: bytes
    chain: tuple[bytes, ...]
    field_name: str
    document_digest: bytes
    reserved: tuple[int, int]
    base_sha256: str
    prepared_sha256: str
    signed_at: datetime

    def to_json(self) -> str:
        return json.dumps(
            {
                "version": 1,
                "to_sign": _text(self.to_sign),
                "algorithm": self.algorithm,
                "certificate": _text(self.certificate),
                "chain": [_text(der) for der in self.chain],
                "field_name": self.field_name,
                "document_digest": _text(self.document_digest),
                "reserved": list(self.reserved),
                "base_sha256": self.base_sha256,
                "prepared_sha256": self.prepared_sha256,
                "signed_at": self.signed_at.isoformat(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Prepared:
        data = json.loads(text)
        return cls(
            to_sign=base64.b64decode(data["to_sign"]),
            algorithm=data["algorithm"],
            certificate=base64.b64decode(data["certificate"]),
            chain=tuple(base64.b64decode(der) for der in data["chain"]),
            field_name=data["field_name"],
            document_digest=base64.b64decode(data["document_digest"]),
            reserved=(int(data["reserved"][0]), int(data["reserved"][1])),
            base_sha256=data["base_sha256"],
            prepared_sha256=data["prepared_sha256"],
            signed_at=datetime.fromisoformat(data["signed_at"]),
        )


def prepare(
    source: BinaryIO,
    target: BinaryIO,
    *,
    certificate: bytes,
    chain: Sequence[bytes] = (),
    algorithm: str,
    field_name: str,
    place: Place | None = None,
    mark: Mark | None = None,
    reason: str | None = None,
    location: str | None = None,
    name: str | None = None,
    signed_at: datetime,
    locks: Sequence[str] = (),
) -> Prepared:
    """Write `source` plus one revision with an unfilled approval signature to `target`.

    `certificate` and `chain` are DER, the chain without the root. `algorithm` is one of
    `certificates.ALGORITHMS`. An empty field of that name is used, else one is made at `place` (invisible
    without). `signed_at` is the claimed time (aware; its offset is kept). `locks` names form fields that
    may not change any more (FieldMDP, ISO 32000-1, 12.8.2.4). `target` is opened for reading and writing,
    empty. Raises SigningError: `certificate-key-unsupported`, `field-already-signed`, `page-not-found`,
    `changes-forbidden`, `pdf-encrypted`, `pdf-broken` and what the mark's font and picture raise.
    """
    holder = read_certificate(certificate)
    require_key(holder, algorithm)
    if signed_at.tzinfo is None:
        raise ValueError("signed_at needs a time zone")
    base_sha256 = file_sha256(source)
    with revision(source) as writer:
        rotation = _check_place(writer, field_name, place)
        session = _signer(
            field_name=field_name,
            place=place,
            style=None if mark is None or place is None else MarkStyle(mark=mark, rotation=rotation),
            certificate=certificate,
            chain=chain,
            algorithm=algorithm,
            locks=locks,
            texts={"reason": reason, "location": location, "name": name},
        ).init_signing_session(writer)
        session.system_time = signed_at
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=RESERVED)
        digest, _output = document.digest_tbs_document(output=target, chunk_size=CHUNK)
    return Prepared(
        to_sign=_signed_attributes(digest.document_digest, certificate),
        algorithm=algorithm,
        certificate=certificate,
        chain=tuple(chain),
        field_name=field_name,
        document_digest=digest.document_digest,
        reserved=(digest.reserved_region_start, digest.reserved_region_end),
        base_sha256=base_sha256,
        prepared_sha256=file_sha256(target),
        signed_at=signed_at,
    )


def _signer(
    *,
    field_name: str,
    place: Place | None,
    style: MarkStyle | None,
    certificate: bytes,
    chain: Sequence[bytes],
    algorithm: str,
    locks: Sequence[str],
    texts: dict[str, str | None],
) -> signers.PdfSigner:
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, list(locks)) if locks else None
    spec = fields.SigFieldSpec(
        sig_field_name=field_name,
        on_page=place.page if place else 0,
        box=place.box if place else None,  # type: ignore[arg-type] # points need not be whole
        field_mdp_spec=lock,
    )
    return signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=field_name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=texts["reason"],
            location=texts["location"],
            name=texts["name"],
        ),
        signer=external_signer(certificate, chain, algorithm, b""),
        stamp_style=style,
        new_field_spec=spec,
    )


def external_signer(
    certificate: bytes, chain: Sequence[bytes], algorithm: str, value: bytes
) -> signers.ExternalSigner:
    """pyHanko's signer for a value made elsewhere. Never shared between threads (asn1crypto is not safe)."""
    return signers.ExternalSigner(
        signing_cert=as_asn1(certificate),
        cert_registry=SimpleCertificateStore.from_certs([as_asn1(der) for der in chain]),
        signature_value=value,
        signature_mechanism=mechanism(algorithm),
        embed_roots=False,
    )


def _signed_attributes(document_digest: bytes, certificate: bytes) -> bytes:
    """Content type, message digest and signing certificate, as PAdES wants them (EN 319 142-1, 6.3)."""
    reference = as_signing_certificate_v2(as_asn1(certificate))
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [document_digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [reference]}),
        ]
    )
    return bytes(attributes.dump())


def _check_place(writer: IncrementalPdfFileWriter, field_name: str, place: Place | None) -> int:
    """Returns the rotation of the page the mark will stand on."""
    reader = writer.prev
    for name, value, reference in fields.enumerate_sig_fields(reader):
        if name != field_name:
            continue
        if value is not None:
            raise SigningError("field-already-signed", "This field is signed already.", field=field_name)
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


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
