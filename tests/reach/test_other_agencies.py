"""Nobody reaches what another agency holds, by any address there is: a route added later is covered too."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from eoffice.access import service as access
from eoffice.core.actor import SYSTEM, Role
from tests.factories import actor_of, make_post, make_unit
from tests.reach.world import SECRETS, UPPER, World, open_account

OPEN_TO_ALL = {"/api/v1/openapi.json", "/healthz", "/readyz", "/sign-in"}
COMMON_TO_ALL = {"/statistics/<code>/documents", "/api/v1/statistics/<code>/documents"}  # cut to one's reach


def named(rule: Rule) -> bool:
    """Whether the address names something that belongs to somebody."""
    return bool(rule.arguments) and rule.rule not in COMMON_TO_ALL


def holds_a_secret(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("role", Role)
def test_reading_what_another_agency_holds_finds_nothing(world: World, role: Role):
    browser, program = world.browser(world.strangers[role]), world.program(world.strangers[role])
    wrong = []
    for rule in filter(named, world.rules("GET")):
        for address in world.addresses(rule):
            visitor = program if address.startswith("/api/") else browser
            answer = visitor.get(address)
            if answer.status_code not in (403, 404) or holds_a_secret(answer.text):
                wrong.append(f"{answer.status_code} {address}")
    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_changing_what_another_agency_holds_is_refused_and_tells_nothing(world: World, role: Role):
    browser, program = world.browser(world.strangers[role]), world.program(world.strangers[role])
    before, wrong = world.count_events(), []
    for method in ("POST", "DELETE"):
        for rule in filter(named, world.rules(method)):
            for address in world.addresses(rule):
                if address.startswith("/api/"):
                    answer = program.send(method, address, json={})
                else:
                    answer = browser.send(method, address, data={})
                if not 400 <= answer.status_code < 500 or holds_a_secret(answer.text):
                    wrong.append(f"{answer.status_code} {method} {address}")
    assert wrong == []
    assert world.count_events() == before


def test_the_lists_of_another_agency_are_empty(world: World):
    browser, program = world.browser(world.strangers[Role.CLERK]), world.program(world.strangers[Role.CLERK])
    for rule in world.rules("GET"):
        if not rule.arguments:
            visitor = program if rule.rule.startswith("/api/") else browser
            answer = visitor.get(rule.rule)
            assert answer.status_code < 500, rule.rule
            assert not holds_a_secret(answer.text), rule.rule


def test_somebody_signed_out_reaches_nothing_but_the_open_doors(world: World):
    client, wrong = world.app.test_client(), []
    for rule in world.rules("GET"):
        if rule.rule in OPEN_TO_ALL:
            continue
        answer = client.get(world.addresses(rule)[0], base_url="http://127.0.0.1:8000")
        expected = 401 if rule.rule.startswith("/api/") else 302
        if answer.status_code != expected or "sign-in" not in answer.headers.get("Location", "sign-in"):
            wrong.append(f"{answer.status_code} {rule.rule}")
    assert wrong == []


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_the_api_without_a_token_is_unauthenticated(world: World, method: str):
    client, wrong = world.app.test_client(), []
    for rule in world.rules(method, "/api/"):
        answer = client.open(
            world.addresses(rule)[0], method=method, base_url="http://127.0.0.1:8000", json={}
        )
        if answer.status_code != 401 or answer.headers.get("WWW-Authenticate") != "Bearer":
            wrong.append(f"{answer.status_code} {rule.rule}")
    assert wrong == []


def test_a_form_without_its_token_is_refused_everywhere(world: World):
    browser = world.browser(world.office.clerk)
    browser.form_token = ""
    before, wrong = world.count_events(), []
    for method in ("POST", "DELETE"):
        for rule in world.rules(method):
            options = {"json": {}} if rule.rule.startswith("/api/") else {"data": {}}
            answer = browser.send(method, world.addresses(rule)[0], **options)
            if answer.status_code != 403:
                wrong.append(f"{answer.status_code} {rule.rule}")
    assert wrong == []
    assert world.count_events() == before


def test_a_token_of_the_wrong_scope_opens_nothing(world: World):
    statistics = world.program(world.office.clerk, "statistics:read")
    papers = world.program(world.office.clerk, "documents:write")
    free = {"/api/v1/me", "/api/v1/openapi.json"}
    for rule in world.rules("GET", "/api/"):
        if rule.rule not in free:
            program = papers if "statistics" in rule.rule else statistics
            answer = program.get(world.addresses(rule)[0])
            assert (answer.status_code, answer.json["code"]) == (403, "scope-missing"), rule.rule


def test_the_receiver_gets_no_supporting_paper_and_not_the_slip(world: World):
    clerk = world.browser(world.office.stranger)
    page = clerk.get(f"/arrivals/{world.delivered_id}").text
    assert SECRETS[1] in page  # the annex came
    assert SECRETS[2] not in page
    assert SECRETS[3] not in page
    for document_id in (world.document_id, world.delivered_id):
        assert clerk.get(f"/documents/{document_id}/files/{world.supporting_id}").status_code == 404


def test_statistics_reach_downward_only(world: World):
    stranger = world.program(world.strangers[Role.CLERK])
    own = stranger.get("/api/v1/statistics").json["agency_ids"]
    assert own == [str(world.strangers[Role.CLERK].agency_id)]
    assert stranger.get(f"/api/v1/statistics?agency={world.office.agency.id}").status_code == 404


@pytest.mark.parametrize("end", ["account", "post"])
def test_a_disabled_account_and_an_ended_post_end_session_and_token_at_once(world: World, end: str):
    with world.runtime.work(SYSTEM) as work:
        post = make_post(work.session, world.office.unit, Role.CLERK)
    actor = actor_of(post)
    browser, program = world.browser(actor), world.program(actor)
    assert program.get(f"/api/v1/documents/{world.document_id}").status_code == 200
    with world.runtime.work(SYSTEM) as work:
        if end == "account":
            access.disable_account(work, open_account(world.runtime, actor).id)
        else:
            work.session.get_one(type(post), post.id).valid_to = post.valid_from
    assert browser.get(f"/documents/{world.document_id}").status_code == 302
    assert program.get(f"/api/v1/documents/{world.document_id}").status_code == 401


def test_the_upper_agency_is_no_exception_for_documents(world: World):
    with world.runtime.work(SYSTEM) as work:
        upper = work.session.get_one(type(world.office.agency), world.office.agency.id).parent_id
        agency = work.session.get_one(type(world.office.agency), upper)
        assert agency.name == UPPER
        actor = actor_of(make_post(work.session, make_unit(work.session, agency), Role.ADMINISTRATOR))
    browser = world.browser(actor)
    assert browser.get(f"/documents/{world.document_id}").status_code == 404
    listed = browser.get("/statistics/outgoing_sent/documents?part=counted").text
    assert not holds_a_secret(listed)
