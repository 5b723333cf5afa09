"""Agencies, codes, units, people and posts on real databases, and who may change them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.errors import Conflict, Forbidden, Invalid
from eoffice.core.runtime import Runtime
from eoffice.ledger.models import EventRow
from eoffice.organization import queries, service
from eoffice.organization.models import Agency
from tests.factories import actor_of, make_agency, make_person, make_post, make_runtime, make_unit

NEW_YEAR, TODAY = date(2026, 1, 1), date(2026, 11, 16)


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    made = make_runtime(database_url, tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def province(runtime: Runtime) -> Agency:
    with runtime.work(SYSTEM) as work:
        return make_agency(work.session, "UBND tỉnh Mẫu", level="province")


@pytest.fixture
def commune(runtime: Runtime, province: Agency) -> Agency:
    with runtime.work(SYSTEM) as work:
        return make_agency(work.session, "UBND xã Đồng Mẫu", parent_id=province.id)


def administrator(runtime: Runtime, agency: Agency) -> Actor:
    with runtime.work(SYSTEM) as work:
        return actor_of(make_post(work.session, make_unit(work.session, agency), Role.ADMINISTRATOR))


def test_a_code_is_found_on_the_days_it_is_valid(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        code = service.open_code(work, commune.id, "qd28", "000.00.13.H53", NEW_YEAR)
        service.close_code(work, code.id, date(2026, 6, 30))
    with runtime.read() as session:
        found = [
            queries.find_agency_by_code(session, "000.00.13.H53", day)
            for day in (date(2025, 12, 31), NEW_YEAR, date(2026, 6, 30), date(2026, 7, 1))
        ]
    assert [agency and agency.id for agency in found] == [None, commune.id, commune.id, None]


def test_an_agency_has_a_code_in_each_scheme(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        service.open_code(work, commune.id, "qd28", "000.00.13.H53", NEW_YEAR)
    with runtime.read() as session:
        assert queries.current_code(session, commune.id, TODAY).startswith("H99.")
        assert queries.current_code(session, commune.id, TODAY, scheme="qd28") == "000.00.13.H53"
        assert queries.current_code(session, commune.id, date(2020, 1, 1)) is None


def test_two_agencies_never_hold_one_code_on_one_day(runtime: Runtime, province: Agency, commune: Agency):
    with runtime.work(SYSTEM) as work:
        service.open_code(work, province.id, "qd20", "H98", NEW_YEAR)
    with pytest.raises(Conflict) as refused, runtime.work(SYSTEM) as work:
        service.open_code(work, commune.id, "qd20", "h98", TODAY)
    assert "code" in refused.value.fields


def test_a_closed_code_may_be_given_again_with_its_successor_noted(
    runtime: Runtime, province: Agency, commune: Agency
):
    with runtime.work(SYSTEM) as work:
        code = service.open_code(work, province.id, "qd20", "H98", NEW_YEAR)
        service.close_code(work, code.id, date(2026, 6, 30), successor_id=commune.id)
        service.open_code(work, commune.id, "qd20", "H98", date(2026, 7, 1))
    with runtime.read() as session:
        assert queries.find_agency_by_code(session, "H98", TODAY).id == commune.id
        assert next(row.successor_id for row in queries.list_codes(session, province.id)) == commune.id


def test_a_code_does_not_end_before_it_starts(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        code = service.open_code(work, commune.id, "qd20", "H98", NEW_YEAR)
        with pytest.raises(Invalid):
            service.close_code(work, code.id, date(2025, 12, 31))


def test_agencies_are_found_by_name_in_any_case_and_by_code(
    runtime: Runtime, province: Agency, commune: Agency
):
    with runtime.work(SYSTEM) as work:
        service.open_code(work, commune.id, "qd28", "000.00.13.H53", NEW_YEAR)
    with runtime.read() as session:
        for search in ("đồng MẪU", "13.h53", "Đồng"):
            assert [agency.id for agency in queries.list_agencies(session, search=search)] == [commune.id]


@pytest.mark.parametrize("search", ["%", "_", "nothing like it"])
def test_signs_of_the_database_are_ordinary_letters_in_a_search(
    runtime: Runtime, province: Agency, search: str
):
    with runtime.read() as session:
        assert queries.list_agencies(session, search=search) == []


def test_posts_are_listed_for_a_day_a_role_and_a_unit(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        unit, other = make_unit(work.session, commune), make_unit(work.session, commune, "Phòng khác")
        leader = make_post(work.session, unit, Role.LEADER, title="Chủ tịch")
        ended = make_post(work.session, unit, Role.LEADER, title="Chủ tịch cũ")
        service.end_post(work, ended.id, date(2025, 12, 31))
        make_post(work.session, other, Role.OFFICER)
    with runtime.read() as session:
        now = queries.list_posts(session, commune.id, role=Role.LEADER, day=TODAY)
        assert [post.id for post in now] == [leader.id]
        assert len(queries.list_posts(session, commune.id, unit_id=unit.id)) == 2
        assert queries.post_label(session, leader.id).endswith(", Chủ tịch")


def test_an_administrator_changes_their_own_agency_and_those_below(
    runtime: Runtime, province: Agency, commune: Agency
):
    with runtime.work(administrator(runtime, province)) as work:
        assert service.create_unit(work, commune.id, "Phòng Văn hóa", "VH").agency_id == commune.id


def test_an_administrator_changes_no_agency_above_or_beside(
    runtime: Runtime, province: Agency, commune: Agency
):
    actor = administrator(runtime, commune)
    with pytest.raises(Forbidden), runtime.work(actor) as work:
        service.create_unit(work, province.id, "Phòng Văn hóa", "VH")
    with runtime.read() as session:
        assert queries.list_units(session, province.id) == []


def test_nobody_else_changes_anything(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        post = make_post(work.session, make_unit(work.session, commune), Role.LEADER)
    for verb in (
        lambda work: service.create_unit(work, commune.id, "Phòng", "P"),
        lambda work: service.create_person(work, "Người Mới"),
        lambda work: service.create_post(work, post.person_id, post.unit_id, Role.CLERK, "Văn thư"),
        lambda work: service.open_code(work, commune.id, "qd20", "H98", NEW_YEAR),
        lambda work: service.end_post(work, post.id, TODAY),
        lambda work: service.add_holiday(work, TODAY, "Lễ"),
    ):
        with pytest.raises(Forbidden), runtime.work(actor_of(post)) as work:
            verb(work)


def test_a_unit_name_is_given_once_in_an_agency(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        service.create_unit(work, commune.id, "Văn phòng", "VP")
        with pytest.raises(Conflict):
            service.create_unit(work, commune.id, "Văn phòng", "VP")


def test_an_administrator_does_not_end_the_post_they_act_in(runtime: Runtime, commune: Agency):
    actor = administrator(runtime, commune)
    with pytest.raises(Conflict), runtime.work(actor) as work:
        service.end_post(work, actor.post_id, TODAY)


def test_a_post_cannot_end_twice(runtime: Runtime, commune: Agency):
    with runtime.work(SYSTEM) as work:
        post = make_post(work.session, make_unit(work.session, commune), Role.OFFICER)
        service.end_post(work, post.id, date(2026, 11, 1))
    with pytest.raises(Conflict), runtime.work(SYSTEM) as work:
        service.end_post(work, post.id, TODAY)


def test_holidays_are_kept_and_listed_for_a_time(runtime: Runtime):
    with runtime.work(SYSTEM) as work:
        service.add_holiday(work, date(2026, 9, 2), "Quốc khánh")
        service.add_holiday(work, date(2026, 4, 30), "Ngày thống nhất")
    with runtime.read() as session:
        assert queries.list_holidays(session, date(2026, 9, 1), TODAY) == {date(2026, 9, 2)}


def test_what_is_changed_is_recorded_for_the_agency_it_belongs_to(runtime: Runtime, province: Agency):
    with runtime.work(SYSTEM) as work:
        agency = service.create_agency(
            work,
            slug="so-mau",
            name="Sở Mẫu",
            notation="SM",
            level="department",
            place="Mẫu",
            parent_id=province.id,
        )
        unit = service.create_unit(work, agency.id, "Văn phòng", "VP")
        person = service.create_person(work, "Người Mới")
        service.create_post(work, person.id, unit.id, Role.CLERK, "Văn thư")
    with runtime.read() as session:
        rows = session.scalars(select(EventRow).order_by(EventRow.id)).all()
    assert [row.type for row in rows] == ["agency.created", "unit.created", "person.created", "post.created"]
    assert {row.agency_id for row in rows if row.type != "person.created"} == {agency.id}
    assert "Người Mới" not in str([row.data for row in rows])


def test_an_agency_below_nothing_is_added_only_from_the_top(runtime: Runtime, commune: Agency):
    person = {"name": "Sở Mẫu", "notation": "SM", "level": "department", "place": "Mẫu"}
    with pytest.raises(Forbidden), runtime.work(administrator(runtime, commune)) as work:
        service.create_agency(work, slug="so-mau", **person)


def test_a_person_may_hold_posts_in_two_agencies(runtime: Runtime, province: Agency, commune: Agency):
    with runtime.work(SYSTEM) as work:
        person = make_person(work.session)
        for agency in (province, commune):
            make_post(work.session, make_unit(work.session, agency), Role.CLERK, person)
    with runtime.read() as session:
        posts = queries.list_posts_of_person(session, person.id, TODAY)
        assert {post.agency_id for post in posts} == {province.id, commune.id}
