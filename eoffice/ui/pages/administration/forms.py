"""What the administrator's forms hold when they span several features."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from eoffice.core.messages import N_
from eoffice.organization.schemas import Line, NewPost

# Only what makes an address usable at all; whether it exists nobody knows before writing to it.
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+)?$")
]
Login = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Password = Annotated[str, StringConstraints(max_length=800)]


class NewAccount(BaseModel):
    """An account for a person."""

    model_config = ConfigDict(extra="forbid")

    login: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=800)]


class GivenPassword(BaseModel):
    """A new password that an administrator gives somebody."""

    model_config = ConfigDict(extra="forbid")

    password: Annotated[str, StringConstraints(min_length=1, max_length=800)]


class NewColleague(NewPost):
    """A person with their first post; with a sign-in name they get an account too."""

    full_name: Line
    email: Email = ""
    login: Login = ""
    password: Password = ""

    @model_validator(mode="after")
    def _login_with_password(self) -> Self:
        if bool(self.login) != bool(self.password):
            raise ValueError(N_("An account needs a sign-in name and a password. Give both or none."))
        return self


def lines(text: str) -> list[str]:
    """The lines of a text field that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]
