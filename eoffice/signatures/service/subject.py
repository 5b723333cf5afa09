"""The file a signature is about: the main file of a document, in the version it has now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from eoffice.core.actor import Actor
from eoffice.core.errors import Conflict
from eoffice.core.messages import N_
from eoffice.core.runtime import Runtime
from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.documents.models import Document, DocumentFile, FileVersion


@dataclass(frozen=True)
class SignedFile:
    """A document's main file and its current version, read outside a transaction."""

    document: Document
    file: DocumentFile
    version: FileVersion

    @property
    def title(self) -> str:
        """The line of the text under which the leader's mark stands."""
        return str(self.document.signer_lines[-1]) if self.document.signer_lines else ""


def read_subject(session: Session, actor: Actor, document_id: uuid.UUID) -> SignedFile:
    """The main file of a document of the actor's agency. Raises ``NotFound``."""
    document = documents.get_document(session, actor, document_id)
    file = documents.main_file(session, document.id)
    return SignedFile(document, file, documents.current_version(session, file.id))


@contextmanager
def open_version(runtime: Runtime, sha256: str) -> Iterator[BinaryIO]:
    """The bytes of a version."""
    with runtime.store.open(sha256) as file:
        yield file


def lock_version(work: Work, file_id: uuid.UUID, version_id: uuid.UUID) -> FileVersion:
    """Keep others from adding a version until the transaction ends. The document is locked before its file.

    Raises ``Conflict`` ``file-changed`` unless ``version_id`` is still the current one.
    """
    file = work.session.scalars(
        select(DocumentFile)
        .where(DocumentFile.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if file.removed_at is not None:
        raise file_changed()
    current = documents.current_version(work.session, file_id)
    if current.id != version_id:
        raise file_changed()
    return current


def file_changed() -> Conflict:
    """The answer when bytes other than those that were read are current now."""
    return Conflict(
        "file-changed",
        N_("The file has changed since it was prepared for signing."),
        N_("Open the document again, read it, and start once more."),
    )
