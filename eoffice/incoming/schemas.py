"""What goes into and comes out of the doors of received documents; one schema serves form and API."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from eoffice.documents.models import Urgency
from eoffice.documents.schemas import AS_ONE_LINE
from eoffice.incoming.models import ArrivalState, AssignmentPart
from eoffice.incoming.rules import REASON_LENGTH

TEXT_LENGTH = 4000
LONGEST_DEADLINE = 366  # working days


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


OptionalDay = Annotated[date | None, BeforeValidator(_empty_is_none)]
OptionalId = Annotated[uuid.UUID | None, BeforeValidator(_empty_is_none)]
OptionalCount = Annotated[
    Annotated[int, Field(ge=0, le=LONGEST_DEADLINE)] | None, BeforeValidator(_empty_is_none)
]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PaperArrivalIn(_Input):
    """A document that came on paper or by e-mail.

    ``author`` is the issuing body as it stands on the paper; ``issuing_agency_id`` when it is one known here.
    ``full_number`` is number and notation as printed: ``12/QĐ-UBND``, ``12-CV/ĐU``.
    """

    author: Annotated[str, Field(max_length=300), AS_ONE_LINE] = ""
    issuing_agency_id: OptionalId = None
    full_number: Annotated[str, Field(max_length=80), AS_ONE_LINE] = ""
    issued_on: OptionalDay = None
    kind: str = Field(min_length=1, max_length=50)
    subject: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH), AS_ONE_LINE]
    urgency: Urgency = Urgency.NORMAL
    channel: Literal["paper", "email"] = "paper"


class NothingIn(_Input):
    """An action that needs nothing but the document."""


class ReturnToSenderIn(_Input):
    """Why a document is returned to its sender."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH)


class RegisterIn(_Input):
    """The day of arrival as registered; today when empty."""

    on: OptionalDay = None


class PresentIn(_Input):
    """The leader's post to which a document is presented."""

    post_id: uuid.UUID


class UnitPartIn(_Input):
    """The part of a unit."""

    unit_id: uuid.UUID
    part: AssignmentPart


class DirectIn(_Input):
    """A leader's directive. The deadline is a day or a count of working days from today, not both."""

    text: str = Field(min_length=1, max_length=TEXT_LENGTH)
    due_on: OptionalDay = None
    working_days: OptionalCount = None
    assignments: list[UnitPartIn] = Field(min_length=1, max_length=200)

    @property
    def unit_parts(self) -> list[tuple[uuid.UUID, str]]:
        """The assignments as pairs of unit and part."""
        return [(item.unit_id, item.part) for item in self.assignments]


class AssignIn(_Input):
    """A person's part in handling a document."""

    post_id: uuid.UUID
    part: AssignmentPart
    note: str = Field("", max_length=REASON_LENGTH)


class FinishIn(_Input):
    """How a document was handled, and the outgoing document that answers it if there is one."""

    result: str = Field(min_length=1, max_length=TEXT_LENGTH)
    answer_id: OptionalId = None


class ArrivalsQuery(BaseModel):
    """Which received documents to list; ``cursor`` is ``next_cursor`` of the page before."""

    model_config = ConfigDict(extra="forbid")

    state: ArrivalState | None = None
    cursor: str | None = None


class ArrivalSummary(BaseModel):
    """One line of the list of received documents."""

    id: uuid.UUID
    state: ArrivalState
    channel: str
    legal_form: str
    issuing_agency_id: uuid.UUID | None
    issuing_agency_name: str
    full_number: str | None
    issued_on: date | None
    kind: str
    subject: str
    urgency: str
    arrival_number: int | None
    arrival_on: date | None
    arrived_at: datetime
    due_on: date | None
    is_overdue: bool


class ArrivalsOut(BaseModel):
    """A page of received documents, the newest first."""

    items: list[ArrivalSummary]
    next_cursor: str | None


class FoundSignatureOut(BaseModel):
    """One signature as found in the main file. ``time`` is the proven one, else the claimed."""

    signer: str
    level: str
    integrity: str
    claimed_at: datetime | None
    proven_at: datetime | None
    time: datetime | None
    reasons: list[str]


class VerificationOut(BaseModel):
    """What was found in the bytes of the main file when it arrived."""

    verdict: str
    reasons: list[str]
    checked_at: datetime
    signatures: list[FoundSignatureOut]


class DirectiveOut(BaseModel):
    """The leader's directive."""

    text: str
    due_on: date | None
    post_id: uuid.UUID
    directed_at: datetime


class AssignmentOut(BaseModel):
    """A part of a unit (``post_id`` null) or of a person."""

    part: AssignmentPart
    unit_id: uuid.UUID
    post_id: uuid.UUID | None
    assigned_by_id: uuid.UUID
    assigned_at: datetime
    note: str | None


class ReceivedFileOut(BaseModel):
    """A file of a received document."""

    id: uuid.UUID
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    page_count: int | None


class ArrivalOut(ArrivalSummary):
    """A received document with everything known of its handling.

    ``allowed_actions`` are what the asker may do now; ``twins`` are documents received before with the same
    author, number and day.
    """

    revision: int
    accepted_at: datetime | None
    returned_at: datetime | None
    return_reason: str | None
    registered_at: datetime | None
    presented_to_id: uuid.UUID | None
    finished_at: datetime | None
    result: str | None
    answer_id: uuid.UUID | None
    verification: VerificationOut | None
    directive: DirectiveOut | None
    assignments: list[AssignmentOut]
    files: list[ReceivedFileOut]
    twins: list[uuid.UUID]
    allowed_actions: list[str]
