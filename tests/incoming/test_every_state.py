"""Every action tried on a document in every state: done where the table allows it, else nothing changes."""

import uuid
from collections.abc import Callable

import pytest

from eoffice.core.errors import Conflict
from eoffice.incoming import service
from eoffice.incoming.models import ArrivalState
from eoffice.incoming.rules import STATES
from tests.incoming.offices import TODAY, Office, act, arrival_of, enter_until

TRY: dict[str, Callable[[Office, uuid.UUID], object]] = {
    "accept": lambda office, it: act(office, office.clerk, service.accept, it),
    "return": lambda office, it: act(office, office.clerk, service.return_to_sender, it, "Gửi nhầm."),
    "register": lambda office, it: act(office, office.clerk, service.register, it, TODAY),
    "present": lambda office, it: act(office, office.clerk, service.present, it, office.leader.post_id),
    "direct": lambda office, it: act(
        office, office.leader, service.direct, it, "Giao.", None, [(office.lead_unit.id, "lead")]
    ),
    "assign": lambda office, it: act(office, office.head, service.assign, it, office.officer.post_id, "lead"),
    "finish": lambda office, it: act(office, office.head, service.finish, it, "Xong."),
}


@pytest.mark.parametrize("state", ArrivalState)
@pytest.mark.parametrize("action", list(STATES.transitions))
def test_an_action_is_done_where_the_table_says_so_and_nowhere_else(
    office: Office, state: ArrivalState, action: str
) -> None:
    document_id = enter_until(office, state)
    transition = STATES.transitions[action]

    if state in transition.sources:
        TRY[action](office, document_id)
        assert arrival_of(office, document_id).state == transition.target
    else:
        with pytest.raises(Conflict):
            TRY[action](office, document_id)
        assert arrival_of(office, document_id).state == state
