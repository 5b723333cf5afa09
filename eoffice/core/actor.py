"""Who acts: a person in one of the posts they hold, or the system itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post does in the handling of documents. Roles belong to posts, not to people."""

    CLERK = "clerk"
    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    FORM_CHECKER = "form_checker"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """A person acting in a post; ``roles`` is what that post and their other posts in the agency allow."""

    person_id: uuid.UUID | None
    post_id: uuid.UUID | None
    agency_id: uuid.UUID | None
    unit_id: uuid.UUID | None
    roles: frozenset[Role]
    account_id: uuid.UUID | None = None
    language: str = "vi"
    is_system: bool = False

    def has(self, role: Role) -> bool:
        """Whether the post carries ``role``."""
        return role in self.roles

    @property
    def capacity(self) -> str:
        """In what capacity an event was caused: the post, or ``system``."""
        return "system" if self.is_system else str(self.post_id)


SYSTEM = Actor(None, None, None, None, frozenset(), is_system=True)
