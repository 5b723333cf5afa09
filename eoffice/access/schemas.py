"""What the doors of access take and give."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from eoffice.core.actor import Role
from eoffice.core.messages import N_

Login = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
# The rules judge a new password; here it only has to be there and of a length that can be hashed.
Password = Annotated[str, StringConstraints(min_length=1, max_length=800)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Credentials(_Input):
    """A sign-in name and a password."""

    login: Login
    password: Password


class NewPassword(_Input):
    """A change of one's own password; the new one is typed twice."""

    current: Password
    password: Password
    repeated: Password

    @model_validator(mode="after")
    def _same_twice(self) -> Self:
        if self.password != self.repeated:
            raise ValueError(N_("The two new passwords differ. Type both again."))
        return self


class NewToken(_Input):
    """An API token to be made for the present post."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    scopes: list[str] = Field(min_length=1)
    days: int = Field(default=90, ge=1, le=366)


class TokenOut(BaseModel):
    """A token just made; ``token`` is shown this once."""

    id: uuid.UUID
    token: str
    name: str
    scopes: list[str]
    expires_at: datetime


class OwnPost(BaseModel):
    """A post that the person holds."""

    id: uuid.UUID
    title: str
    agency_id: uuid.UUID
    agency_name: str
    is_current: bool


class MeOut(BaseModel):
    """Who asks: the person, the post acted in, its roles, and the scopes (None: a browser session, all)."""

    person_id: uuid.UUID
    full_name: str
    agency_id: uuid.UUID
    agency_name: str
    post_id: uuid.UUID
    title: str
    roles: list[Role]
    scopes: list[str] | None
    posts: list[OwnPost]
    language: str
