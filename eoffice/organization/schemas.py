"""What the doors of the organization take and give."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from eoffice.core.actor import Role
from eoffice.organization.models import AgencyLevel

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AgencySearch(_Input):
    """How to look for agencies: part of a name or of a code."""

    search: OptionalLine = ""
    limit: int = Field(default=50, ge=1, le=500)


class AgencyOut(BaseModel):
    """An agency; ``code`` is the one it is reached by today, None when it has none."""

    id: uuid.UUID
    name: str
    short_name: str
    code: str | None
    level: AgencyLevel
    is_local: bool


class AgenciesOut(BaseModel):
    """Agencies by name."""

    agencies: list[AgencyOut]


class UnitOut(BaseModel):
    """A unit of an agency."""

    id: uuid.UUID
    name: str
    notation: str


class UnitsOut(BaseModel):
    """The units of an agency by name."""

    units: list[UnitOut]


class PostSearch(_Input):
    """Which posts: of a role, of a unit."""

    role: Role | None = None
    unit_id: uuid.UUID | None = None


class HeldPost(BaseModel):
    """A post held today: who holds it is in ``label``, with the title."""

    id: uuid.UUID
    label: str
    role: Role
    unit_id: uuid.UUID


class HeldPosts(BaseModel):
    """Posts by title."""

    posts: list[HeldPost]


class NewUnit(_Input):
    """A unit to be added."""

    name: Line
    notation: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]


class NewCode(_Input):
    """A code to be opened."""

    scheme: Literal["qd20", "qd28"]
    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=35)]
    valid_from: date


class NewPost(_Input):
    """A post for a person, from a day."""

    unit_id: uuid.UUID
    role: Role
    title: Line
    authority_lines: OptionalLine = ""  # one in each line of the field
    valid_from: date


class LastDay(_Input):
    """The day on which something ends, that day included."""

    valid_to: date
