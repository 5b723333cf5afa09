"""Accounts and passwords, and who may change them."""

import pytest

from eoffice.access import service
from eoffice.core.actor import SYSTEM, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid, TooManyAttempts, Unauthenticated
from eoffice.core.runtime import Runtime
from tests.access.conftest import LOGIN, PASSWORD, Office
from tests.factories import actor_of, make_person, make_post, make_unit

NEW = "một mật khẩu khác"
HERE = "127.0.0.1"


def enter(runtime: Runtime, password: str = PASSWORD):
    return service.sign_in(runtime, LOGIN, password, HERE, "a browser")


def test_a_login_is_given_once(runtime: Runtime, office: Office):
    with pytest.raises(Conflict) as refused, runtime.work(SYSTEM) as work:
        service.create_account(work, make_person(work.session).id, LOGIN.upper(), PASSWORD, "vi")
    assert "login" in refused.value.fields


def test_a_person_has_one_account(runtime: Runtime, office: Office):
    with pytest.raises(Conflict), runtime.work(SYSTEM) as work:
        service.create_account(work, office.person.id, "another", PASSWORD, "vi")


def test_an_administrator_makes_accounts_for_their_own_people(runtime: Runtime, office: Office):
    with runtime.work(SYSTEM) as work:
        unit = make_unit(work.session, office.agency, "Phòng khác")
        post = make_post(work.session, unit, Role.OFFICER)
    with runtime.work(office.administrator) as work:
        service.create_account(work, post.person_id, "officer", PASSWORD, "vi")
    assert service.sign_in(runtime, "officer", PASSWORD, HERE, "").actor.post_id == post.id


def test_an_officer_makes_no_accounts(runtime: Runtime, office: Office):
    with pytest.raises(Forbidden), runtime.work(actor_of(office.posts[0])) as work:
        service.create_account(work, make_person(work.session).id, "another", PASSWORD, "vi")


def test_an_administrator_does_not_set_the_password_of_who_works_elsewhere_too(
    runtime: Runtime, office: Office
):
    # With it they could act in an agency they do not administer.
    with runtime.work(SYSTEM) as work:
        unit = make_unit(work.session, office.other_agency, "Phòng khác")
        administrator = actor_of(make_post(work.session, unit, Role.ADMINISTRATOR))
        work.session.get(type(office.agency), office.other_agency.id).parent_id = office.agency.id
    with pytest.raises(Forbidden), runtime.work(administrator) as work:
        service.set_password(work, office.account_id, NEW)
    assert enter(runtime).token


def test_an_administrator_at_the_top_sets_it(runtime: Runtime, office: Office):
    with runtime.work(SYSTEM) as work:
        work.session.get(type(office.agency), office.other_agency.id).parent_id = office.agency.id
    with runtime.work(office.administrator) as work:
        service.set_password(work, office.account_id, NEW)
    assert enter(runtime, NEW).token


def test_changing_the_password_ends_the_other_sessions(runtime: Runtime, office: Office):
    here, elsewhere = enter(runtime), enter(runtime)
    service.change_password(runtime, here.actor, PASSWORD, NEW, HERE, here.session_id)
    assert service.identify(runtime, here.token)
    assert service.identify(runtime, elsewhere.token) is None
    with pytest.raises(Unauthenticated):
        enter(runtime)
    assert enter(runtime, NEW).token


def test_a_wrong_present_password_changes_nothing_and_counts(runtime: Runtime, office: Office):
    here = enter(runtime)
    for _ in range(runtime.settings.limits.sign_in_attempts):
        with pytest.raises(Invalid):
            service.change_password(runtime, here.actor, "wrong password", NEW, HERE, here.session_id)
    with pytest.raises(TooManyAttempts):
        service.change_password(runtime, here.actor, PASSWORD, NEW, HERE, here.session_id)


def test_nobody_disables_their_own_account(runtime: Runtime, office: Office):
    with runtime.work(SYSTEM) as work:
        account = service.create_account(work, office.administrator.person_id, "admin", PASSWORD, "vi")
    opened = service.sign_in(runtime, "admin", PASSWORD, HERE, "")
    with pytest.raises(Conflict), runtime.work(opened.actor) as work:
        service.disable_account(work, account.id)


def test_signing_out_everywhere_ends_every_session(runtime: Runtime, office: Office):
    first, second = enter(runtime), enter(runtime)
    with runtime.work(first.actor) as work:
        assert service.sign_out_everywhere(work, office.account_id, "signed_out_everywhere") == 2
    assert service.identify(runtime, first.token) is service.identify(runtime, second.token) is None
