"""Reading certificates and checking what their keys have signed."""

from __future__ import annotations

from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

from signing.errors import SigningError

RSA_PKCS1 = "rsa-pkcs1v15-sha256"
RSA_PSS = "rsa-pss-sha256"
ECDSA_P256 = "ecdsa-p256-sha256"
ALGORITHMS = (RSA_PKCS1, RSA_PSS, ECDSA_P256)
SMALLEST_RSA_KEY = 2048  # bits

_PSS_PARAMETERS = {
    "hash_algorithm": {"algorithm": "sha256"},
    "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
    "salt_length": 32,
}
_MECHANISMS: dict[str, dict[str, object]] = {
    RSA_PKCS1: {"algorithm": "sha256_rsa"},
    RSA_PSS: {"algorithm": "rsassa_pss", "parameters": _PSS_PARAMETERS},
    ECDSA_P256: {"algorithm": "sha256_ecdsa"},
}


def read_certificate(der: bytes) -> x509.Certificate:
    """Raises SigningError `certificate-unusable`."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise SigningError("certificate-unusable", "The certificate cannot be read.") from error


def as_asn1(der: bytes) -> asn1_x509.Certificate:
    """The same certificate in the shape pyHanko works with."""
    return asn1_x509.Certificate.load(der)


def mechanism(algorithm: str) -> SignedDigestAlgorithm:
    """The CMS signature algorithm of one of `ALGORITHMS` (RFC 5754, RFC 4056)."""
    return SignedDigestAlgorithm(_MECHANISMS[algorithm])


def algorithm_for(key: object) -> str:
    """The algorithm a private or public key signs with. Raises SigningError `certificate-key-unsupported`."""
    if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA_KEY:
        return RSA_PKCS1
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) and isinstance(
        key.curve, ec.SECP256R1
    ):
        return ECDSA_P256
    raise SigningError(
        "certificate-key-unsupported",
        "Only RSA keys of at least 2048 bits and P-256 keys can sign.",
    )


def require_key(certificate: x509.Certificate, algorithm: str) -> None:
    """Raises SigningError `certificate-key-unsupported` unless the certificate's key can do `algorithm`."""
    if algorithm not in ALGORITHMS:
        raise SigningError(
            "certificate-key-unsupported", "This signature algorithm is not known.", algorithm=algorithm
        )
    own = algorithm_for(certificate.public_key())
    if own != algorithm and not (own == RSA_PKCS1 and algorithm == RSA_PSS):
        raise SigningError(
            "certificate-key-unsupported",
            "The certificate holds another kind of key than the signature algorithm needs.",
            algorithm=algorithm,
        )


def checked_signature(
    certificate: x509.Certificate, algorithm: str, signed: bytes, signature: bytes
) -> bytes:
    """The signature value as a CMS carries it, after checking it against the certificate's key.

    WebCrypto gives ECDSA values as r and s side by side (IEEE P1363), tokens give DER: both are taken.
    Raises SigningError `signature-value-mismatch` when the value is of another key or of other bytes.
    """
    for value in _candidates(algorithm, signature):
        if _fits(certificate, algorithm, signed, value):
            return value
    raise SigningError(
        "signature-value-mismatch", "The signature was not made by this certificate's key for this document."
    )


def _candidates(algorithm: str, signature: bytes) -> list[bytes]:
    if algorithm == ECDSA_P256 and len(signature) == 64:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        return [utils.encode_dss_signature(r, s), signature]
    return [signature]


def _fits(certificate: x509.Certificate, algorithm: str, signed: bytes, value: bytes) -> bool:
    key = certificate.public_key()
    digest = hashes.SHA256()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, signed, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm == RSA_PSS:
            key.verify(value, signed, padding.PSS(padding.MGF1(digest), 32), digest)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), digest)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def written_subject(certificate: x509.Certificate) -> str:
    """The whole subject as RFC 4514 writes it, with ``T`` for the title, which it has no letters for."""
    return certificate.subject.rfc4514_string({NameOID.TITLE: "T"})


def readable_name(certificate: x509.Certificate) -> str:
    """The common name of the holder, else the whole subject as RFC 4514 writes it."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else written_subject(certificate)
