"""Tables of documents, their files and versions, kinds, and the number series."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eoffice.core.database import Base, Day, JsonList, Key, LongText, Moment, Name, Sha256, Slug, refers_to


class Direction(StrEnum):
    """Which way a document goes, seen from the agency that holds it."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class Urgency(StrEnum):
    """How urgent a document is (NĐ 30/2020/NĐ-CP Điều 8)."""

    NORMAL = "normal"
    URGENT = "urgent"  # khẩn
    VERY_URGENT = "very_urgent"  # thượng khẩn
    IMMEDIATE = "immediate"  # hỏa tốc


class FileRole(StrEnum):
    """What a file is to its document. Supporting papers never leave the agency."""

    MAIN = "main"
    ANNEX = "annex"
    SUPPORTING = "supporting"
    SOURCE = "source"  # the word-processor file a main file was converted from


class VersionOrigin(StrEnum):
    """What made a version of a file."""

    UPLOAD = "upload"
    CONVERSION = "conversion"
    REPAIR = "repair"
    SIGNATURE = "signature"
    NUMBERING = "numbering"
    SEAL = "seal"
    DELIVERY = "delivery"


class DocumentKind(Base):
    """A kind of administrative document (NĐ 30/2020/NĐ-CP Điều 7 and Phụ lục III)."""

    __tablename__ = "document_kinds"

    slug: Mapped[Slug] = mapped_column(primary_key=True)
    name_vi: Mapped[Name]
    name_en: Mapped[Name]
    position: Mapped[int]


class KindAbbreviation(Base):
    """The abbreviation of a kind, for a time; official letters and thank-you letters have none."""

    __tablename__ = "kind_abbreviations"

    id: Mapped[Key]
    kind: Mapped[Slug] = mapped_column(refers_to("document_kinds.slug"), index=True)
    abbreviation: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[Day]
    valid_to: Mapped[Day | None]


class Document(Base):
    """What was written and by whom, as one agency holds it; each agency holds its own row.

    ``number``, ``notation`` and ``issued_on`` are those of the issuing agency. ``revision`` rises with every
    change, so that two people cannot overwrite each other unseen.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("direction IN ('outgoing', 'incoming')", name="direction_known"),
        CheckConstraint("(number IS NULL) OR (notation IS NOT NULL)", name="number_has_notation"),
        Index("ix_documents_agency_direction", "agency_id", "direction", "id"),
        Index("ix_documents_agency_number", "agency_id", "number", "notation"),
    )

    id: Mapped[Key]
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))
    direction: Mapped[str] = mapped_column(String(10))
    kind: Mapped[Slug] = mapped_column(refers_to("document_kinds.slug"))
    issuing_agency_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("agencies.id"))
    issuing_agency_name: Mapped[Name]
    number: Mapped[str | None] = mapped_column(String(20))  # as printed: 07, or 12a on a received paper
    notation: Mapped[str | None] = mapped_column(String(60))  # ký hiệu: QĐ-UBND
    issued_on: Mapped[Day | None]
    subject: Mapped[LongText]
    urgency: Mapped[str] = mapped_column(String(20))
    signer_name: Mapped[Name | None]
    signer_lines: Mapped[JsonList]
    page_count: Mapped[int | None]
    printed_recipients: Mapped[JsonList]
    electronic_bar: Mapped[str | None] = mapped_column(String(300))  # the rule that keeps it off the network
    created_at: Mapped[Moment]
    revision: Mapped[int]

    @property
    def full_number(self) -> str | None:
        """Number and notation as printed: ``12/QĐ-UBND``; Party bodies write ``12-CV/ĐU``."""
        if not self.number:
            return None
        mark = "" if not self.notation or self.notation.startswith("-") else "/"
        return f"{self.number}{mark}{self.notation or ''}"


class DocumentFile(Base):
    """A file of a document; its bytes are in its versions."""

    __tablename__ = "document_files"

    id: Mapped[Key]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    name: Mapped[Name]
    media_type: Mapped[str] = mapped_column(String(100))
    removed_at: Mapped[Moment | None]


class FileVersion(Base):
    """One immutable state of a file: a SHA-256 in the store. The highest ordinal is the current one."""

    __tablename__ = "file_versions"
    __table_args__ = (UniqueConstraint("file_id", "ordinal"),)

    id: Mapped[Key]
    file_id: Mapped[uuid.UUID] = mapped_column(refers_to("document_files.id"))
    ordinal: Mapped[int]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[str] = mapped_column(String(20))
    page_count: Mapped[int | None]
    created_at: Mapped[Moment]
    post_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("posts.id"))


class NumberSeries(Base):
    """The numbers of one agency, purpose and year; ``last_number`` is taken under a row lock."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("agency_id", "code", "year"),)

    id: Mapped[Key]
    agency_id: Mapped[uuid.UUID] = mapped_column(refers_to("agencies.id"))
    code: Mapped[str] = mapped_column(String(30))  # outgoing, arrival, copy
    year: Mapped[int]
    last_number: Mapped[int]
    last_on: Mapped[Day | None]


class NumberEntry(Base):
    """A number taken: bound to one document for good. A void one stays, with its reason."""

    __tablename__ = "number_entries"
    __table_args__ = (UniqueConstraint("series_id", "number"), UniqueConstraint("series_id", "document_id"))

    id: Mapped[Key]
    series_id: Mapped[uuid.UUID] = mapped_column(refers_to("number_series.id"))
    number: Mapped[int]
    document_id: Mapped[uuid.UUID] = mapped_column(refers_to("documents.id"), index=True)
    taken_on: Mapped[Day]
    taken_at: Mapped[Moment]
    post_id: Mapped[uuid.UUID | None] = mapped_column(refers_to("posts.id"))
    void_reason: Mapped[LongText | None]
