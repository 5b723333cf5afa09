"""Proving the ledger with the data alone: every root, every link and every timestamp is computed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from eoffice.ledger.models import EventRow, Seal
from eoffice.ledger.rules import FIRST_DIGEST, canonical, leaf_hash, merkle_root, seal_digest
from eoffice.ledger.service import EVENT_COLUMNS, as_event
from signing import Trust
from signing.tokens import check_token


@dataclass
class LedgerReport:
    """What a verification found; the ledger is whole when ``faults`` is empty."""

    events: int = 0
    seals: int = 0
    timestamps: int = 0
    unsealed: int = 0
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify_ledger(session: Session, trust: Trust, at: datetime) -> LedgerReport:
    """Recompute every seal from its events, in order, and name each that does not agree.

    A timestamp must be intact and for its seal; one whose authority ``trust`` does not believe as of ``at``
    is named in ``doubts``: it proves nothing yet, but nothing was altered either.
    """
    report = LedgerReport()
    expected_seq, previous = 1, FIRST_DIGEST
    for number, seal in enumerate(_seals(session), 1):
        report.seals += 1
        rows = session.execute(
            select(*EVENT_COLUMNS)
            .where(EventRow.sealed_seq.between(seal.first_seq, seal.last_seq))
            .order_by(EventRow.sealed_seq)
        ).all()
        report.events += len(rows)
        _check_seal(report, seal, rows, number, expected_seq, previous)
        _check_timestamp(report, seal, trust, at)
        expected_seq, previous = seal.last_seq + 1, seal.digest
        session.expunge_all()
    sealed_beyond = session.scalar(
        select(func.count()).select_from(EventRow).where(EventRow.sealed_seq >= expected_seq)
    )
    if sealed_beyond:
        report.faults.append(f"{sealed_beyond} events carry a place beyond the last seal")
    report.unsealed = (
        session.scalar(select(func.count()).select_from(EventRow).where(EventRow.sealed_seq.is_(None))) or 0
    )
    return report


def _check_seal(
    report: LedgerReport, seal: Seal, rows: Sequence[Row[Any]], number: int, first: int, previous: str
) -> None:
    if seal.number != number or seal.first_seq != first:
        report.faults.append(f"seal {seal.number}: a seal before it is missing")
    if [row.sealed_seq for row in rows] != list(range(seal.first_seq, seal.last_seq + 1)):
        report.faults.append(f"seal {seal.number}: an event of {seal.first_seq}–{seal.last_seq} is missing")
    leaves = [leaf_hash(canonical(as_event(row), row.sealed_seq or 0)) for row in rows]
    if merkle_root(leaves).hex() != seal.root:
        report.faults.append(f"seal {seal.number}: an event of {seal.first_seq}–{seal.last_seq} was altered")
    if seal.previous_digest != previous:
        report.faults.append(f"seal {seal.number}: not linked to the seal before it")
    digest = seal_digest(seal.number, seal.first_seq, seal.last_seq, seal.root, seal.previous_digest)
    if digest != seal.digest:
        report.faults.append(f"seal {seal.number}: its own digest was altered")


def _check_timestamp(report: LedgerReport, seal: Seal, trust: Trust, at: datetime) -> None:
    if seal.timestamp_token is None:
        return
    report.timestamps += 1
    digest = seal_digest(seal.number, seal.first_seq, seal.last_seq, seal.root, seal.previous_digest)
    token = check_token(seal.timestamp_token, bytes.fromhex(digest), trust, at)
    if not token.is_intact:
        report.faults.append(f"seal {seal.number}: its timestamp was altered or is for something else")
    elif token.problem is not None:
        report.doubts.append(
            f"seal {seal.number}: the timestamp's authority is not believed ({token.problem})"
        )


def _seals(session: Session) -> Iterator[Seal]:
    last = 0
    while page := session.scalars(
        select(Seal).where(Seal.number > last).order_by(Seal.number).limit(500)
    ).all():
        yield from page
        last = page[-1].number
