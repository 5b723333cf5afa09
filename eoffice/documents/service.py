"""Changing documents, their files and versions. What a document may undergo when, its own feature decides."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from eoffice.core.errors import Conflict, Invalid
from eoffice.core.ids import uuid7
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.documents import queries
from eoffice.documents.intake import ReceivedFile
from eoffice.documents.models import (
    Direction,
    Document,
    DocumentFile,
    DocumentKind,
    FileRole,
    FileVersion,
    KindAbbreviation,
    Urgency,
    VersionOrigin,
)
from eoffice.documents.rules import one_line
from eoffice.settings import CONFIG_FOLDER

KINDS_FILE = CONFIG_FOLDER / "kinds.toml"


def ensure_kinds(work: Work) -> int:
    """Bring the kinds of ``config/kinds.toml`` into the database; return how many were new.

    A kind that is there keeps its abbreviations: they are dated, and a change of one is a new row.
    """
    wanted = tomllib.loads(KINDS_FILE.read_text("utf-8"))
    known = {kind.slug: kind for kind in queries.list_kinds(work.session)}
    added = 0
    for position, kind in enumerate(wanted["kinds"], 1):
        row = known.get(kind["slug"])
        if row is not None:
            row.name_vi, row.name_en, row.position = kind["name_vi"], kind["name_en"], position
            continue
        added += 1
        work.session.add(
            DocumentKind(
                slug=kind["slug"], name_vi=kind["name_vi"], name_en=kind["name_en"], position=position
            )
        )
        work.session.flush()
        if "abbreviation" in kind:
            work.session.add(
                KindAbbreviation(
                    kind=kind["slug"], abbreviation=kind["abbreviation"], valid_from=wanted["valid_from"]
                )
            )
    work.session.flush()
    return added


def draft_document(
    work: Work,
    *,
    agency_id: uuid.UUID,
    direction: Direction,
    kind: str,
    subject: str,
    urgency: Urgency,
    issuing_agency_name: str,
    issuing_agency_id: uuid.UUID | None = None,
    signer_name: str | None = None,
    signer_lines: Sequence[str] = (),
    **values: Any,  # noqa: ANN401 - further columns of a received document: number, notation, issued_on …
) -> Document:
    """Add a document of ``agency_id`` and return it, flushed. The feature that asks records its own event."""
    if queries.find_kind(work.session, kind) is None:
        raise unknown_kind()
    document = Document(
        id=uuid7(),
        agency_id=agency_id,
        direction=direction.value,
        kind=kind,
        issuing_agency_id=issuing_agency_id,
        issuing_agency_name=issuing_agency_name,
        subject=one_line(subject),
        urgency=urgency.value,
        signer_name=signer_name,
        signer_lines=list(signer_lines),
        created_at=work.now,
        revision=1,
        **({"printed_recipients": []} | values),
    )
    work.session.add(document)
    work.session.flush()
    return document


def unknown_kind() -> Invalid:
    """The error for a kind that is not in the catalogue."""
    return Invalid(
        "kind-unknown",
        N_("This kind of document is not known."),
        N_("Choose one of the kinds offered."),
        field="kind",
    )


def add_file(work: Work, document_id: uuid.UUID, received: ReceivedFile, role: FileRole) -> DocumentFile:
    """Add a file that is in the store to a document; a new main file takes the place of the one before.

    The word-processor file it was converted from is kept beside it as ``source``.
    """
    document = work.session.get_one(Document, document_id)
    if role is FileRole.MAIN:
        _remove_role(work, document_id, FileRole.MAIN)
        _remove_role(work, document_id, FileRole.SOURCE)
        document.page_count = received.page_count
        if received.source is not None:
            _insert_file(work, document_id, received.source, FileRole.SOURCE)
    document.revision += 1
    return _insert_file(work, document_id, received, role)


def remove_file(work: Work, document_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Take a file off a document; its row and versions stay as history."""
    document = work.session.get_one(Document, document_id)
    file = work.session.get(DocumentFile, file_id)
    if file is None or file.document_id != document_id or file.removed_at is not None:
        raise queries.no_such_file()
    file.removed_at = work.now
    if file.role == FileRole.MAIN.value:
        document.page_count = None
        _remove_role(work, document_id, FileRole.SOURCE)
    document.revision += 1
    work.session.flush()
    work.record("file.removed", document_id, {"file_id": str(file_id)})


def add_version(
    work: Work,
    file_id: uuid.UUID,
    base_ordinal: int,
    sha256: str,
    size: int,
    origin: VersionOrigin,
    page_count: int | None = None,
) -> FileVersion:
    """Add a version to a file, made from version ``base_ordinal``.

    Raises Conflict ``file-changed`` when another version has come since.
    """
    file = work.session.scalars(
        select(DocumentFile)
        .where(DocumentFile.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    current = queries.current_version(work.session, file_id)
    if current.ordinal != base_ordinal or file.removed_at is not None:
        raise Conflict(
            "file-changed",
            N_("The file has changed since you opened it."),
            N_("Open the document again, read it, and do it once more."),
        )
    version = FileVersion(
        id=uuid7(),
        file_id=file_id,
        ordinal=base_ordinal + 1,
        sha256=sha256,
        size=size,
        origin=origin.value,
        page_count=page_count if page_count is not None else current.page_count,
        created_at=work.now,
        post_id=work.actor.post_id,
    )
    work.session.add(version)
    document = work.session.get_one(Document, file.document_id)
    document.revision += 1
    if file.role == FileRole.MAIN.value:
        document.page_count = version.page_count
    work.session.flush()
    return version


def check_revision(document: Document, revision: int) -> None:
    """Refuse a change made on the sight of an older state of the document."""
    if document.revision != revision:
        raise Conflict(
            "document-changed",
            N_("Somebody changed this document after you opened it. Your changes were not saved."),
            N_("Open it again, look at what was changed, and enter your changes once more."),
        )


def change_document(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Set columns of a document whose row the caller has locked, and count the change."""
    for name, value in values.items():
        setattr(document, name, value)
    document.revision += 1
    work.session.flush()


def _remove_role(work: Work, document_id: uuid.UUID, role: FileRole) -> None:
    rows = work.session.scalars(
        select(DocumentFile).where(
            DocumentFile.document_id == document_id,
            DocumentFile.role == role.value,
            DocumentFile.removed_at.is_(None),
        )
    )
    for row in rows.all():
        row.removed_at = work.now
        work.record("file.removed", document_id, {"file_id": str(row.id)})
    work.session.flush()


def _insert_file(work: Work, document_id: uuid.UUID, received: ReceivedFile, role: FileRole) -> DocumentFile:
    last = work.session.scalar(
        select(func.max(DocumentFile.position)).where(DocumentFile.document_id == document_id)
    )
    file = DocumentFile(
        id=uuid7(),
        document_id=document_id,
        role=role.value,
        position=(last or 0) + 1,
        name=received.name,
        media_type=received.media_type,
    )
    work.session.add(file)
    work.session.flush()
    work.session.add(
        FileVersion(
            file_id=file.id,
            ordinal=1,
            sha256=received.sha256,
            size=received.size,
            origin=received.origin.value,
            page_count=received.page_count,
            created_at=work.now,
            post_id=work.actor.post_id,
        )
    )
    work.session.flush()
    work.record(
        "file.added",
        document_id,
        {"file_id": str(file.id), "role": role.value, "sha256": received.sha256},
        agency_id=_agency_of(work, document_id),
    )
    return file


def _agency_of(work: Work, document_id: uuid.UUID) -> uuid.UUID:
    return work.session.get_one(Document, document_id).agency_id
