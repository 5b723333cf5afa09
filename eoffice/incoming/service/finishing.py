"""Marking a received document as handled."""

from __future__ import annotations

import uuid

from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.work import Work
from eoffice.documents.models import Direction, Document
from eoffice.incoming.service.taking import take


def finish(work: Work, document_id: uuid.UUID, result: str, answer_id: uuid.UUID | None = None) -> None:
    """Close the handling with its result and, when there is one, the outgoing document that answers.

    Raises ``Invalid`` when the result is missing or the answer is not an outgoing document of this agency.
    """
    taken = take(work, document_id, "finish")
    if not result.strip():
        raise Invalid(
            "result-missing",
            N_("What was the result?"),
            N_("Say in a sentence how the document was handled."),
            field="result",
        )
    if answer_id is not None:
        _check_answer(work, answer_id)
    taken.arrival.result = result.strip()
    taken.arrival.answer_id = answer_id
    taken.arrival.finished_at = work.now
    taken.arrival.state = taken.target
    work.record("document.finished", document_id, {"finished_on": work.clock.today().isoformat()})


def _check_answer(work: Work, answer_id: uuid.UUID) -> None:
    answer = work.session.get(Document, answer_id)
    is_ours = answer is not None and answer.agency_id == work.actor.agency_id
    if answer is None or not is_ours or answer.direction != Direction.OUTGOING:
        raise Invalid(
            "no-such-answer",
            N_("This agency has no such outgoing document."),
            N_("Choose the answering document from the list, or leave it empty."),
            field="answer_id",
        )
