"""Tables of agencies, their dated codes, units, people, posts and the working calendar."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Day, JsonList, Key, Name, Slug, refers_to


class AgencyLevel(StrEnum):
    """Where an agency stands in the administration (two tiers since 1 July 2025)."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    OTHER = "other"


class Agency(Base):
    """A body that issues and receives documents; ``is_local`` when it works in this instance."""

    __tablename__ = "agencies"

    id: Mapped[Key]
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[Name]
    short_name: Mapped[Name]
    notation: Mapped[str] = mapped_column(String(30))  # as it stands in a notation: UBND, SNV, HĐND
    level: Mapped[str] = mapped_column(String(20))
    place: Mapped[Name]  # địa danh printed before the date
    parent_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"))
    is_local: Mapped[bool]
    letterhead: Mapped[JsonList]  # lines of the agency's name as printed


class AgencyCode(Base):
    """A code of an agency for a time, by QĐ 28/2018/QĐ-TTg (13 characters) or QĐ 20/2020/QĐ-TTg."""

    __tablename__ = "agency_codes"
    __table_args__ = (
        UniqueConstraint("scheme", "code", "valid_from"),
        CheckConstraint("scheme IN ('qd28', 'qd20')", name="scheme_known"),
    )

    id: Mapped[Key]
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(35))
    valid_from: Mapped[Day]
    valid_to: Mapped[Day | None]
    successor_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"))


class Unit(Base):
    """A unit inside an agency; ``notation`` stands in the notation of official letters."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: Mapped[Key]
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"), index=True)
    name: Mapped[Name]
    notation: Mapped[str] = mapped_column(String(30))


class Person(Base):
    """Somebody who works here."""

    __tablename__ = "people"

    id: Mapped[Key]
    full_name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(String(200))
    signature_image: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of a PNG in the store


class Post(Base):
    """A person in a unit with a role, from a day to a day. Authority lines are what stands above the name."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_agency_role", "agency_id", "role"),)

    id: Mapped[Key]
    person_id: Mapped[uuid.UUID] = mapped_column(refers_to("people.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(refers_to("units.id"))
    role: Mapped[str] = mapped_column(String(20))
    title: Mapped[Name]
    authority_lines: Mapped[JsonList]
    valid_from: Mapped[Day]
    valid_to: Mapped[Day | None]


class Holiday(Base):
    """A day on which the offices do not work, besides Saturdays and Sundays."""

    __tablename__ = "holidays"

    day: Mapped[Day] = mapped_column(primary_key=True)
    name: Mapped[Name]
