"""What an office does, as events: documents on their way out and in, as many as wanted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from eoffice.core.ids import uuid7

AGENCIES = tuple(uuid7() for _ in range(5))
DAY = date(2026, 11, 20).isoformat()
EVENTS_A_DOCUMENT = 5


@dataclass(frozen=True)
class Happening:
    """What ``work.record`` is told."""

    type: str
    subject_id: uuid.UUID
    agency_id: uuid.UUID
    data: dict[str, Any]


def happenings(count: int) -> list[Happening]:
    """``count`` events of documents that come in and go out by turns, five events each."""
    found: list[Happening] = []
    for number in range(-(-count // EVENTS_A_DOCUMENT)):
        subject, agency = uuid7(), AGENCIES[number // 2 % len(AGENCIES)]
        steps = _outgoing(number) if number % 2 else _incoming()
        found += [Happening(type, subject, agency, data) for type, data in steps]
    return found[:count]


def _outgoing(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "document.drafted", {"kind": "cong-van"}
    yield "document.submitted", {"slip_ordinal": 1}
    yield "document.signed", {"signature_id": str(uuid7()), "level": "B-T", "role": "personal"}
    numbered = {"number": number, "notation": "UBND-VP", "issued_on": DAY, "kind": "cong-van"}
    yield "document.numbered", {"series_id": str(uuid7()), **numbered}
    counted = {"electronic": True, "paper": number % 3 == 0, "leader_signed": True, "agency_signed": True}
    yield "document.issued", {"kind": "cong-van", "issued_on": DAY, "receivers": 4, **counted}


def _incoming() -> Iterator[tuple[str, dict[str, Any]]]:
    said = {"channel": "electronic", "kind": "cong-van"}
    yield "document.arrived", {**said, "legal_form": "electronic-original", "source_id": str(uuid7())}
    yield "document.registered", {**said, "arrival_number": 7, "arrival_on": DAY}
    yield "document.directed", {"due_on": DAY}
    yield "document.assigned", {"unit_id": str(uuid7()), "post_id": None, "part": "lead"}
    yield "document.finished", {"finished_on": DAY}
