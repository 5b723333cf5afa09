"""The post a person acts in, and the roles it brings."""

from datetime import date

import pytest

from eoffice.access import service
from eoffice.access.service import OpenedSession
from eoffice.core.actor import SYSTEM, Role
from eoffice.core.errors import Forbidden, NotFound
from eoffice.core.runtime import Runtime
from eoffice.organization.service import end_post
from tests.access.conftest import LOGIN, PASSWORD, Office


@pytest.fixture
def opened(runtime: Runtime, office: Office):
    return service.sign_in(runtime, LOGIN, PASSWORD, "127.0.0.1", "a browser")


def test_a_person_has_the_roles_of_all_their_posts_in_the_agency(
    runtime: Runtime, office: Office, opened: OpenedSession
):
    actor = service.identify(runtime, opened.token).actor
    assert actor.agency_id == office.agency.id
    assert actor.roles == {Role.CLERK, Role.FORM_CHECKER}


def test_roles_of_another_agency_do_not_come_along(runtime: Runtime, office: Office, opened: OpenedSession):
    with runtime.work(opened.actor) as work:
        service.switch_post(work, opened.session_id, office.other_post.id)
    actor = service.identify(runtime, opened.token).actor
    assert actor.agency_id == office.other_agency.id
    assert actor.roles == {Role.CLERK}


def test_the_next_sign_in_starts_in_the_post_used_last(
    runtime: Runtime, office: Office, opened: OpenedSession
):
    with runtime.work(opened.actor) as work:
        service.switch_post(work, opened.session_id, office.other_post.id)
    again = service.sign_in(runtime, LOGIN, PASSWORD, "127.0.0.1", "a browser")
    assert again.actor.post_id == office.other_post.id


def test_somebody_elses_post_cannot_be_acted_in(runtime: Runtime, office: Office, opened: OpenedSession):
    with pytest.raises(Forbidden), runtime.work(opened.actor) as work:
        service.switch_post(work, opened.session_id, office.administrator.post_id)
    assert service.identify(runtime, opened.token).actor.post_id == opened.actor.post_id


def test_a_post_that_has_ended_cannot_be_acted_in(runtime: Runtime, office: Office, opened: OpenedSession):
    with runtime.work(SYSTEM) as work:
        end_post(work, office.other_post.id, date(2026, 11, 15))
    with pytest.raises(Forbidden), runtime.work(opened.actor) as work:
        service.switch_post(work, opened.session_id, office.other_post.id)


def test_a_session_in_an_ended_post_goes_on_in_another_one(
    runtime: Runtime, office: Office, opened: OpenedSession
):
    with runtime.work(SYSTEM) as work:
        end_post(work, opened.actor.post_id, date(2026, 11, 15))
    actor = service.identify(runtime, opened.token).actor
    assert actor.post_id not in (opened.actor.post_id, None)


def test_nobody_switches_or_ends_the_session_of_another(
    runtime: Runtime, office: Office, opened: OpenedSession
):
    for verb in (
        lambda work: service.switch_post(work, opened.session_id, office.administrator.post_id),
        lambda work: service.sign_out(work, opened.session_id),
    ):
        with pytest.raises(NotFound), runtime.work(office.administrator) as work:
            verb(work)
    assert service.identify(runtime, opened.token)
