"""What outgoing documents take in, one shape for the form on the page and for JSON, and how they are said."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from eoffice.documents.models import Urgency
from eoffice.documents.schemas import AS_ONE_LINE, EventOut, FileOut
from eoffice.outgoing.models import Channel, OutgoingState, ReviewKind

SUBJECT_LENGTH = 500
MAX_RECEIVERS = 500


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReceiverIn(_Input):
    """A receiver as named by the drafter: an agency by its code or full name, or anybody else by name."""

    channel: Channel
    name: Annotated[str, StringConstraints(max_length=300), AS_ONE_LINE] = ""
    code: Annotated[str, StringConstraints(max_length=35), AS_ONE_LINE] = ""
    email: Annotated[str, StringConstraints(max_length=200), AS_ONE_LINE] = ""
    address: Annotated[str, StringConstraints(max_length=300), AS_ONE_LINE] = ""


class DraftIn(_Input):
    """What a draft says besides its files."""

    kind: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=SUBJECT_LENGTH), AS_ONE_LINE]
    urgency: Urgency = Urgency.NORMAL
    signer_post_id: uuid.UUID
    receivers: Annotated[list[ReceiverIn], Field(max_length=MAX_RECEIVERS)] = []


class DraftChangeIn(DraftIn):
    """A changed draft; ``revision`` is that of the document the change was made on."""

    revision: int


class SubmissionIn(_Input):
    """The slip with which a draft is submitted."""

    proposal: str


class ReturnIn(_Input):
    """Why a document goes back."""

    reason: str


class NumberIn(_Input):
    """The date the document is to bear; today when it is not given."""

    on: date | None = None


class PostOut(BaseModel):
    """Who holds a post, as shown: name and title."""

    id: uuid.UUID
    label: str


class ReceiverOut(BaseModel):
    """A receiver of a document; ``code`` is the one its agency has today."""

    name: str
    channel: Channel
    agency_id: uuid.UUID | None
    code: str | None
    email: str | None
    address: str | None


class SlipOut(BaseModel):
    """A submission slip."""

    ordinal: int
    proposal: str
    by: PostOut
    submitted_at: datetime


class ReviewOut(BaseModel):
    """What a reviewer decided about the bytes with this hash."""

    kind: ReviewKind
    decision: str
    reason: str | None
    by: PostOut
    reviewed_at: datetime
    file_sha256: str


class BlockedAction(BaseModel):
    """An action of the person's post that something keeps from being taken now."""

    action: str
    code: str


class DocumentOut(BaseModel):
    """An outgoing document with everything that belongs to it."""

    id: uuid.UUID
    state: OutgoingState
    revision: int
    kind: str
    subject: str
    urgency: Urgency
    number: str | None
    notation: str | None
    issued_on: date | None
    created_at: datetime
    submitted_at: datetime | None
    signed_at: datetime | None
    numbered_at: datetime | None
    sealed_at: datetime | None
    issued_at: datetime | None
    drafter: PostOut
    signer: PostOut
    allowed_actions: list[str]
    blocked_actions: list[BlockedAction]
    files: list[FileOut]
    receivers: list[ReceiverOut]
    slips: list[SlipOut]
    reviews: list[ReviewOut]
    history: list[EventOut]
