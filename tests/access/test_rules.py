"""Pure decisions about signing in."""

from datetime import UTC, datetime, timedelta

import pytest

from eoffice.access import rules
from eoffice.core.errors import Invalid

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def test_fewer_failures_than_the_limit_lock_nobody_out():
    assert rules.locked_until([NOON, NOON], 3, WINDOW, NOON) is None


def test_a_lock_out_ends_when_the_oldest_counted_failure_leaves_the_window():
    failures = [NOON - timedelta(minutes=step) for step in (1, 5, 10)]
    assert rules.locked_until(failures, 3, WINDOW, NOON) == NOON + timedelta(minutes=5)


def test_failures_before_the_window_do_not_count():
    failures = [NOON - timedelta(minutes=step) for step in (1, 5, 16)]
    assert rules.locked_until(failures, 3, WINDOW, NOON) is None


def test_a_password_is_the_same_composed_or_in_parts():
    assert rules.plain_password("mật khẩu") == rules.plain_password("mâ\u0323t khâ\u0309u")


@pytest.mark.parametrize("password", ["ngắn", "aaaaaaaaaaaa", "xin-mau.le-xin", "x" * 201])
def test_a_weak_password_is_refused_beside_its_field(password: str):
    with pytest.raises(Invalid) as refused:
        rules.check_password(password, "mau.le")
    assert "password" in refused.value.fields


@pytest.mark.parametrize("login", ["", "a", "có dấu", "-first", "two words", "x" * 101])
def test_a_login_that_cannot_be_typed_everywhere_is_refused(login: str):
    with pytest.raises(Invalid):
        rules.checked_login(login)


def test_a_login_is_stored_in_small_letters():
    assert rules.checked_login("  Mau.Le ") == "mau.le"


@pytest.mark.parametrize(
    "target",
    ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/a\\b", "next"],
)
def test_what_leads_elsewhere_is_no_local_path(target: str):
    assert not rules.is_local_path(target)


@pytest.mark.parametrize("target", ["/", "/documents?state=draft", "/a//b"])
def test_a_path_of_this_site_is_local(target: str):
    assert rules.is_local_path(target)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:80", "[::1]:8000", "a.localhost"])
def test_this_machine_is_loopback(host: str):
    assert rules.is_loopback_host(host)


@pytest.mark.parametrize("host", ["10.0.0.5", "office.example:80", "localhost.example", "[2001:db8::1]", ""])
def test_other_machines_are_not_loopback(host: str):
    assert not rules.is_loopback_host(host)


def test_addresses_of_one_ipv6_subscriber_count_as_one():
    first, second = rules.counted_address("2001:db8:1:2::a"), rules.counted_address("2001:db8:1:2:ffff::b")
    assert first == second == "2001:db8:1:2::/64"


def test_an_unknown_scope_is_refused():
    with pytest.raises(Invalid):
        rules.checked_scopes(["documents:read", "everything"])
