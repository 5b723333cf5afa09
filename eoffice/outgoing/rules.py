"""What may happen to an outgoing document, who may do it, and what must hold first.

The head of the drafting unit answers for the content of everything the unit drafts (NĐ 30/2020/NĐ-CP Điều 12
khoản 1), also of what he drafted himself: he may then approve the content himself, as a separate act that is
recorded with his name. Nobody else can stand in for the head.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from eoffice.core.actor import Role
from eoffice.core.errors import DomainError, Invalid
from eoffice.core.messages import N_
from eoffice.core.states import Fact, StateTable, Transition
from eoffice.outgoing.models import OutgoingState, ReviewKind

REASON_LENGTH = 1000
PROPOSAL_LENGTH = 4000

DRAFTER = Fact("drafter", N_("Only the officer who drafted the document can do this."))
EDITOR = Fact(
    "editor", N_("Only the officer who drafted the document or the head of the drafting unit can do this.")
)
CONTENT_CHECKER = Fact("content-checker", N_("Only the head of the drafting unit can do this."))
FORM_CHECKER = Fact("form-checker", N_("Only a form checker of this agency can do this."))
REVIEWER = Fact("reviewer", N_("Only the person who has to check the document now can return it."))
SIGNER = Fact("chosen-signer", N_("Only the leader chosen as the signer can do this."))
CLERK = Fact("clerk", N_("Only the clerk of this agency can do this."))

MAIN_FILE = Fact("main-file", N_("Add the main file first, as PDF or a word-processor file."))
RECEIVERS = Fact("receivers", N_("Name at least one receiver first."))
SIGNER_IN_OFFICE = Fact(
    "signer", N_("The chosen signer does not hold that post today. Choose another signer first.")
)
CODES = Fact(
    "receiver-code",
    N_(
        "A receiver of the electronic channel has no code that is valid today. Choose another channel for it."
    ),
)
FIELDS_OPEN = Fact("open-fields", N_("Number and date already stand in the file."))
FIELDS_FILLED = Fact("filled-fields", N_("Number and date do not stand in the file yet. Fill them in first."))


def _from(*states: OutgoingState) -> frozenset[str]:
    return frozenset(state.value for state in states)


_OPEN = _from(OutgoingState.DRAFTED, OutgoingState.RETURNED)

STATES = StateTable(
    {
        OutgoingState.DRAFTED.value: N_("Drafted"),
        OutgoingState.SUBMITTED.value: N_("Content is checked"),
        OutgoingState.CONTENT_APPROVED.value: N_("Form is checked"),
        OutgoingState.FORM_APPROVED.value: N_("Waits for the signature"),
        OutgoingState.SIGNED.value: N_("Signed"),
        OutgoingState.NUMBERED.value: N_("Numbered"),
        OutgoingState.SEALED.value: N_("Sealed"),
        OutgoingState.ISSUED.value: N_("Issued"),
        OutgoingState.RETURNED.value: N_("Returned to the drafter"),
    },
    [
        Transition(
            "submit",
            N_("Submit"),
            _OPEN,
            OutgoingState.SUBMITTED.value,
            DRAFTER,
            (MAIN_FILE, RECEIVERS, CODES, SIGNER_IN_OFFICE),
        ),
        Transition("change", N_("Change the draft"), _OPEN, None, EDITOR),
        Transition(
            "approve_content",
            N_("Approve the content"),
            _from(OutgoingState.SUBMITTED),
            OutgoingState.CONTENT_APPROVED.value,
            CONTENT_CHECKER,
            (MAIN_FILE,),
        ),
        Transition(
            "approve_form",
            N_("Approve the form"),
            _from(OutgoingState.CONTENT_APPROVED),
            OutgoingState.FORM_APPROVED.value,
            FORM_CHECKER,
            (MAIN_FILE,),
        ),
        Transition(
            "sign",
            N_("Sign"),
            _from(OutgoingState.FORM_APPROVED),
            OutgoingState.SIGNED.value,
            SIGNER,
            (MAIN_FILE, RECEIVERS, SIGNER_IN_OFFICE),
        ),
        Transition(
            "number",
            N_("Give number and date"),
            _from(OutgoingState.SIGNED),
            OutgoingState.NUMBERED.value,
            CLERK,
        ),
        Transition(
            "fill",
            N_("Fill number and date into the file"),
            _from(OutgoingState.NUMBERED),
            None,
            CLERK,
            (FIELDS_OPEN,),
        ),
        Transition(
            "seal",
            N_("Apply the agency's seal"),
            _from(OutgoingState.NUMBERED),
            OutgoingState.SEALED.value,
            CLERK,
            (FIELDS_FILLED,),
        ),
        Transition(
            "issue",
            N_("Issue"),
            _from(OutgoingState.SEALED),
            OutgoingState.ISSUED.value,
            CLERK,
            (RECEIVERS, CODES),
        ),
        Transition(
            "return",
            N_("Return to the drafter"),
            _from(OutgoingState.SUBMITTED, OutgoingState.CONTENT_APPROVED, OutgoingState.FORM_APPROVED),
            OutgoingState.RETURNED.value,
            REVIEWER,
        ),
    ],
)

REVIEW_KINDS: dict[str, ReviewKind] = {
    OutgoingState.SUBMITTED.value: ReviewKind.CONTENT,
    OutgoingState.CONTENT_APPROVED.value: ReviewKind.FORM,
    OutgoingState.FORM_APPROVED.value: ReviewKind.LEADER,
}
"""What is checked while a document is in a state."""

_REVIEWERS = {
    ReviewKind.CONTENT: CONTENT_CHECKER.name,
    ReviewKind.FORM: FORM_CHECKER.name,
    ReviewKind.LEADER: SIGNER.name,
}


@dataclass(frozen=True)
class Situation:
    """What matters about a document and the person who looks at it. ``roles`` are those of the agency."""

    state: str
    roles: frozenset[Role]
    is_drafter: bool
    heads_drafting_unit: bool
    is_signer: bool
    has_main_file: bool
    has_receivers: bool
    receivers_have_codes: bool
    signer_in_office: bool
    fields_filled: bool


def facts(situation: Situation) -> frozenset[str]:
    """The names of the facts that hold."""
    holds = {
        DRAFTER.name: situation.is_drafter,
        EDITOR.name: situation.is_drafter or situation.heads_drafting_unit,
        CONTENT_CHECKER.name: situation.heads_drafting_unit,
        FORM_CHECKER.name: Role.FORM_CHECKER in situation.roles,
        SIGNER.name: situation.is_signer,
        CLERK.name: Role.CLERK in situation.roles,
        MAIN_FILE.name: situation.has_main_file,
        RECEIVERS.name: situation.has_receivers,
        CODES.name: situation.receivers_have_codes,
        SIGNER_IN_OFFICE.name: situation.signer_in_office,
        FIELDS_OPEN.name: not situation.fields_filled,
        FIELDS_FILLED.name: situation.fields_filled,
    }
    holding = {name for name, is_true in holds.items() if is_true}
    kind = REVIEW_KINDS.get(situation.state)
    if kind is not None and _REVIEWERS[kind] in holding:
        holding.add(REVIEWER.name)
    return frozenset(holding)


def allowed_actions(state: str, holding: Collection[str]) -> list[str]:
    """The names of the actions that can be taken now, in table order."""
    return [transition.action for transition in STATES.allowed(state, holding)]


def checked_reason(reason: str) -> str:
    """The reason for returning a document, trimmed; it is needed and has a length."""
    return _checked_text(
        reason, REASON_LENGTH, "reason", "reason-missing", N_("Say why you return the document.")
    )


def checked_proposal(proposal: str) -> str:
    """The text of a submission slip, trimmed; it is needed and has a length."""
    return _checked_text(
        proposal, PROPOSAL_LENGTH, "proposal", "proposal-missing", N_("Say what you propose to the leader.")
    )


def check_issue_day(on: date, signed_on: date, today: date) -> None:
    """Refuse a date of issue before the leader signed or in the future (NĐ 30/2020/NĐ-CP Phụ lục I)."""
    if on > today:
        raise Invalid(
            "day-in-future",
            N_("The date lies in the future."),
            N_("Give today's date or an earlier one."),
            field="on",
        )
    if on < signed_on:
        raise Invalid(
            "day-before-signature",
            N_("The leader signed on %(day)s; the document cannot bear an earlier date."),
            N_("Give that date or a later one."),
            field="on",
            day=signed_on.strftime("%d/%m/%Y"),
        )


def _checked_text(text: str, limit: int, field: str, code: str, missing: str) -> str:
    trimmed = text.strip()
    if not trimmed:
        raise Invalid(code, missing, field=field)
    if len(trimmed) > limit:
        raise _too_long(field, len(trimmed), limit)
    return trimmed


def _too_long(field: str, length: int, limit: int) -> DomainError:
    return Invalid(
        f"{field}-too-long",
        N_("The text has %(length)s characters; %(limit)s are allowed."),
        N_("Shorten it."),
        field=field,
        length=length,
        limit=limit,
    )
