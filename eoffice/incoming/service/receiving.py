"""What the clerk does first: accept or return, then register (NĐ 30/2020/NĐ-CP Điều 21, 22)."""

from __future__ import annotations

import uuid
from datetime import date

from eoffice.core.clock import office_day
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.documents.numbering import take_number
from eoffice.documents.rules import ARRIVAL_SERIES
from eoffice.incoming.rules import REASON_LENGTH, check_arrival_day
from eoffice.incoming.service.taking import take


def accept(work: Work, document_id: uuid.UUID) -> None:
    """Confirm that the document is for this agency and can be read."""
    taken = take(work, document_id, "accept")
    taken.arrival.accepted_at = work.now
    taken.arrival.state = taken.target
    work.record("document.accepted", document_id)


def return_to_sender(work: Work, document_id: uuid.UUID, reason: str) -> None:
    """Send the document back before it is registered; the sender sees ``reason`` with status 02.

    Raises ``Invalid`` when the reason is missing or longer than 1,000 characters.
    """
    taken = take(work, document_id, "return")
    reason = reason.strip()
    if not reason:
        raise Invalid(
            "reason-missing",
            N_("A document is returned with a reason."),
            N_("Say why, so that the sender can put it right."),
            field="reason",
        )
    if len(reason) > REASON_LENGTH:
        raise Invalid(
            "reason-too-long",
            N_("The reason is longer than %(limit)s characters."),
            N_("Shorten it."),
            field="reason",
            limit=REASON_LENGTH,
        )
    taken.arrival.return_reason = reason
    taken.arrival.returned_at = work.now
    taken.arrival.state = taken.target
    source_id = taken.arrival.source_id
    work.record("document.refused", document_id, {"source_id": str(source_id) if source_id else None})


def register(work: Work, document_id: uuid.UUID, on: date | None = None) -> int:
    """Enter the document in the arrival register and return its arrival number.

    ``on`` is the day of arrival as registered, today when not given; it may not lie in the future, before
    the arrival, or before the last number of its year.
    """
    taken = take(work, document_id, "register")
    arrival, today = taken.arrival, work.clock.today()
    day = on or today
    check_arrival_day(day, today, office_day(arrival.arrived_at) if arrival.source_id else None)
    number = take_number(work, arrival.agency_id, ARRIVAL_SERIES, document_id, day)
    arrival.arrival_number = number
    arrival.arrival_on = day
    arrival.registered_at = work.now
    arrival.state = taken.target
    work.record(
        "document.registered",
        document_id,
        {
            "arrival_number": number,
            "arrival_on": day.isoformat(),
            "channel": arrival.channel,
            "kind": taken.document.kind,
        },
    )
    return number
