"""The state table: every state with every action, for everybody."""

from __future__ import annotations

import itertools

import pytest

from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, DomainError, Forbidden
from eoffice.outgoing.models import OutgoingState
from eoffice.outgoing.rules import STATES, Situation, allowed_actions, facts

# What can be taken from each state when everything holds and the person is everybody at once.
POSSIBLE = {
    "drafted": {"submit", "change"},
    "returned": {"submit", "change"},
    "submitted": {"approve_content", "return"},
    "content_approved": {"approve_form", "return"},
    "form_approved": {"sign", "return"},
    "signed": {"number"},
    "numbered": {"fill", "seal"},
    "sealed": {"issue"},
    "issued": set(),
}
# Who alone may take it.
PERFORMERS = {
    "submit": {"drafter"},
    "change": {"drafter", "head"},
    "approve_content": {"head"},
    "approve_form": {"checker"},
    "sign": {"leader"},
    "number": {"clerk"},
    "fill": {"clerk"},
    "seal": {"clerk"},
    "issue": {"clerk"},
}
RETURNERS = {"submitted": "head", "content_approved": "checker", "form_approved": "leader"}
EVERYBODY = ("drafter", "head", "checker", "leader", "clerk")


def situation(state: str, *people: str, fields_filled: bool = False, holds: bool = True) -> Situation:
    """A person who is all of ``people``; ``holds`` says of all the rest whether it does."""
    roles = {"checker": Role.FORM_CHECKER, "clerk": Role.CLERK, "leader": Role.LEADER}
    return Situation(
        state=state,
        roles=frozenset(roles[name] for name in people if name in roles),
        is_drafter="drafter" in people,
        heads_drafting_unit="head" in people,
        is_signer="leader" in people,
        has_main_file=holds,
        has_receivers=holds,
        receivers_have_codes=holds,
        signer_in_office=holds,
        fields_filled=fields_filled,
    )


def outcome(state: str, action: str, person: tuple[str, ...], filled: bool) -> DomainError | None:
    """Why not, or None."""
    return STATES.refusal(action, state, facts(situation(state, *person, fields_filled=filled)))


def test_the_table_knows_every_state() -> None:
    assert set(STATES.state_names) == {state.value for state in OutgoingState} == set(POSSIBLE)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(POSSIBLE, STATES.transitions)))
def test_each_action_is_possible_exactly_where_it_should_be(state: str, action: str) -> None:
    refusal = outcome(state, action, EVERYBODY, filled=action == "seal")
    if action in POSSIBLE[state]:
        assert refusal is None
    else:
        assert isinstance(refusal, Conflict)
        assert refusal.code == "wrong-state"


@pytest.mark.parametrize(
    ("state", "action", "person"),
    [
        (state, action, person)
        for state, actions in POSSIBLE.items()
        for action in sorted(actions)
        for person in EVERYBODY
    ],
)
def test_each_action_is_for_those_it_belongs_to(state: str, action: str, person: str) -> None:
    refusal = outcome(state, action, (person,), filled=action == "seal")
    performers = {RETURNERS[state]} if action == "return" else PERFORMERS[action]
    if person in performers:
        assert refusal is None
    else:
        assert isinstance(refusal, Forbidden)


@pytest.mark.parametrize(
    ("state", "action"),
    [("drafted", "submit"), ("returned", "submit"), ("form_approved", "sign"), ("sealed", "issue")],
)
def test_what_must_hold_is_asked_for(state: str, action: str) -> None:
    refusal = STATES.refusal(action, state, facts(situation(state, *EVERYBODY, holds=False)))
    assert isinstance(refusal, Conflict)
    assert refusal.code.endswith("-missing")


def test_number_and_date_are_filled_in_once_and_before_the_seal() -> None:
    assert allowed_actions("numbered", facts(situation("numbered", "clerk"))) == ["fill"]
    assert allowed_actions("numbered", facts(situation("numbered", "clerk", fields_filled=True))) == ["seal"]


@pytest.mark.parametrize("state", list(POSSIBLE))
def test_a_button_that_is_missing_has_a_sentence_that_says_why(state: str) -> None:
    offered = STATES.offered(state, facts(situation(state, *EVERYBODY, holds=False)))
    assert {transition.action for transition, _ in offered} == POSSIBLE[state]
    assert all(refusal.message for _, refusal in offered if refusal is not None)
