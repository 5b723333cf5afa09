"""Pure decisions about received documents."""

import uuid
from datetime import date

import pytest

from eoffice.core.actor import Role
from eoffice.core.errors import Conflict, Forbidden, Invalid
from eoffice.incoming.models import ArrivalState, LegalForm
from eoffice.incoming.rules import (
    STATES,
    Handling,
    Standing,
    check_arrival_day,
    check_officer_part,
    check_unit_parts,
    facts,
    is_overdue,
    is_same_author,
    legal_form,
    split_number,
)

DUE, EARLIER, LATER = date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 21)
EVERY_PAIR = [(state, transition.action) for state in ArrivalState for transition in STATES]
EVERYBODY = {transition.who.name for transition in STATES}
ONE, TWO = uuid.uuid4(), uuid.uuid4()
WAY = {
    "accept": {"arrived"},
    "return": {"arrived", "accepted"},
    "register": {"accepted"},
    "present": {"registered", "presented"},
    "direct": {"presented"},
    "assign": {"directed", "assigned"},
    "finish": {"directed", "assigned"},
}


@pytest.mark.parametrize(("state", "action"), EVERY_PAIR)
def test_an_action_is_possible_in_its_states_and_refused_with_a_reason_in_all_others(
    state: ArrivalState, action: str
) -> None:
    refusal = STATES.refusal(action, state, EVERYBODY)

    if state in WAY[action]:
        assert refusal is None
    else:
        assert isinstance(refusal, Conflict)
        assert refusal.advice


@pytest.mark.parametrize("action", WAY)
def test_an_action_is_refused_to_who_has_no_part_in_it(action: str) -> None:
    state = min(WAY[action])

    refusal = STATES.refusal(
        action, state, facts(Standing(frozenset(), frozenset(), frozenset()), Handling())
    )

    assert isinstance(refusal, Forbidden)


def test_a_returned_document_and_a_handled_one_stay_as_they_are() -> None:
    for state in (ArrivalState.RETURNED, ArrivalState.FINISHED):
        assert STATES.allowed(state, EVERYBODY) == []


def test_the_head_of_the_lead_unit_assigns_and_finishes() -> None:
    standing = Standing(frozenset({Role.UNIT_HEAD}), frozenset(), frozenset({ONE}))

    assert facts(standing, Handling(unit_parts={ONE: "lead"})) == {"assigner", "handler"}


def test_the_head_of_a_supporting_unit_assigns_and_does_not_finish() -> None:
    standing = Standing(frozenset({Role.UNIT_HEAD}), frozenset(), frozenset({ONE}))

    assert facts(standing, Handling(unit_parts={ONE: "support"})) == {"assigner"}


def test_the_head_of_an_informed_unit_has_nothing_to_do() -> None:
    standing = Standing(frozenset({Role.UNIT_HEAD}), frozenset(), frozenset({ONE}))

    assert facts(standing, Handling(unit_parts={ONE: "inform"})) == frozenset()


def test_the_leader_it_was_presented_to_directs_and_may_assign() -> None:
    standing = Standing(frozenset({Role.LEADER}), frozenset({ONE}), frozenset())

    assert facts(standing, Handling(presented_to_id=ONE)) == {"addressed_leader", "assigner"}


def test_nobody_is_addressed_before_a_leader_is_chosen() -> None:
    assert facts(Standing(frozenset({Role.LEADER}), frozenset({ONE}), frozenset()), Handling()) == frozenset()


@pytest.mark.parametrize(
    ("finished_on", "today", "is_late"),
    [
        (None, DUE, False),
        (None, LATER, True),
        (DUE, LATER, False),
        (LATER, LATER, True),
        (EARLIER, LATER, False),
    ],
)
def test_a_document_is_overdue_when_it_ends_or_lasts_after_its_day(
    finished_on: date | None, today: date, is_late: bool
) -> None:
    assert is_overdue(DUE, finished_on, today) is is_late


def test_a_document_without_a_deadline_is_never_overdue() -> None:
    assert not is_overdue(None, None, LATER)


@pytest.mark.parametrize(
    ("signers", "form"),
    [
        (["leader", "agency"], LegalForm.ORIGINAL),
        (["agency"], LegalForm.COPY),
        (["leader"], LegalForm.NOT_ISSUED),
        (["stranger"], LegalForm.UNSIGNED),
        ([], LegalForm.UNSIGNED),
    ],
)
def test_the_legal_form_follows_from_who_signed(signers: list[str], form: LegalForm) -> None:
    report = {"signatures": [_signature(name) for name in signers]}

    assert legal_form(report, {"leader"}, {"agency"}) is form


def test_a_broken_signature_counts_for_nothing() -> None:
    report = {"signatures": [_signature("leader"), _signature("agency", integrity="broken")]}

    assert legal_form(report, {"leader"}, {"agency"}) is LegalForm.NOT_ISSUED


def test_a_doubtful_signature_counts_for_nothing() -> None:
    report = {"signatures": [_signature("agency", sub_indication="REVOKED_NO_POE")]}

    assert legal_form(report, {"leader"}, {"agency"}) is LegalForm.UNSIGNED


@pytest.mark.parametrize("parts", [[], [(ONE, "support")], [(ONE, "lead"), (TWO, "lead")]])
def test_exactly_one_unit_leads(parts: list[tuple[uuid.UUID, str]]) -> None:
    with pytest.raises(Invalid, match="Exactly one unit"):
        check_unit_parts(parts)


def test_a_unit_is_named_once() -> None:
    with pytest.raises(Invalid, match="named twice"):
        check_unit_parts([(ONE, "lead"), (ONE, "support")])


@pytest.mark.parametrize("unit_part", [None, "inform"])
def test_nobody_is_assigned_in_a_unit_that_only_reads(unit_part: str | None) -> None:
    with pytest.raises(Invalid, match="does not work in a unit"):
        check_officer_part(unit_part, "support")


def test_the_officer_in_charge_is_of_the_lead_unit() -> None:
    with pytest.raises(Invalid, match="lead unit"):
        check_officer_part("support", "lead")


def test_a_document_is_not_registered_on_a_day_to_come() -> None:
    with pytest.raises(Invalid, match="not come yet"):
        check_arrival_day(LATER, DUE, None)


def test_a_document_is_not_registered_before_it_arrived() -> None:
    with pytest.raises(Invalid, match="had not arrived"):
        check_arrival_day(EARLIER, DUE, DUE)


def test_a_paper_may_be_registered_on_the_day_before_it_was_entered() -> None:
    check_arrival_day(EARLIER, DUE, None)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12/QĐ-UBND", ("12", "QĐ-UBND")),
        (" 07 / UBND-VP ", ("07", "UBND-VP")),
        ("12-CV/ĐU", ("12", "-CV/ĐU")),
        ("12a/BC-SNV", ("12a", "BC-SNV")),
        ("15", ("15", "")),
        ("Không số", (None, "Không số")),
        ("", (None, None)),
    ],
)
def test_a_printed_number_is_taken_apart(text: str, parts: tuple[str | None, str | None]) -> None:
    assert split_number(text) == parts


def test_authors_known_by_id_are_compared_by_it() -> None:
    assert not is_same_author((ONE, "UBND xã"), (TWO, "UBND xã"))


def test_an_author_written_by_hand_is_compared_by_name() -> None:
    assert is_same_author((None, " ubnd xã Yên Khê"), (ONE, "UBND xã Yên Khê"))


def _signature(
    fingerprint: str, integrity: str = "intact", sub_indication: str | None = None
) -> dict[str, str | None]:
    return {"fingerprint": fingerprint, "integrity": integrity, "sub_indication": sub_indication}
