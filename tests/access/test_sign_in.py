"""Signing in: who is let in, what is counted, and how long it lasts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from eoffice.access import passwords, rules, service
from eoffice.access.models import Account, SignInAttempt, SignInSession
from eoffice.core.actor import SYSTEM
from eoffice.core.clock import FixedClock
from eoffice.core.errors import DomainError, Forbidden, TooManyAttempts, Unauthenticated
from eoffice.core.runtime import Runtime
from eoffice.ledger.models import EventRow
from eoffice.organization.models import Post
from tests.access.conftest import LOGIN, PASSWORD, Office, minutes

HERE = "127.0.0.1"


def enter(runtime: Runtime, login: str = LOGIN, password: str = PASSWORD, address: str = HERE):
    return service.sign_in(runtime, login, password, address, "a browser")


def fail(runtime: Runtime, times: int, login: str = LOGIN, address: str = HERE):
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            enter(runtime, login, "wrong password", address)


def test_the_right_password_opens_a_session_of_which_only_the_hash_is_kept(runtime: Runtime, office: Office):
    opened = enter(runtime)
    with runtime.read() as session:
        row = session.get(SignInSession, opened.session_id)
    assert row.token_hash == rules.token_hash(opened.token)
    assert len(opened.token) >= 43  # 32 random bytes


def test_the_login_is_taken_in_any_case(runtime: Runtime, office: Office):
    assert enter(runtime, login=" Mau.LE ").actor.person_id == office.person.id


def test_an_unknown_login_is_refused_like_a_wrong_password(runtime: Runtime, office: Office):
    with pytest.raises(Unauthenticated) as unknown:
        enter(runtime, login="nobody")
    with pytest.raises(Unauthenticated) as wrong:
        enter(runtime, password="wrong password")
    assert (unknown.value.code, unknown.value.message) == (wrong.value.code, wrong.value.message)


def test_an_unknown_login_costs_a_whole_password_check(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
):
    checked = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *args: checked.append(args) or real(*args))
    fail(runtime, 1, login="nobody")
    assert len(checked) == 1


def test_after_too_many_wrong_passwords_the_right_one_is_refused_too(runtime: Runtime, office: Office):
    fail(runtime, runtime.settings.limits.sign_in_attempts)
    with pytest.raises(TooManyAttempts):
        enter(runtime)


def test_a_lock_out_says_when_to_try_again_and_then_ends(runtime: Runtime, office: Office, clock: FixedClock):
    fail(runtime, runtime.settings.limits.sign_in_attempts)
    with pytest.raises(TooManyAttempts) as refused:
        enter(runtime)
    assert refused.value.params["time"] == "09:15"
    clock.advance(timedelta(seconds=refused.value.params["retry_after"]))
    assert enter(runtime).token


def test_tries_during_a_lock_out_do_not_prolong_it(runtime: Runtime, office: Office, clock: FixedClock):
    fail(runtime, runtime.settings.limits.sign_in_attempts)
    clock.advance(minutes(14))
    with pytest.raises(TooManyAttempts):
        enter(runtime)
    clock.advance(minutes(1.1))
    assert enter(runtime).token


def test_unknown_logins_are_locked_out_like_known_ones(runtime: Runtime, office: Office):
    fail(runtime, runtime.settings.limits.sign_in_attempts, login="nobody")
    with pytest.raises(TooManyAttempts):
        enter(runtime, login="nobody")


def test_one_address_cannot_try_one_password_on_everybody(runtime: Runtime, office: Office):
    limit = runtime.settings.limits.sign_in_attempts * rules.ATTEMPTS_PER_ADDRESS
    with runtime.work(SYSTEM) as work:
        work.session.add_all(
            SignInAttempt(login_hash=f"{n:064}", address=HERE, at=work.now, succeeded=False)
            for n in range(limit)
        )
    with pytest.raises(TooManyAttempts):
        enter(runtime)
    assert enter(runtime, address="192.0.2.7").token


def test_guesses_at_the_same_time_do_not_slip_past_the_limit(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
):
    checked = []
    real = passwords.HASHER.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *args: checked.append(1) or real(*args[1:]))

    def guess(_: int) -> None:
        with pytest.raises(DomainError):
            enter(runtime, password="wrong password")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(24)))
    assert 0 < len(checked) <= runtime.settings.limits.sign_in_attempts


def test_a_try_keeps_no_login_in_the_clear(runtime: Runtime, office: Office):
    fail(runtime, 1, login="my-password-typed-too-early")
    with runtime.read() as session:
        row = session.scalars(select(SignInAttempt)).one()
    assert row.login_hash == rules.login_hash("my-password-typed-too-early")


def test_a_disabled_account_is_refused_with_the_right_password(runtime: Runtime, office: Office):
    with runtime.work(office.administrator) as work:
        service.disable_account(work, office.account_id)
    with pytest.raises(Forbidden) as refused:
        enter(runtime)
    assert refused.value.code == "account-disabled"


def test_disabling_an_account_ends_its_sessions_and_tokens(runtime: Runtime, office: Office):
    opened = enter(runtime)
    with runtime.work(opened.actor) as work:
        token = service.create_token(work, "a program", ["documents:read"], 30).plain
    with runtime.work(SYSTEM) as work:
        service.disable_account(work, office.account_id)
        service.enable_account(work, office.account_id)
    assert service.identify(runtime, opened.token) is None
    with pytest.raises(Unauthenticated):
        service.identify_token(runtime, token)


def test_who_holds_no_post_is_not_let_in(runtime: Runtime, office: Office):
    with runtime.work(SYSTEM) as work:
        work.session.execute(
            update(Post).where(Post.person_id == office.person.id).values(valid_to=date(2026, 11, 1))
        )
    with pytest.raises(Forbidden) as refused:
        enter(runtime)
    assert refused.value.code == "no-post"


def test_a_session_ends_after_its_hours_even_when_used(runtime: Runtime, office: Office, clock: FixedClock):
    opened = enter(runtime)
    for _ in range(runtime.settings.server.session_hours * 2 - 1):
        clock.advance(minutes(30))
        assert service.identify(runtime, opened.token)
    clock.advance(minutes(30))
    assert service.identify(runtime, opened.token) is None


def test_a_session_ends_when_it_is_idle_for_too_long(runtime: Runtime, office: Office, clock: FixedClock):
    opened = enter(runtime)
    clock.advance(minutes(runtime.settings.server.idle_minutes))
    assert service.identify(runtime, opened.token) is None


def test_every_sign_in_gives_a_new_token(runtime: Runtime, office: Office):
    assert enter(runtime).token != enter(runtime).token


def test_a_hash_of_older_parameters_is_replaced_at_sign_in(runtime: Runtime, office: Office):
    old = passwords.hash_password(PASSWORD, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    with runtime.work(SYSTEM) as work:
        work.session.get(Account, office.account_id).password_hash = old
    enter(runtime)
    with runtime.read() as session:
        stored = session.get(Account, office.account_id).password_hash
    assert stored != old
    assert not passwords.HASHER.check_needs_rehash(stored)
    assert enter(runtime).token


def test_the_ledger_tells_of_sessions_and_refusals_without_names(runtime: Runtime, office: Office):
    fail(runtime, 1)
    opened = enter(runtime)
    with runtime.work(opened.actor) as work:
        service.sign_out(work, opened.session_id)
    with runtime.read() as session:
        rows = session.scalars(
            select(EventRow).where(EventRow.type.regexp_match("^(session|sign_in)")).order_by(EventRow.id)
        ).all()
    assert [row.type for row in rows] == ["sign_in.refused", "session.opened", "session.closed"]
    assert rows[0].data == {"reason": "password"}
    assert rows[1].actor_id == office.person.id
