"""The CMS of a signature (RFC 5652), put together from DER that is made once for each certificate.

asn1crypto takes 30 ms for what is the same in every signature but for two values: the digest of the document
and the signature over it. Both are put into their places here; what stands around them is made by asn1crypto
once and kept. The tests compare the result with what pyHanko builds, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, cms, core
from pyhanko.sign.general import as_signing_certificate_v2

from signing.certificates import as_asn1, mechanism

_SEQUENCE, _SET, _OCTETS = b"\x30", b"\x31", b"\x04"
_FIRST, _SECOND = b"\xa0", b"\xa1"  # implicit or explicit [0] and [1]
_DIGEST_BYTES = 32
_KEPT = 256  # certificates
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_TIMESTAMP_TOKEN = cms.CMSAttributeType("signature_time_stamp_token").dump()
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()


def signed_attributes(document_digest: bytes, certificate: bytes) -> bytes:
    """The DER of content type, message digest and signing certificate, as PAdES wants them.

    ``document_digest`` is SHA-256. Source: EN 319 142-1, 6.3; RFC 5652, 5.4.
    """
    before, after = _around_digest(certificate)
    return before + document_digest + after


def document_digest_in(attributes: bytes, certificate: bytes) -> bytes | None:
    """The digest that ``signed_attributes`` put into them; None for attributes that are not made so."""
    before, after = _around_digest(certificate)
    digest = attributes[len(before) : len(before) + _DIGEST_BYTES]
    return digest if attributes == before + digest + after else None


def container(
    *,
    certificate: bytes,
    chain: Sequence[bytes],
    algorithm: str,
    attributes: bytes,
    value: bytes,
    timestamp: bytes | None = None,
) -> bytes:
    """The DER of a detached SignedData with one signer; ``timestamp`` is that of a token over ``value``."""
    frame = _frame(certificate, tuple(chain), algorithm)
    signer = frame.signer + _tagged(_FIRST, _content(attributes)) + frame.algorithm + _tagged(_OCTETS, value)
    if timestamp is not None:
        attribute = _tagged(_SEQUENCE, _TIMESTAMP_TOKEN + _tagged(_SET, timestamp))
        signer += _tagged(_SECOND, attribute)
    signers = _tagged(_SET, _tagged(_SEQUENCE, signer))
    return _tagged(_SEQUENCE, _SIGNED_DATA + _tagged(_FIRST, _tagged(_SEQUENCE, frame.head + signers)))


@dataclass(frozen=True)
class _Frame:
    """What is the same for all signatures by one certificate: SignedData up to its signers, SignerInfo up to
    the signed attributes, and the signature algorithm.
    """

    head: bytes
    signer: bytes
    algorithm: bytes


@lru_cache(maxsize=_KEPT)
def _frame(certificate: bytes, chain: tuple[bytes, ...], algorithm: str) -> _Frame:
    holder = as_asn1(certificate)
    issuer = cms.IssuerAndSerialNumber({"issuer": holder.issuer, "serial_number": holder.serial_number})
    content = cms.ContentType("data").dump()
    version = core.Integer(1).dump()
    return _Frame(
        head=version
        + _tagged(_SET, _SHA256)
        + _tagged(_SEQUENCE, content)
        + _tagged(_FIRST, b"".join(sorted({certificate, *chain}))),
        signer=version + issuer.dump() + _SHA256,
        algorithm=mechanism(algorithm).dump(),
    )


@lru_cache(maxsize=_KEPT)
def _around_digest(certificate: bytes) -> tuple[bytes, bytes]:
    """The signed attributes before and after the digest of the document."""
    placeholder = bytes(range(_DIGEST_BYTES))
    reference = as_signing_certificate_v2(as_asn1(certificate))
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [placeholder]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [reference]}),
        ]
    )
    before, after = attributes.dump().split(placeholder)
    return before, after


def _tagged(tag: bytes, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return tag + bytes([length]) + content
    written = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return tag + bytes([0x80 | len(written)]) + written + content


def _content(der: bytes) -> bytes:
    """What is inside one DER value."""
    return der[2 + (der[1] & 0x7F if der[1] & 0x80 else 0) :]
