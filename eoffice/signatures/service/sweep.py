"""What is left of signatures that were prepared: sessions nobody came back to, and their prepared files."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from eoffice.core.actor import SYSTEM
from eoffice.core.runtime import Runtime
from eoffice.documents.models import Document
from eoffice.signatures.models import SigningSession
from eoffice.signatures.queries import is_referred


def sweep_signing(runtime: Runtime, session_id: uuid.UUID) -> None:
    """Cancel a session whose time has passed and remove its prepared file; again without effect.

    A session whose time has not passed is left alone.
    """
    if not _close(runtime, session_id):
        return
    put_before = datetime.now(UTC)
    with runtime.read() as session:
        signing = session.get_one(SigningSession, session_id)
        is_needed = is_referred(session, signing.prepared_sha256, besides=session_id)
    if not is_needed:
        runtime.store.delete(signing.prepared_sha256, older_than=put_before)
    with runtime.work(SYSTEM) as work:
        work.session.get_one(SigningSession, session_id).swept_at = work.now


def _close(runtime: Runtime, session_id: uuid.UUID) -> bool:
    with runtime.work(SYSTEM) as work:
        signing = work.session.get(SigningSession, session_id, with_for_update=True)
        if signing is None or signing.swept_at is not None or signing.expires_at > work.now:
            return False
        if signing.completed_at is None and signing.cancelled_at is None:
            signing.cancelled_at = work.now
            document = work.session.get_one(Document, signing.document_id)
            work.record(
                "signing.cancelled",
                signing.id,
                {"document_id": str(document.id)},
                agency_id=document.agency_id,
            )
        return True
