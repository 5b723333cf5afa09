"""Revocation data of the trial authority: OCSP answers (RFC 6960) and lists (RFC 5280 §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from asn1crypto import core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from eoffice.trial.certificates import Issuer

ANSWER_LASTS = timedelta(hours=1)
LIST_LASTS = timedelta(days=7)
LARGEST_REQUEST = 16 * 1024
MOST_QUESTIONS = 32
_HASHES = ("sha1", "sha256", "sha384", "sha512")
_LONGEST_NONCE = 128  # RFC 9654 §2.1; readers of RFC 8954 send at most 32


class Revocation(NamedTuple):
    """When a certificate was revoked, and why."""

    at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


class Refusal(Exception):
    """Why a request gets no answer: a name of ``OCSPResponseStatus``."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Responder:
    """Says what is known of the issuing authority's certificates; safe to share between threads."""

    def __init__(self, held: Issuer, issuing: Issuer) -> None:
        self._key = held.key
        self._der = held.certificate.public_bytes(serialization.Encoding.DER)
        self._key_hash = hashlib.sha1(_key_bits(held.key.public_key()), usedforsecurity=False).digest()
        name = issuing.certificate.subject.public_bytes()
        bits = _key_bits(issuing.key.public_key())
        self._issuer_hashes = {
            one: (
                hashlib.new(one, name, usedforsecurity=False).digest(),
                hashlib.new(one, bits, usedforsecurity=False).digest(),
            )
            for one in _HASHES
        }

    def reply(
        self,
        request_der: bytes,
        revoked: Mapping[int, Revocation],
        issued: Callable[[int], bool],
        now: datetime,
    ) -> bytes:
        """The DER ``OCSPResponse`` to a DER ``OCSPRequest``."""
        try:
            questions, nonce = self._read(request_der)
        except Refusal as refusal:
            return bytes(ocsp.OCSPResponse({"response_status": refusal.status}).dump())
        moment = now.astimezone(UTC).replace(microsecond=0)
        answers = [
            {
                "cert_id": question,
                "cert_status": _status(question["serial_number"].native, revoked, issued, moment),
                "this_update": moment,
                "next_update": moment + ANSWER_LASTS,
            }
            for question in questions
        ]
        return self._signed(answers, nonce, moment)

    def _read(self, request_der: bytes) -> tuple[list[ocsp.CertId], bytes | None]:
        if len(request_der) > LARGEST_REQUEST:
            raise Refusal("malformed_request")
        try:
            request = ocsp.OCSPRequest.load(request_der, strict=True)["tbs_request"]
            questions = [one["req_cert"] for one in request["request_list"]]
            are_ours = [self._is_ours(question) for question in questions]
            nonce = _nonce(request)
        except (ValueError, TypeError, OverflowError) as error:
            raise Refusal("malformed_request") from error
        if not 0 < len(questions) <= MOST_QUESTIONS:
            raise Refusal("malformed_request")
        if not all(are_ours):
            # Of another authority's certificates nothing may be said, not even "unknown" (RFC 6960 §2.3).
            raise Refusal("unauthorized")
        return questions, nonce

    def _is_ours(self, question: ocsp.CertId) -> bool:
        asked = (question["issuer_name_hash"].native, question["issuer_key_hash"].native)
        _ = question["serial_number"].native
        return self._issuer_hashes.get(question["hash_algorithm"]["algorithm"].native) == asked

    def _signed(self, answers: list[dict[str, Any]], nonce: bytes | None, moment: datetime) -> bytes:
        data: dict[str, Any] = {
            "responder_id": ocsp.ResponderId("by_key", self._key_hash),
            "produced_at": moment,
            "responses": answers,
        }
        if nonce is not None:
            extension = {"extn_id": "nonce", "extn_value": core.OctetString(nonce)}
            data["response_extensions"] = [extension]
        body = ocsp.ResponseData(data)
        basic = ocsp.BasicOCSPResponse(
            {
                "tbs_response_data": body,
                "signature_algorithm": {"algorithm": "sha256_rsa"},
                "signature": self._key.sign(body.dump(), PKCS1v15(), hashes.SHA256()),
                "certs": [asn1_x509.Certificate.load(self._der)],
            }
        )
        response = {"response_type": "basic_ocsp_response", "response": basic}
        return bytes(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": response}).dump())


def build_crl(issuer: Issuer, revoked: Mapping[int, Revocation], now: datetime) -> bytes:
    """A complete list by ``issuer``, DER, good for a week; its number grows with the time it is made."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    above = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(moment)
        .next_update(moment + LIST_LASTS)
        .add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)
    )
    for serial, entry in sorted(revoked.items()):
        if entry.at <= now:
            builder = builder.add_revoked_certificate(_list_entry(serial, entry))
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _list_entry(serial: int, entry: Revocation) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(entry.at)
    if entry.reason is not x509.ReasonFlags.unspecified:  # RFC 5280 §5.3.1: leave it out then
        builder = builder.add_extension(x509.CRLReason(entry.reason), critical=False)
    return builder.build()


def _status(
    serial: int, revoked: Mapping[int, Revocation], issued: Callable[[int], bool], moment: datetime
) -> ocsp.CertStatus:
    if not issued(serial):
        return ocsp.CertStatus("unknown", core.Null())
    entry = revoked.get(serial)
    if entry is None or entry.at > moment:
        return ocsp.CertStatus("good", core.Null())
    details: dict[str, Any] = {"revocation_time": entry.at.astimezone(UTC).replace(microsecond=0)}
    if entry.reason is not x509.ReasonFlags.unspecified:
        details["revocation_reason"] = _asn1_reason(entry.reason)
    return ocsp.CertStatus("revoked", ocsp.RevokedInfo(details))


def _asn1_reason(reason: x509.ReasonFlags) -> str:
    # One library writes keyCompromise, the other key_compromise.
    spelled = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in reason.value)
    return {"c_a_compromise": "ca_compromise", "a_a_compromise": "aa_compromise"}.get(spelled, spelled)


def _nonce(request: ocsp.TBSRequest) -> bytes | None:
    for extension in request["request_extensions"]:
        if extension["extn_id"].native == "nonce":
            nonce = bytes(extension["extn_value"].parsed.native)
            if not 0 < len(nonce) <= _LONGEST_NONCE:
                raise ValueError("nonce of an impossible length")
            return nonce
    return None


def _key_bits(key: rsa.RSAPublicKey) -> bytes:
    """The content of the subjectPublicKey, which key hashes are made over (RFC 6960 §4.1.1)."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
