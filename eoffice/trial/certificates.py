"""What the trial authority certifies: whom, for what purpose, and which keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_

TRIAL_MARK = "THỬ NGHIỆM – TRIAL"
# Below 2.25 anybody may use the arc of a UUID of their own (ITU-T X.667), without registration.
TRIAL_ARC = "2.25.147690553713765396831356463842088226321"
TIMESTAMP_POLICY = f"{TRIAL_ARC}.1"
PERSONAL_POLICY = f"{TRIAL_ARC}.2"
AGENCY_SEAL_POLICY = f"{TRIAL_ARC}.3"

Purpose = Literal["personal", "agency-seal"]
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_LONGEST_NAME = 64  # ub-common-name and its fellows, RFC 5280 appendix A.1
_LARGEST_CSR = 16 * 1024
_SMALLEST_RSA, _LARGEST_RSA = 2048, 4096


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a certificate names; decided by the server, never by the one who asks."""

    common_name: str
    organisation: str
    organisational_unit: str = ""
    title: str = ""
    locality: str = ""

    def as_name(self) -> x509.Name:
        """The X.501 name, with the trial mark in an organisational unit of its own.

        Raises ``Invalid`` when a part is missing, not printable or longer than 64 characters (the common
        name: 64 octets of UTF-8).
        """
        parts = [
            (NameOID.LOCALITY_NAME, "locality", self.locality),
            (NameOID.ORGANIZATION_NAME, "organisation", self.organisation),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, "organisational_unit", self.organisational_unit),
            (NameOID.TITLE, "title", self.title),
            (NameOID.COMMON_NAME, "common_name", self.common_name),
        ]
        attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
        for oid, field, value in parts:
            if value or field in ("common_name", "organisation"):
                attributes.append(x509.NameAttribute(oid, _name_part(field, value)))
        attributes.insert(-1, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TRIAL_MARK))
        return x509.Name(attributes)


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate as it was issued. ``chain`` is DER, the issuing authority first, the root last."""

    pem: bytes
    der: bytes
    serial: int
    fingerprint_sha256: str
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate may be used; both moments are aware."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Links:
    """Where the instance answers questions about its certificates, as printed into them."""

    base_url: str

    @property
    def ocsp(self) -> str:
        return f"{self.base_url}/ocsp"

    @property
    def issuing_crl(self) -> str:
        return f"{self.base_url}/issuing.crl"

    @property
    def root_crl(self) -> str:
        return f"{self.base_url}/root.crl"

    @property
    def issuing_certificate(self) -> str:
        return f"{self.base_url}/issuing.cer"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A certificate authority's key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def key_of_csr(csr_pem: bytes) -> PublicKey:
    """The public key of a PKCS#10 request (RFC 2986), once its own signature proves the key is held.

    Nothing else of the request is used. Raises ``Invalid`` for anything that is not a request, is signed by
    another key, or holds a key that is not allowed.
    """
    advice = N_("Create the key again in the browser and send its request.")
    if len(csr_pem) > _LARGEST_CSR:
        raise Invalid("csr-too-large", N_("The certificate request is too large."), advice)
    try:
        csr = x509.load_pem_x509_csr(csr_pem)
        key = csr.public_key()
        is_proven = csr.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Invalid(
            "csr-unreadable", N_("This is not a certificate request (PKCS#10, PEM)."), advice
        ) from error
    if not is_proven:
        raise Invalid(
            "csr-not-proven", N_("The certificate request was not signed by the key it holds."), advice
        )
    return allowed_key(key)


def allowed_key(key: object) -> PublicKey:
    """``key`` itself when it is RSA of 2048 to 4096 bits or on P-256; raises ``Invalid`` otherwise."""
    if isinstance(key, rsa.RSAPublicKey) and _SMALLEST_RSA <= key.key_size <= _LARGEST_RSA:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Invalid(
        "key-not-allowed",
        N_("Only RSA keys of 2048 to 4096 bits and keys on the curve P-256 are certified."),
        N_("Create a key of one of these kinds and send its request."),
    )


def as_issued(certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> IssuedCertificate:
    """``certificate`` in the forms a caller keeps."""
    return IssuedCertificate(
        pem=certificate.public_bytes(serialization.Encoding.PEM),
        der=certificate.public_bytes(serialization.Encoding.DER),
        serial=certificate.serial_number,
        fingerprint_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        chain=tuple(above.public_bytes(serialization.Encoding.DER) for above in chain),
    )


def _name_part(field: str, value: str) -> str:
    text = value.strip()
    # RFC 5280 counts characters, but cryptography, and who knows who else, the octets of a common name.
    length = len(text.encode()) if field == "common_name" else len(text)
    if not 0 < length <= _LONGEST_NAME or not text.isprintable():
        raise Invalid(
            "subject-invalid",
            N_("This name cannot stand in a certificate: it is empty, too long or has unprintable signs."),
            N_("Correct or shorten the name of the person, post or agency first."),
            field=field,
        )
    return text
