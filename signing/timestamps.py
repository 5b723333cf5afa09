"""RFC 3161 timestamps. Whatever fails is one error, so that no caller can mistake it for a lower level."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from signing.errors import SigningError

Timestamper = TimeStamper
"""What `complete` takes: pyHanko's interface. A service in the same process overrides
`async_request_tsa_response(request) -> response`."""


def http_timestamper(url: str, timeout: float = 10) -> Timestamper:
    """A timestamp service over HTTP; `timeout` in seconds for the whole exchange."""
    kind: Callable[..., Timestamper] = HTTPTimeStamper
    return kind(url, timeout=timeout)


@dataclass(frozen=True)
class Token:
    """A timestamp token, DER, and the moment it names."""

    der: bytes
    moment: datetime


def fetch_token(timestamper: Timestamper, imprint: bytes) -> Token:
    """A token over bytes whose SHA-256 is `imprint` (RFC 3161, 2.4). Raises SigningError
    `timestamp-unavailable`.
    """
    found = asyncio.run(_Checked(timestamper).async_timestamp(imprint, "sha256"))
    return Token(found.dump(), _information(found)["gen_time"].native)


class _Checked(TimeStamper):
    """Asks another timestamper and checks that the token is for the bytes that were sent.

    Raises SigningError `timestamp-unavailable` for every failure.
    """

    def __init__(self, inner: TimeStamper) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.inner = inner

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token = await self.inner.async_timestamp(message_digest, md_algorithm)
            imprint = _imprint(token)
        except Exception as error:  # network, HTTP, ASN.1: the service did not give a timestamp
            raise SigningError("timestamp-unavailable", "The timestamp service gave no timestamp.") from error
        if imprint != message_digest:
            raise SigningError("timestamp-unavailable", "The timestamp service stamped something else.")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await self.inner.async_request_tsa_response(req)


def _imprint(token: cms.ContentInfo) -> bytes:
    return bytes(_information(token)["message_imprint"]["hashed_message"].native)


def _information(token: cms.ContentInfo) -> tsp.TSTInfo:
    return token["content"]["encap_content_info"]["content"].parsed
