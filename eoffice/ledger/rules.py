"""How events become bytes and bytes become a seal. Pure: the same data gives the same digests anywhere.

Canonical JSON is RFC 8785, the tree is the Merkle tree hash of RFC 6962 §2.1 (SHA-256, leaves prefixed with
0x00 and nodes with 0x01).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import rfc8785

from eoffice.core.events import Event

FIRST_DIGEST = "0" * 64
LARGEST_NUMBER = 2**53 - 1  # beyond it RFC 8785 has no whole numbers

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(event: Event, sealed_seq: int) -> bytes:
    """Every field of an event, with its place in the order, as canonical JSON (RFC 8785)."""
    fields: dict[str, Any] = {
        "id": str(event.id),
        "type": event.type,
        "version": event.version,
        "occurred_at": event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "capacity": event.capacity,
        "agency_id": str(event.agency_id) if event.agency_id else None,
        "subject_id": str(event.subject_id),
        "data": event.data,
        "sealed_seq": sealed_seq,
    }
    return canonical_json(fields)


def canonical_json(value: dict[str, Any]) -> bytes:
    """``value`` as canonical JSON (RFC 8785).

    For what events are made of, Python's own encoder writes the same bytes, ten times as fast; everything
    else, such as a fraction or a name that is not ASCII, is written by the library.
    """
    return _encode(value).encode() if _is_plain(value) else rfc8785.dumps(value)


def _is_plain(value: object) -> bool:
    """Whether the two encoders cannot differ: no fractions, and names that sort alike in every encoding."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if isinstance(value, dict):
        return all(type(key) is str and key.isascii() and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, int) and kind is int and -LARGEST_NUMBER <= value <= LARGEST_NUMBER


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes; a left subtree holds the largest power of two that fits."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        # A lone node at the end moves up unchanged, which gives the tree of RFC 6962 level by level.
        level = paired + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def seal_digest(number: int, first_seq: int, last_seq: int, root: str, previous_digest: str) -> str:
    """SHA-256 (hex) over number, range, root and the digest before: what a seal's timestamp stands for."""
    return hashlib.sha256(
        canonical_json(
            {
                "number": number,
                "first_seq": first_seq,
                "last_seq": last_seq,
                "root": root,
                "previous_digest": previous_digest,
            }
        )
    ).hexdigest()
