"""The JSON door of received documents. Every verb answers with the document as it is then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import request

from eoffice.core.actor import Actor
from eoffice.core.endpoint import Api
from eoffice.core.errors import Invalid
from eoffice.core.messages import N_
from eoffice.core.request import runtime
from eoffice.core.work import Work
from eoffice.incoming import queries, service
from eoffice.incoming.entering import enter, sent_scan
from eoffice.incoming.reading import answer_of, summary_of
from eoffice.incoming.schemas import (
    ArrivalOut,
    ArrivalsOut,
    ArrivalsQuery,
    AssignIn,
    DirectIn,
    FinishIn,
    PaperArrivalIn,
    PresentIn,
    RegisterIn,
    ReturnToSenderIn,
)

api = Api("incoming")
READ, WRITE = "arrivals:read", "arrivals:write"
ONE = "/arrivals/<uuid:document_id>"


def _read(actor: Actor, document_id: uuid.UUID) -> ArrivalOut:
    today = runtime().clock.today()
    with runtime().read() as session:
        return answer_of(queries.get_whole_arrival(session, actor, document_id, today), today)


def _do(actor: Actor, document_id: uuid.UUID, verb: Callable[..., Any], *arguments: object) -> ArrivalOut:
    with runtime().work(actor) as work:
        verb(work, document_id, *arguments)
    return _read(actor, document_id)


@api.get("/arrivals", scope=READ, summary="Received documents, the newest first")
def list_arrivals(actor: Actor, query: ArrivalsQuery) -> ArrivalsOut:
    """Of the agency of the person's post."""
    today = runtime().clock.today()
    states = [query.state.value] if query.state else []
    with runtime().read() as session:
        page = queries.list_arrivals(session, actor.agency_id, states, query.cursor)
    return ArrivalsOut(
        items=[summary_of(arrival, document, today) for arrival, document in page.rows],
        next_cursor=page.next_cursor,
    )


@api.get(ONE, scope=READ, summary="One received document")
def show_arrival(actor: Actor, document_id: uuid.UUID) -> ArrivalOut:
    """With what was found in its file, who handles it, and what the person may do with it now."""
    return _read(actor, document_id)


@api.post(
    "/arrivals",
    scope=WRITE,
    summary="Enter a paper or an e-mail: a JSON object, or multipart with the same fields and a PDF as file",
    status=201,
    takes_files=True,
    replays=_read,
)
def enter_arrival(actor: Actor) -> ArrivalOut:
    """It counts as accepted."""
    given = PaperArrivalIn.model_validate(_sent_fields())
    return _read(actor, enter(runtime(), actor, given, sent_scan(request.files)))


@api.post(ONE + "/accept", scope=WRITE, summary="Accept a document that has arrived", replays=_read)
def accept_arrival(actor: Actor, document_id: uuid.UUID) -> ArrivalOut:
    """By a clerk."""
    return _do(actor, document_id, service.accept)


@api.post(ONE + "/return", scope=WRITE, summary="Return a document to its sender", replays=_read)
def return_arrival(actor: Actor, document_id: uuid.UUID, body: ReturnToSenderIn) -> ArrivalOut:
    """By a clerk, before it is registered; the sender reads the reason."""
    return _do(actor, document_id, service.return_to_sender, body.reason)


@api.post(ONE + "/register", scope=WRITE, summary="Enter a document in the arrival register", replays=_read)
def register_arrival(actor: Actor, document_id: uuid.UUID, body: RegisterIn) -> ArrivalOut:
    """It gets the next arrival number of its year."""
    return _do(actor, document_id, service.register, body.on)


@api.post(ONE + "/present", scope=WRITE, summary="Present a document to a leader", replays=_read)
def present_arrival(actor: Actor, document_id: uuid.UUID, body: PresentIn) -> ArrivalOut:
    """By a clerk."""
    return _do(actor, document_id, service.present, body.post_id)


@api.post(ONE + "/direct", scope=WRITE, summary="Write the directive", replays=_read)
def direct_arrival(actor: Actor, document_id: uuid.UUID, body: DirectIn) -> ArrivalOut:
    """By the leader to whom it was presented."""

    def verb(work: Work, document_id: uuid.UUID) -> None:
        due_on = queries.find_deadline(work.session, work.clock.today(), body.due_on, body.working_days)
        service.direct(work, document_id, body.text, due_on, body.unit_parts)

    return _do(actor, document_id, verb)


@api.post(ONE + "/assign", scope=WRITE, summary="Give a person a part in handling a document", replays=_read)
def assign_arrival(actor: Actor, document_id: uuid.UUID, body: AssignIn) -> ArrivalOut:
    """By the head of the person's unit, or the leader who directed."""
    return _do(actor, document_id, service.assign, body.post_id, body.part, body.note)


@api.post(ONE + "/finish", scope=WRITE, summary="Mark a document as handled", replays=_read)
def finish_arrival(actor: Actor, document_id: uuid.UUID, body: FinishIn) -> ArrivalOut:
    """By the officer in charge or the head of the lead unit."""
    return _do(actor, document_id, service.finish, body.result, body.answer_id)


def _sent_fields() -> dict[str, Any]:
    if not request.is_json:
        return request.form.to_dict()
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Invalid(
            "not-json",
            N_("The request does not hold a JSON object."),
            N_("Send a JSON object with the content type application/json."),
        )
    return found
