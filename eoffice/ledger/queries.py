"""Reads of the ledger's state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eoffice.ledger.models import EventRow, Seal


@dataclass(frozen=True)
class LedgerState:
    """How far the ledger is sealed. ``last_seal`` is None before the first seal."""

    last_seal: Seal | None
    last_timestamped: Seal | None
    unsealed: int

    @property
    def sealed(self) -> int:
        """How many events are sealed."""
        return self.last_seal.last_seq if self.last_seal else 0


def get_state(session: Session) -> LedgerState:
    """How far the ledger is sealed and timestamped now."""
    newest = select(Seal).order_by(Seal.number.desc()).limit(1)
    waiting = session.scalar(select(func.count(EventRow.id)).where(EventRow.sealed_seq.is_(None)))
    return LedgerState(
        last_seal=session.scalars(newest).one_or_none(),
        last_timestamped=session.scalars(newest.where(Seal.timestamp_token.is_not(None))).one_or_none(),
        unsealed=waiting or 0,
    )
