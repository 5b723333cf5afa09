"""What the reviewers do: approve content, approve form, or give the document back with a reason."""

from __future__ import annotations

import uuid

from eoffice.core.work import Work
from eoffice.documents import queries as documents
from eoffice.outgoing.models import Review
from eoffice.outgoing.rules import REVIEW_KINDS, checked_reason
from eoffice.outgoing.service.stepping import Step, begin


def approve_content(work: Work, document_id: uuid.UUID) -> None:
    """The head of the drafting unit answers for the content; the form checker is next."""
    step = begin(work, document_id, "approve_content")
    _keep_review(work, step, "approved", None)
    step.advance()
    work.record("document.content_approved", document_id)


def approve_form(work: Work, document_id: uuid.UUID) -> None:
    """The form checker finds form and layout in order; the leader is next."""
    step = begin(work, document_id, "approve_form")
    _keep_review(work, step, "approved", None)
    step.advance()
    work.record("document.form_approved", document_id)


def return_(work: Work, document_id: uuid.UUID, reason: str) -> None:
    """Give the document back to its drafter. Raises Invalid ``reason-missing`` or ``reason-too-long``."""
    text = checked_reason(reason)
    step = begin(work, document_id, "return")
    kind = _keep_review(work, step, "returned", text)
    step.advance()
    work.record("document.returned", document_id, {"kind": kind})


def _keep_review(work: Work, step: Step, decision: str, reason: str | None) -> str:
    """Keep who decided what about exactly which bytes; return the kind of review."""
    kind = REVIEW_KINDS[step.course.state].value
    file = documents.main_file(work.session, step.document.id)
    work.session.add(
        Review(
            document_id=step.document.id,
            kind=kind,
            decision=decision,
            reason=reason,
            post_id=work.actor.post_id,
            reviewed_at=work.now,
            file_sha256=documents.current_version(work.session, file.id).sha256,
        )
    )
    return kind
