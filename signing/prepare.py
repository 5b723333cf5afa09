"""The first half of a signature: place the field, draw the mark, reserve room, say which bytes to sign.

What lies between `prepare` and `complete` is data, so that minutes and restarts may pass while a person looks
for a phone or a token.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from signing.certificates import read_certificate, require_key
from signing.containers import signed_attributes
from signing.placeholder import SignatureField, write_placeholder


@dataclass(frozen=True)
class Prepared:
    """Everything `complete` needs besides the prepared file and the signature value.

    `to_sign` is the DER of the signed attributes (RFC 5652, 5.4): a key signs exactly these bytes, hashed
    with SHA-256. `reserved` is the byte range of the CMS with its angle brackets; `document_digest` is the
    SHA-256 of everything else.
    """

    to_sign: bytes
    algorithm: str
    certificate: bytes
    chain: tuple[bytes, ...]
    field_name: str
    document_digest: bytes
    reserved: tuple[int, int]
    signed_at: datetime

    def to_json(self) -> str:
        return json.dumps(
            {
                "version": 2,
                "to_sign": _text(self.to_sign),
                "algorithm": self.algorithm,
                "certificate": _text(self.certificate),
                "chain": [_text(der) for der in self.chain],
                "field_name": self.field_name,
                "document_digest": _text(self.document_digest),
                "reserved": list(self.reserved),
                "signed_at": self.signed_at.isoformat(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Prepared:
        """Reads version 1 too, which said the hashes of the files as well."""
        data = json.loads(text)
        return cls(
            to_sign=base64.b64decode(data["to_sign"]),
            algorithm=data["algorithm"],
            certificate=base64.b64decode(data["certificate"]),
            chain=tuple(base64.b64decode(der) for der in data["chain"]),
            field_name=data["field_name"],
            document_digest=base64.b64decode(data["document_digest"]),
            reserved=(int(data["reserved"][0]), int(data["reserved"][1])),
            signed_at=datetime.fromisoformat(data["signed_at"]),
        )


def prepare(
    source: BinaryIO,
    target: BinaryIO,
    field: SignatureField,
    *,
    certificate: bytes,
    chain: Sequence[bytes] = (),
    algorithm: str,
    signed_at: datetime,
) -> Prepared:
    """Write `source` plus one revision with an unfilled approval signature to `target`.

    `certificate` and `chain` are DER, the chain without the root. `algorithm` is one of
    `certificates.ALGORITHMS`. `signed_at` is the claimed time (aware; its offset is kept). `target` is opened
    for reading and writing, empty; it is worthless when an error is raised. Raises SigningError:
    `certificate-key-unsupported`, `field-already-signed`, `page-not-found`, `changes-forbidden`,
    `pdf-encrypted`, `pdf-broken` and what the mark's font and picture raise.
    """
    require_key(read_certificate(certificate), algorithm)
    written = write_placeholder(source, target, field, signed_at)
    return Prepared(
        to_sign=signed_attributes(written.document_digest, certificate),
        algorithm=algorithm,
        certificate=certificate,
        chain=tuple(chain),
        field_name=field.name,
        document_digest=written.document_digest,
        reserved=written.reserved,
        signed_at=signed_at,
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
