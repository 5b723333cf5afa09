"""Timestamps of the trial authority: answers by RFC 3161, and a pyHanko client that asks in process."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as pyca_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.timestamps import TimeStamper

from eoffice.core.clock import Clock
from eoffice.trial.certificates import TIMESTAMP_POLICY, Issuer

# The unit's clock is the machine's: kept by NTP on any ordinary machine, hence better than a second.
ACCURACY_SECONDS = 1
IMPRINT_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
LARGEST_REQUEST = 8 * 1024


class TimestampReply(core.Sequence):  # type: ignore[misc]
    """``TimeStampResp`` of RFC 3161 §2.4.2; asn1crypto's own forgets that a rejection has no token."""

    _fields = [  # noqa: RUF012 - asn1crypto's way of declaring
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", tsp.ContentInfo, {"optional": True}),
    ]


class Refusal(Exception):
    """Why a request gets no token: a name of ``PKIFailureInfo`` and a sentence for the log of the asker."""

    def __init__(self, failure: str, text: str) -> None:
        super().__init__(text)
        self.failure = failure
        self.text = text


class AnswersTimestampRequests(Protocol):
    """What ``TrialTimestamper`` asks; ``TrialAuthority`` is one."""

    def timestamp_reply(self, request_der: bytes, now: datetime) -> bytes: ...


class TimestampUnit:
    """Signs what time it is; safe to share between threads, as asn1crypto's objects are not kept."""

    def __init__(self, held: Issuer, above: Sequence[pyca_x509.Certificate]) -> None:
        self._key = held.key
        self._begins = held.certificate.not_valid_before_utc
        self._ends = held.certificate.not_valid_after_utc
        self._der = held.certificate.public_bytes(serialization.Encoding.DER)
        self._chain_der = [self._der, *(one.public_bytes(serialization.Encoding.DER) for one in above)]

    def reply(self, request_der: bytes, now: datetime) -> bytes:
        """The DER ``TimeStampResp`` to a DER ``TimeStampReq``."""
        try:
            request = _read_request(request_der)
            if not self._begins <= now <= self._ends:
                raise Refusal("time_not_available", "The timestamp certificate is not valid now.")
        except Refusal as refusal:
            return _rejection(refusal)
        token = self._token(request, now)
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return bytes(TimestampReply({"status": granted, "time_stamp_token": token}).dump())

    def _token(self, request: tsp.TimeStampReq, now: datetime) -> cms.ContentInfo:
        info = _describe(request, now).dump()
        certificate = x509.Certificate.load(self._der)
        attributes = _signed_attributes(info, self._der, now)
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    ),
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
                "signed_attrs": attributes,
                "signature": self._key.sign(attributes.dump(), PKCS1v15(), hashes.SHA256()),
            }
        )
        signed = {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(info)},
            "signer_infos": [signer],
        }
        if request["cert_req"].native:
            signed["certificates"] = [x509.Certificate.load(der) for der in self._chain_der]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


class TrialTimestamper(TimeStamper):
    """A pyHanko time stamper that asks the trial authority without any network.

    It keeps answers between calls as its base does, so every thread needs one of its own.
    """

    def __init__(self, authority: AnswersTimestampRequests, clock: Clock) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = authority
        self._clock = clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> TimestampReply:
        """The authority's answer; pyHanko turns a rejection into its ``TimestampRequestError``."""
        reply: TimestampReply = TimestampReply.load(
            self._authority.timestamp_reply(req.dump(), self._clock.now())
        )
        return reply


def _read_request(request_der: bytes) -> tsp.TimeStampReq:
    if len(request_der) > LARGEST_REQUEST:
        raise Refusal("bad_data_format", "The request is too large.")
    try:
        request = tsp.TimeStampReq.load(request_der, strict=True)
        version = request["version"].native
        imprint = request["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        size = len(imprint["hashed_message"].native)
        policy = request["req_policy"].native
        has_extensions = bool(request["extensions"].native)
        _ = request["nonce"].native, request["cert_req"].native
    except (ValueError, TypeError, OverflowError) as error:
        raise Refusal("bad_data_format", "This is not a timestamp request.") from error
    if version != "v1":
        raise Refusal("bad_request", "Only version 1 of the request is known.")
    if algorithm not in IMPRINT_SIZES:
        raise Refusal("bad_alg", "Only SHA-256, SHA-384 and SHA-512 are stamped.")
    if size != IMPRINT_SIZES[algorithm]:
        raise Refusal("bad_data_format", "The hash has not the length of its algorithm.")
    if policy is not None and policy != TIMESTAMP_POLICY:
        raise Refusal("unaccepted_policy", f"The only policy here is {TIMESTAMP_POLICY}.")
    if has_extensions:
        raise Refusal("unaccepted_extensions", "No extension is known.")
    return request


def _describe(request: tsp.TimeStampReq, now: datetime) -> tsp.TSTInfo:
    moment = now.astimezone(UTC)
    fields = {
        "version": "v1",
        "policy": TIMESTAMP_POLICY,
        "message_imprint": request["message_imprint"],
        "serial_number": secrets.randbits(127) | 1 << 127,
        # Milliseconds: the encoder writes the fraction without trailing zeros, as DER asks.
        "gen_time": moment.replace(microsecond=moment.microsecond // 1000 * 1000),
        "accuracy": {"seconds": ACCURACY_SECONDS},
    }
    if request["nonce"].native is not None:
        fields["nonce"] = request["nonce"].native
    return tsp.TSTInfo(fields)


def _signed_attributes(info: bytes, certificate_der: bytes, now: datetime) -> cms.CMSAttributes:
    reference = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate_der).digest()})
    values = {
        "content_type": "tst_info",
        "signing_time": cms.Time({"utc_time": core.UTCTime(now.astimezone(UTC).replace(microsecond=0))}),
        "message_digest": hashlib.sha256(info).digest(),
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [reference]}),
    }
    return cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": [v]}) for kind, v in values.items()])


def _rejection(refusal: Refusal) -> bytes:
    status = {
        "status": "rejection",
        "status_string": [refusal.text],
        "fail_info": {refusal.failure},
    }
    return bytes(TimestampReply({"status": tsp.PKIStatusInfo(status)}).dump())
