"""State machines as data: the one table behind buttons, API, refusals, diagrams and tests.

A ``Transition`` says from which states an action leads to which, who may do it (a fact that must hold about
the actor) and what else must hold (facts about the subject). Facts are names; a feature's ``rules.py``
computes the set of those that hold for an actor and a document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from eoffice.core.errors import Conflict, DomainError, Forbidden
from eoffice.core.messages import N_


@dataclass(frozen=True)
class Fact:
    """Something that holds or not. ``missing`` is the sentence shown when it does not hold."""

    name: str
    missing: str


@dataclass(frozen=True)
class Transition:
    """One action: its label for a button, where it starts and ends, who may do it and what must hold.

    ``target`` None means that the action does not change the state.
    """

    action: str
    label: str
    sources: frozenset[str]
    target: str | None
    who: Fact
    needs: tuple[Fact, ...] = field(default=())


class StateTable:
    """All transitions of one kind of thing; ``state_names`` gives the label of each state."""

    def __init__(self, state_names: dict[str, str], transitions: Sequence[Transition]) -> None:
        self.state_names = state_names
        self.transitions = {transition.action: transition for transition in transitions}

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions.values())

    def allowed(self, state: str, facts: Collection[str]) -> list[Transition]:
        """The transitions that can be taken now, in table order."""
        return [item for item in self if self.refusal(item.action, state, facts) is None]

    def offered(self, state: str, facts: Collection[str]) -> list[tuple[Transition, DomainError | None]]:
        """What the person's post could do in this state, each with the reason why not now (None: it can)."""
        return [
            (item, self.refusal(item.action, state, facts))
            for item in self
            if state in item.sources and item.who.name in facts
        ]

    def refusal(self, action: str, state: str, facts: Collection[str]) -> DomainError | None:
        """Why ``action`` cannot be taken, or None when it can."""
        transition = self.transitions[action]
        if state not in transition.sources:
            return Conflict(
                "wrong-state",
                N_("This is not possible now: the document is in the state “%(state)s”."),
                N_("Open the document again to see where it stands."),
                state=self.state_names[state],
            )
        if transition.who.name not in facts:
            return Forbidden("not-allowed", transition.who.missing)
        for need in transition.needs:
            if need.name not in facts:
                return Conflict(need.name + "-missing", need.missing)
        return None

    def check(self, action: str, state: str, facts: Collection[str]) -> Transition:
        """Return the transition, or raise the reason why it cannot be taken."""
        refusal = self.refusal(action, state, facts)
        if refusal is not None:
            raise refusal
        return self.transitions[action]
