"""What is sent to outgoing documents: one shape each for the form on the page and for JSON."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from eoffice.documents.models import Urgency
from eoffice.documents.rules import one_line
from eoffice.outgoing.models import Channel

SUBJECT_LENGTH = 500
MAX_RECEIVERS = 500


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


Line = Annotated[str, AfterValidator(one_line)]


class ReceiverIn(_Input):
    """A receiver as named by the drafter: an agency by its code or full name, or anybody else by name."""

    channel: Channel
    name: Annotated[Line, StringConstraints(max_length=300)] = ""
    code: Annotated[Line, StringConstraints(max_length=35)] = ""
    email: Annotated[Line, StringConstraints(max_length=200)] = ""
    address: Annotated[Line, StringConstraints(max_length=300)] = ""


class DraftIn(_Input):
    """What a draft says besides its files."""

    kind: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    subject: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=SUBJECT_LENGTH),
        AfterValidator(one_line),
    ]
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
