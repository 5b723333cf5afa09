"""Jobs of exchange. Each may run twice, or be killed at any point, and has the result of once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from eoffice.core.actor import SYSTEM
from eoffice.core.runtime import JobHandler, Runtime
from eoffice.documents.queries import current_version, list_deliverable_files, main_file
from eoffice.exchange.models import Transmission, TransportState
from eoffice.exchange.rules import DELIVERY_BROKE, FILE_LOST, STORE_SILENT
from eoffice.exchange.service import hand_over, note_failure
from eoffice.signatures.models import VerificationRecord
from eoffice.signatures.queries import find_verification
from eoffice.signatures.service import verify_stored
from storage.errors import FileCorrupt, FileMissing, StorageError


def deliver(runtime: Runtime, payload: Mapping[str, Any]) -> None:
    """Deliver one transmission: check and verify the stored bytes, then let them arrive and confirm it.

    ``payload``: ``{"transmission_id": …}``. When it fails, the transmission says why before the error goes on
    to whoever runs the job.
    """
    transmission_id = uuid.UUID(payload["transmission_id"])
    with runtime.read() as session:
        transmission = session.get_one(Transmission, transmission_id)
        if transmission.transport == TransportState.ACKNOWLEDGED:
            return
    try:
        sha256 = _check_files(runtime, transmission)
        record = _verification(runtime, transmission, sha256)
        with runtime.work(SYSTEM) as work:
            hand_over(work, transmission_id, sha256, record.id)
    except Exception as error:
        failure, is_lasting = _failure_of(error)
        with runtime.work(SYSTEM) as work:
            note_failure(work, transmission_id, failure, is_lasting=is_lasting)
        raise


def _check_files(runtime: Runtime, transmission: Transmission) -> str:
    """See that the bytes of every file to be delivered are there and sound; return the main file's hash."""
    with runtime.read() as session:
        files = list_deliverable_files(session, transmission.document_id)
        main = current_version(session, main_file(session, transmission.document_id).id).sha256
    for found in files:
        runtime.store.open(found.version.sha256).close()
    return main


def _verification(runtime: Runtime, transmission: Transmission, sha256: str) -> VerificationRecord:
    """The bytes are verified once for all receivers of one issue, and once more when that broke off."""
    with runtime.read() as session:
        record = find_verification(session, sha256)
    if record is not None and record.verdict != "error" and record.checked_at >= transmission.queued_at:
        return record
    return verify_stored(runtime, sha256)


def _failure_of(error: Exception) -> tuple[str, bool]:
    if isinstance(error, FileMissing | FileCorrupt):
        return FILE_LOST, True
    if isinstance(error, StorageError):
        return STORE_SILENT, False
    return DELIVERY_BROKE, False


HANDLERS: dict[str, JobHandler] = {"deliver": deliver}
