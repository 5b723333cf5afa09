"""The forms of received documents: entering a paper, and each step of the handling."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from werkzeug.wrappers import Response

from eoffice.access.web import form_errors
from eoffice.core.actor import Actor, Role
from eoffice.core.errors import DomainError, Forbidden
from eoffice.core.messages import N_
from eoffice.core.problem import status_of
from eoffice.core.request import current_actor, runtime
from eoffice.core.work import Work
from eoffice.incoming import forms, queries, service
from eoffice.incoming.entering import enter, sent_scan
from eoffice.incoming.rules import CLERK, REASON_LENGTH, STATES
from eoffice.incoming.schemas import (
    AssignIn,
    DirectIn,
    FinishIn,
    NothingIn,
    PaperArrivalIn,
    PresentIn,
    RegisterIn,
    ReturnToSenderIn,
)

pages = Blueprint("incoming", __name__, template_folder="templates")
Answer = Response | str | tuple[str, int]
Verb = Callable[[Work, uuid.UUID, Any], object]


@dataclass(frozen=True)
class Step:
    """One action as a form: what is sent, what it does, and what is said when it is done."""

    schema: type[BaseModel]
    verb: Verb
    done: str


def _direct(work: Work, document_id: uuid.UUID, given: DirectIn) -> None:
    due_on = queries.find_deadline(work.session, work.clock.today(), given.due_on, given.working_days)
    service.direct(work, document_id, given.text, due_on, given.unit_parts)


STEPS: dict[str, Step] = {
    "accept": Step(
        NothingIn,
        lambda work, it, given: service.accept(work, it),
        N_("The document is accepted. Register it next."),
    ),
    "return": Step(
        ReturnToSenderIn,
        lambda work, it, given: service.return_to_sender(work, it, given.reason),
        N_("The document goes back to its sender with your reason."),
    ),
    "register": Step(
        RegisterIn,
        lambda work, it, given: service.register(work, it, given.on),
        N_("The document is registered and has its arrival number."),
    ),
    "present": Step(
        PresentIn,
        lambda work, it, given: service.present(work, it, given.post_id),
        N_("The document is presented. The leader directs it next."),
    ),
    "direct": Step(DirectIn, _direct, N_("The directive is written. The units see what they have to do.")),
    "assign": Step(
        AssignIn,
        lambda work, it, given: service.assign(work, it, given.post_id, given.part, given.note),
        N_("The part is given."),
    ),
    "finish": Step(
        FinishIn,
        lambda work, it, given: service.finish(work, it, given.result, given.answer_id),
        N_("The document is handled."),
    ),
}


@pages.get("/arrivals/new")
def new_paper() -> Answer:
    """An empty form for a paper or an e-mail."""
    return _paper_form(current_actor("arrivals:write"), {})


@pages.post("/arrivals/new")
def enter_paper() -> Answer:
    """Enter what came."""
    actor = current_actor("arrivals:write")
    try:
        with runtime().read() as session:
            sent = forms.sent_paper(session, request.form, runtime().clock.today())
        document_id = enter(runtime(), actor, PaperArrivalIn.model_validate(sent), sent_scan(request.files))
    except ValidationError as error:
        return _paper_form(actor, form_errors(error)), 422
    except DomainError as error:
        if not error.fields:
            raise
        return _paper_form(actor, form_errors(error)), status_of(error)
    return _shown(document_id, _("The document is entered. Register it next."))


@pages.get("/arrivals/<uuid:document_id>/<any(return,register,present,direct,assign,finish):action>")
def step(document_id: uuid.UUID, action: str) -> Answer:
    """The form of one step."""
    return _step_form(current_actor("arrivals:write"), document_id, action, {})


@pages.post("/arrivals/<uuid:document_id>/<any(accept,return,register,present,direct,assign,finish):action>")
def take_step(document_id: uuid.UUID, action: str) -> Answer:
    """Do one step; what is wrong with a field is said beside it."""
    actor = current_actor("arrivals:write")
    chosen = STEPS[action]
    try:
        given = chosen.schema.model_validate(forms.sent_step(request.form))
        with runtime().work(actor) as work:
            chosen.verb(work, document_id, given)
    except ValidationError as error:
        return _step_form(actor, document_id, action, form_errors(error)), 422
    except DomainError as error:
        if not error.fields:
            raise
        return _step_form(actor, document_id, action, form_errors(error)), status_of(error)
    return _shown(document_id, _(chosen.done))


def _paper_form(actor: Actor, errors: dict[str, str]) -> str:
    if not actor.has(Role.CLERK):
        raise Forbidden("not-allowed", CLERK.missing)
    today = runtime().clock.today()
    with runtime().read() as session:
        kinds = forms.kind_choices(session)
        agencies = forms.agency_names(session, today)
    return render_template(
        "incoming/paper.html",
        given=request.form,
        errors=forms.shown_errors(errors),
        kinds=kinds,
        agencies=agencies,
        max_bytes=runtime().settings.limits.upload_bytes,
    )


def _step_form(actor: Actor, document_id: uuid.UUID, action: str, errors: dict[str, str]) -> str:
    today = runtime().clock.today()
    with runtime().read() as session:
        whole = queries.get_whole_arrival(session, actor, document_id, today)
        STATES.check(action, whole.arrival.state, whole.facts)
        choices = forms.step_choices(session, actor, whole, action, today)
    return render_template(
        "incoming/step.html",
        action=action,
        title=_(STATES.transitions[action].label),
        document=whole.document,
        choices=choices,
        given=request.form,
        errors=forms.shown_errors(errors),
        today=today,
        reason_length=REASON_LENGTH,
    )


def _shown(document_id: uuid.UUID, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("arrival_pages.show", document_id=document_id), 303)
