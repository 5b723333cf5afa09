"""Received documents as the API answers them."""

from __future__ import annotations

from datetime import date

from eoffice.documents.models import Document
from eoffice.documents.queries import FileState
from eoffice.incoming.models import Arrival, Assignment, AssignmentPart, Directive
from eoffice.incoming.queries import WholeArrival, is_late
from eoffice.incoming.schemas import (
    ArrivalOut,
    ArrivalSummary,
    AssignmentOut,
    DirectiveOut,
    FoundSignatureOut,
    ReceivedFileOut,
    VerificationOut,
)
from eoffice.signatures.models import VerificationRecord
from signing import verification_from_data


def summary_of(arrival: Arrival, document: Document, today: date) -> ArrivalSummary:
    """One line of the list."""
    return ArrivalSummary.model_validate(_summary(arrival, document, today))


def answer_of(whole: WholeArrival, today: date) -> ArrivalOut:
    """A received document with everything known of its handling."""
    arrival = whole.arrival
    return ArrivalOut.model_validate(
        _summary(arrival, whole.document, today)
        | {
            "revision": whole.document.revision,
            "accepted_at": arrival.accepted_at,
            "returned_at": arrival.returned_at,
            "return_reason": arrival.return_reason,
            "registered_at": arrival.registered_at,
            "presented_to_id": arrival.presented_to_id,
            "finished_at": arrival.finished_at,
            "result": arrival.result,
            "answer_id": arrival.answer_id,
            "verification": _verification(whole.verification),
            "directive": _directive(whole.directive),
            "assignments": [_assignment(row) for row in whole.assignments],
            "files": [_file(item) for item in whole.files],
            "twins": [twin.id for twin in whole.twins],
            "allowed_actions": whole.allowed_actions,
        }
    )


def _summary(arrival: Arrival, document: Document, today: date) -> dict[str, object]:
    return {
        "id": document.id,
        "state": arrival.state,
        "channel": arrival.channel,
        "legal_form": arrival.legal_form,
        "issuing_agency_id": document.issuing_agency_id,
        "issuing_agency_name": document.issuing_agency_name,
        "full_number": document.full_number,
        "issued_on": document.issued_on,
        "kind": document.kind,
        "subject": document.subject,
        "urgency": document.urgency,
        "arrival_number": arrival.arrival_number,
        "arrival_on": arrival.arrival_on,
        "arrived_at": arrival.arrived_at,
        "due_on": arrival.due_on,
        "is_overdue": is_late(arrival, today),
    }


def _verification(record: VerificationRecord | None) -> VerificationOut | None:
    if record is None:
        return None
    found = verification_from_data(record.report)
    return VerificationOut(
        verdict=record.verdict,
        reasons=list(found.reasons),
        checked_at=record.checked_at,
        signatures=[
            FoundSignatureOut(
                signer=report.signer,
                level=report.level,
                integrity=report.integrity,
                claimed_at=report.claimed_at,
                proven_at=report.proven_at,
                time=report.time,
                reasons=list(report.reasons),
            )
            for report in found.signatures
        ],
    )


def _directive(row: Directive | None) -> DirectiveOut | None:
    if row is None:
        return None
    return DirectiveOut(text=row.text, due_on=row.due_on, post_id=row.post_id, directed_at=row.directed_at)


def _assignment(row: Assignment) -> AssignmentOut:
    return AssignmentOut(
        part=AssignmentPart(row.part),
        unit_id=row.unit_id,
        post_id=row.post_id,
        assigned_by_id=row.assigned_by_id,
        assigned_at=row.assigned_at,
        note=row.note,
    )


def _file(item: FileState) -> ReceivedFileOut:
    return ReceivedFileOut(
        id=item.file.id,
        role=item.file.role,
        name=item.file.name,
        media_type=item.file.media_type,
        size=item.version.size,
        sha256=item.version.sha256,
        page_count=item.version.page_count,
    )
