"""The administrator's pages: agencies, people, accounts, failed work, the ledger."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from eoffice.access import service
from eoffice.access.models import Account
from eoffice.core.actor import SYSTEM, Role
from eoffice.core.jobs import MAX_ATTEMPTS, Job, add_job, put_back, take_job
from eoffice.core.runtime import Runtime
from eoffice.organization import queries
from eoffice.organization.models import Agency, Person
from tests.access.conftest import LOGIN, PASSWORD, Browser, Office, minutes
from tests.factories import make_post, make_unit

ROOT = "/administration"


@pytest.fixture
def database_url(sqlite_url: str):
    """Doors know nothing of databases; the verbs below are tested on both."""
    return sqlite_url


@pytest.fixture
def admin(app: Flask, runtime: Runtime, office: Office):
    with runtime.work(SYSTEM) as work:
        work.session.get(Agency, office.other_agency.id).parent_id = office.agency.id
        service.create_account(work, office.administrator.person_id, "admin", PASSWORD, "en")
    signed_in = Browser(app)
    assert signed_in.sign_in("admin").status_code == 303
    return signed_in


@pytest.fixture
def admin_below(app: Flask, runtime: Runtime, office: Office, admin: Browser):
    with runtime.work(SYSTEM) as work:
        unit = make_unit(work.session, office.other_agency, "Phòng quản trị")
        post = make_post(work.session, unit, Role.ADMINISTRATOR)
        service.create_account(work, post.person_id, "admin.below", PASSWORD, "en")
    signed_in = Browser(app)
    assert signed_in.sign_in("admin.below").status_code == 303
    return signed_in


def unit_of(runtime: Runtime, agency: Agency) -> str:
    with runtime.read() as session:
        return str(queries.list_units(session, agency.id)[0].id)


def new_person(runtime: Runtime, office: Office, **fields: str) -> dict[str, str]:
    return {
        "full_name": "Phạm Văn Mẫu",
        "unit_id": unit_of(runtime, office.agency),
        "role": "officer",
        "title": "Chuyên viên",
        "valid_from": "2026-11-16",
        **fields,
    }


def fail_job(runtime: Runtime) -> uuid.UUID:
    with runtime.work(SYSTEM) as work:
        add_job(work.session, "deliver", {"n": 1}, key="a", due_at=work.now)
        for _ in range(MAX_ATTEMPTS):
            work.session.flush()
            job = work.session.scalars(select(Job)).one()
            job.due_at = work.now
            lease = take_job(work.session, "tests", work.now, minutes(1))
            work.session.flush()
            put_back(work.session, lease, work.now, "the receiver does not answer")
        return job.id


def test_only_administrators_open_the_pages(signed_in: Browser, office: Office):
    for path in ("/", f"/agencies/{office.agency.id}", f"/people/{office.person.id}", "/system"):
        assert signed_in.get(ROOT + path).status_code == 403


def test_an_administrator_sees_agencies_with_their_codes(admin: Browser, runtime: Runtime, office: Office):
    text = admin.get(f"{ROOT}/").text
    assert office.agency.name in text
    assert office.other_agency.name in text
    assert "H99." in text


def test_an_administrator_below_sees_nothing_above(admin_below: Browser, office: Office):
    text = admin_below.get(f"{ROOT}/").text
    assert office.other_agency.name in text
    assert office.agency.name not in text
    assert admin_below.get(f"{ROOT}/agencies/{office.agency.id}").status_code == 404
    assert admin_below.get(f"{ROOT}/system").status_code == 403


def test_an_agency_shows_its_people_codes_and_units(admin: Browser, office: Office):
    text = admin.get(f"{ROOT}/agencies/{office.agency.id}").text
    for shown in (office.person.full_name, LOGIN, "Văn phòng", "QĐ 20/2020"):
        assert shown in text


def test_a_unit_is_added(admin: Browser, runtime: Runtime, office: Office):
    answer = admin.post(f"{ROOT}/agencies/{office.agency.id}/units", name="Phòng Tư pháp", notation="TP")
    assert answer.status_code == 303
    assert "Phòng Tư pháp" in admin.get(f"{ROOT}/agencies/{office.agency.id}").text


def test_a_wrong_code_is_said_beside_its_field_and_stays_typed(admin: Browser, office: Office):
    answer = admin.post(
        f"{ROOT}/agencies/{office.agency.id}/codes", scheme="qd28", code="H41.WRONG", valid_from="2026-01-01"
    )
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert 'value="H41.WRONG"' in answer.text


def test_a_code_is_opened_and_closed(admin: Browser, runtime: Runtime, office: Office):
    path = f"{ROOT}/agencies/{office.agency.id}/codes"
    assert admin.post(path, scheme="qd28", code="000.00.13.H53", valid_from="2026-01-01").status_code == 303
    with runtime.read() as session:
        code = next(row for row in queries.list_codes(session, office.agency.id) if row.scheme == "qd28")
    assert admin.post(f"{path}/{code.id}/close", valid_to="2025-01-01").status_code == 422
    assert admin.post(f"{path}/{code.id}/close", valid_to="2026-11-16").status_code == 303


def test_a_person_is_added_with_post_and_account_and_can_sign_in(
    app: Flask, admin: Browser, runtime: Runtime, office: Office
):
    fields = new_person(runtime, office, login="mau.pham", password=PASSWORD)
    answer = admin.post(f"{ROOT}/agencies/{office.agency.id}/people/new", **fields)
    assert answer.status_code == 303
    assert Browser(app).sign_in("mau.pham").status_code == 303


def test_a_person_whose_account_is_refused_is_not_added_at_all(
    admin: Browser, runtime: Runtime, office: Office
):
    fields = new_person(runtime, office, login=LOGIN, password=PASSWORD)
    answer = admin.post(f"{ROOT}/agencies/{office.agency.id}/people/new", **fields)
    assert answer.status_code == 409
    assert 'id="login-error"' in answer.text
    assert PASSWORD not in answer.text
    with runtime.read() as session:
        assert session.scalars(select(Person).where(Person.full_name == "Phạm Văn Mẫu")).all() == []


def test_missing_fields_of_a_person_are_each_named(admin: Browser, runtime: Runtime, office: Office):
    answer = admin.post(f"{ROOT}/agencies/{office.agency.id}/people/new", login="", password="")
    assert answer.status_code == 422
    for name in ("full_name", "unit_id", "role", "title", "valid_from"):
        assert f'id="{name}-error"' in answer.text


def test_a_unit_of_another_agency_is_refused(admin: Browser, runtime: Runtime, office: Office):
    fields = new_person(runtime, office, unit_id=unit_of(runtime, office.other_agency))
    answer = admin.post(f"{ROOT}/agencies/{office.agency.id}/people/new", **fields)
    assert answer.status_code == 422
    assert 'id="unit_id-error"' in answer.text


def test_a_post_is_ended_on_the_page(admin: Browser, office: Office):
    post = office.posts[1]
    path = f"{ROOT}/people/{office.person.id}/posts/{post.id}/end"
    assert admin.post(path, valid_to="2020-01-01").status_code == 422
    assert admin.post(path, valid_to="2026-11-15").status_code == 303
    assert "Ended" in admin.get(f"{ROOT}/people/{office.person.id}").text


def test_one_more_post_is_given(admin: Browser, runtime: Runtime, office: Office):
    fields = new_person(
        runtime, office, role="leader", title="Chủ tịch", authority_lines="TM. UBND\nCHỦ TỊCH"
    )
    fields.pop("full_name")
    path = f"{ROOT}/people/{office.person.id}/agencies/{office.agency.id}/posts"
    assert admin.post(path, **fields).status_code == 303
    with runtime.read() as session:
        newest = queries.list_all_posts_of_person(session, office.person.id)[0]
    assert newest.authority_lines == ["TM. UBND", "CHỦ TỊCH"]


def test_an_account_is_disabled_and_enabled(app: Flask, admin: Browser, signed_in: Browser, office: Office):
    path = f"{ROOT}/accounts/{office.account_id}"
    assert admin.post(f"{path}/disable").status_code == 303
    assert signed_in.get("/api/v1/me").status_code == 401
    assert Browser(app).sign_in().status_code == 403
    assert admin.post(f"{path}/enable").status_code == 303
    assert Browser(app).sign_in().status_code == 303


def test_a_new_password_is_given(app: Flask, admin: Browser, office: Office):
    path = f"{ROOT}/accounts/{office.account_id}/password"
    assert admin.post(path, password="short").status_code == 422
    assert admin.post(path, password="một mật khẩu khác").status_code == 303
    assert Browser(app).sign_in(password="một mật khẩu khác").status_code == 303


def test_an_administrator_below_does_not_take_over_an_account_above(
    admin_below: Browser, runtime: Runtime, office: Office
):
    # Mẫu works in the agency below too, so her page opens; her password would open the agency above.
    assert admin_below.get(f"{ROOT}/people/{office.person.id}").status_code == 200
    answer = admin_below.post(f"{ROOT}/accounts/{office.account_id}/password", password="một mật khẩu khác")
    assert answer.status_code == 403


def test_changes_need_a_form_token(admin: Browser, runtime: Runtime, office: Office):
    assert admin.call("POST", f"{ROOT}/accounts/{office.account_id}/disable").status_code == 403
    with runtime.read() as session:
        assert session.get(Account, office.account_id).disabled_at is None


def test_failed_work_is_shown_and_tried_again(admin: Browser, runtime: Runtime):
    job_id = fail_job(runtime)
    assert "the receiver does not answer" in admin.get(f"{ROOT}/system").text
    assert admin.post(f"{ROOT}/system/jobs/{job_id}/retry").status_code == 303
    with runtime.read() as session:
        job = session.get(Job, job_id)
    assert (job.failed_at, job.attempts) == (None, 0)


def test_work_that_did_not_fail_is_not_tried_again(admin: Browser, runtime: Runtime):
    job_id = fail_job(runtime)
    admin.post(f"{ROOT}/system/jobs/{job_id}/retry")
    assert admin.post(f"{ROOT}/system/jobs/{job_id}/retry").status_code == 409


def test_the_state_of_the_ledger_is_shown(admin: Browser):
    text = admin.get(f"{ROOT}/system").text
    assert "Nothing is sealed yet." in text
    assert "Waiting for a seal: " in text
