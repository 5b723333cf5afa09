"""Timestamp tokens that stand alone, outside a PDF: RFC 3161 over bytes of the caller."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms

from signing.chains import check_stamp, evidence_from
from signing.trust import Trust


@dataclass(frozen=True)
class Token:
    """What a token proves. ``problem`` is None when its moment is proven, else a sub-indication of ETSI
    EN 319 102-1; ``is_intact`` is False when the token itself or what it is for was altered."""

    moment: datetime | None
    problem: str | None
    is_intact: bool


def check_token(token: bytes, stamped: bytes, trust: Trust, at: datetime) -> Token:
    """Check the DER ``token`` over ``stamped``, believing ``trust`` as of ``at``."""
    try:
        signed = cms.ContentInfo.load(token)["content"]
    except (ValueError, TypeError, KeyError):
        return Token(None, "FORMAT_FAILURE", is_intact=False)
    stamp = check_stamp(signed, lambda name: hashlib.new(name, stamped).digest(), evidence_from(trust), at)
    is_for_it = stamp.problem != "SIG_CONSTRAINTS_FAILURE"
    return Token(stamp.moment, stamp.problem, stamp.is_intact and is_for_it)
