"""Reading documents, their files and kinds. A person sees only what their own agency holds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import NotFound
from eoffice.core.messages import N_
from eoffice.documents.models import (
    Document,
    DocumentFile,
    DocumentKind,
    FileRole,
    FileVersion,
    KindAbbreviation,
)
from eoffice.ledger.models import EventRow


@dataclass(frozen=True)
class FileState:
    """A file with its current version."""

    file: DocumentFile
    version: FileVersion


def get_document(session: Session, actor: Actor, document_id: uuid.UUID) -> Document:
    """The document, when the actor's agency holds it; else NotFound, whether it exists or not."""
    document = session.get(Document, document_id)
    if document is None or document.agency_id != actor.agency_id:
        raise no_such_document()
    return document


def lock_document(session: Session, actor: Actor, document_id: uuid.UUID) -> Document:
    """As ``get_document``, with the row locked until the transaction ends."""
    document = session.scalars(
        select(Document)
        .where(Document.id == document_id, Document.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if document is None:
        raise no_such_document()
    return document


def no_such_document() -> NotFound:
    """The answer for a document that is not there, or not for this person to know of."""
    return NotFound(
        "no-such-document",
        N_("There is no such document in your agency."),
        N_("Check the address, or act in the post from which you can see it."),
    )


def get_file(session: Session, actor: Actor, document_id: uuid.UUID, file_id: uuid.UUID) -> FileState:
    """A file of a document that the actor's agency holds, with its current version."""
    get_document(session, actor, document_id)
    for found in list_files(session, document_id):
        if found.file.id == file_id:
            return found
    raise no_such_file()


def no_such_file() -> NotFound:
    """The answer for a file that the document does not have, or has no more."""
    return NotFound(
        "no-such-file",
        N_("The document has no such file."),
        N_("Open the document again to see its files."),
    )


def list_files(session: Session, document_id: uuid.UUID) -> list[FileState]:
    """The files of a document with their current versions: the main file first, removed ones left out."""
    latest = (
        select(FileVersion.file_id, func.max(FileVersion.ordinal).label("ordinal"))
        .join(DocumentFile, DocumentFile.id == FileVersion.file_id)
        .where(DocumentFile.document_id == document_id, DocumentFile.removed_at.is_(None))
        .group_by(FileVersion.file_id)
        .subquery()
    )
    rows = session.execute(
        select(DocumentFile, FileVersion)
        .join(latest, latest.c.file_id == DocumentFile.id)
        .join(
            FileVersion,
            (FileVersion.file_id == DocumentFile.id) & (FileVersion.ordinal == latest.c.ordinal),
        )
    )
    order = list(FileRole)
    found = [FileState(file, version) for file, version in rows]
    return sorted(found, key=lambda item: (order.index(FileRole(item.file.role)), item.file.position))


def list_deliverable_files(session: Session, document_id: uuid.UUID) -> list[FileState]:
    """The files that go to receivers: the main file and the annexes, never supporting papers or sources."""
    return [
        item
        for item in list_files(session, document_id)
        if item.file.role in (FileRole.MAIN.value, FileRole.ANNEX.value)
    ]


def find_main_file(session: Session, document_id: uuid.UUID) -> DocumentFile | None:
    """The main file of a document, when it has one."""
    return session.scalars(
        select(DocumentFile).where(
            DocumentFile.document_id == document_id,
            DocumentFile.role == FileRole.MAIN.value,
            DocumentFile.removed_at.is_(None),
        )
    ).one_or_none()


def main_file(session: Session, document_id: uuid.UUID) -> DocumentFile:
    """The main file of a document; NotFound when it has none."""
    found = find_main_file(session, document_id)
    if found is None:
        raise NotFound(
            "no-main-file",
            N_("The document has no main file yet."),
            N_("Add a PDF or a word-processor file."),
        )
    return found


def current_version(session: Session, file_id: uuid.UUID) -> FileVersion:
    """The newest version of a file; every file has at least one."""
    return session.scalars(
        select(FileVersion)
        .where(FileVersion.file_id == file_id)
        .order_by(FileVersion.ordinal.desc())
        .limit(1)
    ).one()


def list_kinds(session: Session) -> Sequence[DocumentKind]:
    """All kinds of documents in the order of the decree."""
    return session.scalars(select(DocumentKind).order_by(DocumentKind.position)).all()


def find_kind(session: Session, slug: str) -> DocumentKind | None:
    """The kind of this slug, if there is one."""
    return session.get(DocumentKind, slug)


def find_abbreviation(session: Session, kind: str, day: date) -> str | None:
    """The abbreviation a kind has on ``day``; official letters and formal notes have none."""
    return session.scalar(
        select(KindAbbreviation.abbreviation).where(
            KindAbbreviation.kind == kind,
            KindAbbreviation.valid_from <= day,
            or_(KindAbbreviation.valid_to.is_(None), KindAbbreviation.valid_to >= day),
        )
    )


def list_history(session: Session, document_id: uuid.UUID) -> Sequence[EventRow]:
    """What the ledger holds about a document, the earliest first."""
    return session.scalars(
        select(EventRow).where(EventRow.subject_id == document_id).order_by(EventRow.id)
    ).all()
