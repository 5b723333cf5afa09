"""Finding out whom a drafter means, and whether each can be reached by the channel chosen for them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.organization import queries as organization
from eoffice.organization.models import Agency, AgencyCode
from eoffice.organization.rules import is_current
from eoffice.outgoing.models import Channel, Receiver
from eoffice.outgoing.schemas import ReceiverIn

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
ELECTRONIC = frozenset({Channel.ELECTRONIC, Channel.BOTH})

NAME_MISSING = N_("Name the receiver.")
CODE_UNKNOWN = N_("No agency has this code today.")
WITHOUT_CODE = N_(
    "This receiver has no agency code that is valid today, so it cannot be reached electronically. "
    "Choose it from the list, or choose another channel."
)
EMAIL_WRONG = N_("Give the e-mail address of this receiver, such as name@example.com.")
IS_SENDER = N_("This is your own agency; it cannot be sent to electronically.")
TWICE = N_("This agency is named more than once.")


@dataclass(frozen=True)
class ResolvedReceiver:
    """A receiver as it is kept."""

    name: str
    channel: Channel
    agency_id: uuid.UUID | None
    email: str | None
    address: str | None


def resolve(
    session: Session, sender_id: uuid.UUID, rows: Sequence[ReceiverIn], day: date
) -> list[ResolvedReceiver]:
    """Find the agencies meant and check every row.

    Raises one Invalid that names all wrong rows (fields ``receivers.0.name`` and so on); its code is
    ``receiver-without-code`` when that is among the reasons, else ``receivers-invalid``.
    """
    found: list[ResolvedReceiver] = []
    wrong: dict[str, str] = {}
    seen: set[uuid.UUID] = set()
    for index, row in enumerate(rows):
        agency = _find_agency(session, row, day)
        problem = _problem(session, sender_id, row, agency, day)
        if problem is None and agency is not None and agency.id in seen:
            problem = "name", TWICE
        if problem is not None:
            wrong[f"receivers.{index}.{problem[0]}"] = problem[1]
            continue
        if agency is not None:
            seen.add(agency.id)
        found.append(_resolved(row, agency))
    if wrong:
        raise _invalid(wrong)
    return found


def count_without_code(session: Session, document_id: uuid.UUID, day: date) -> int:
    """How many electronic receivers of the document have no code on ``day``."""
    coded = exists().where(
        AgencyCode.agency_id == Receiver.agency_id,
        and_(AgencyCode.valid_from <= day, or_(AgencyCode.valid_to.is_(None), AgencyCode.valid_to >= day)),
    )
    return (
        session.scalar(
            select(func.count(Receiver.id)).where(
                Receiver.document_id == document_id,
                Receiver.channel.in_([channel.value for channel in ELECTRONIC]),
                ~coded,
            )
        )
        or 0
    )


def _find_agency(session: Session, row: ReceiverIn, day: date) -> Agency | None:
    if row.code:
        return organization.find_agency_by_code(session, row.code, day)
    return organization.find_agency_by_name(session, row.name) if row.name else None


def _problem(
    session: Session, sender_id: uuid.UUID, row: ReceiverIn, agency: Agency | None, day: date
) -> tuple[str, str] | None:
    """What is wrong with a row, as the field and the sentence beside it."""
    if not row.name and not row.code:
        return "name", NAME_MISSING
    if row.channel in ELECTRONIC:
        if agency is None or not _has_code(session, agency.id, day):
            return "name", WITHOUT_CODE
        if agency.id == sender_id:
            return "name", IS_SENDER
    elif row.code and agency is None:
        return "name", CODE_UNKNOWN
    if row.channel is Channel.EMAIL and not EMAIL.fullmatch(row.email):
        return "email", EMAIL_WRONG
    return None


def _has_code(session: Session, agency_id: uuid.UUID, day: date) -> bool:
    codes = organization.list_codes(session, agency_id)
    return any(is_current(code.valid_from, code.valid_to, day) for code in codes)


def _resolved(row: ReceiverIn, agency: Agency | None) -> ResolvedReceiver:
    return ResolvedReceiver(
        name=agency.name if agency else row.name,
        channel=row.channel,
        agency_id=agency.id if agency else None,
        email=row.email or None,
        address=row.address or None,
    )


def _invalid(wrong: dict[str, str]) -> Invalid:
    without_code = WITHOUT_CODE in wrong.values()
    return Invalid(
        "receiver-without-code" if without_code else "receivers-invalid",
        N_("Some receivers cannot be accepted as they are.") if not without_code else WITHOUT_CODE,
        N_("Correct the receivers named below; nothing was saved."),
        fields=wrong,
    )
