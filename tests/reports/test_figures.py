"""Figures: counted from sealed events, equal to their lists, never zero where nothing was counted."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import pytest

from eoffice.core.actor import SYSTEM, Actor, Role
from eoffice.core.ids import uuid7
from eoffice.core.runtime import Runtime
from eoffice.documents.models import Document, DocumentKind
from eoffice.ledger.projections import advance, rebuild
from eoffice.ledger.service import seal_events
from eoffice.organization.models import Agency
from eoffice.reports.projection import PROJECTION
from eoffice.reports.queries import Cut, Part, count_figures, count_listed, get_indicator, list_counted
from eoffice.reports.rules import Figure
from eoffice.reports.schemas import StatisticsQuery
from eoffice.reports.service import cut_for, indicators
from tests.factories import actor_of, make_agency, make_post, make_runtime, make_unit

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


class Office:
    """A province with a commune below it, in which documents are issued and registered."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        with runtime.work(SYSTEM) as work:
            self.province = make_agency(work.session, "UBND tỉnh", level="province")
            self.commune = make_agency(work.session, parent_id=self.province.id)
            self.leader = self._leader(self.province, work.session)
            self.commune_leader = self._leader(self.commune, work.session)
            work.session.add(
                DocumentKind(slug="decision", name_vi="Quyết định", name_en="Decision", position=1)
            )

    def issue(self, agency: Agency, day: date, *, electronic: bool = True, signed: bool = True) -> uuid.UUID:
        with self.runtime.work(SYSTEM) as work:
            document = self._document(agency, "outgoing")
            work.session.add(document)
            work.record("document.drafted", document.id, {"kind": "decision"}, agency_id=agency.id)
            data = {
                "kind": "decision",
                "issued_on": day.isoformat(),
                "electronic": electronic,
                "paper": not electronic,
                "leader_signed": signed,
                "agency_signed": signed,
                "receivers": 1,
            }
            work.record("document.issued", document.id, data, agency_id=agency.id)
            return document.id

    def receive(self, agency: Agency, day: date | None, channel: str) -> uuid.UUID:
        with self.runtime.work(SYSTEM) as work:
            document = self._document(agency, "incoming")
            work.session.add(document)
            data = {"channel": channel, "kind": "decision", "legal_form": "original", "source_id": None}
            work.record("document.arrived", document.id, data, agency_id=agency.id)
            if day:
                data = {"arrival_number": 1, "arrival_on": day.isoformat(), "channel": channel}
                work.record("document.registered", document.id, data, agency_id=agency.id)
            return document.id

    def project(self) -> None:
        seal_events(self.runtime, "one")
        advance(self.runtime, [PROJECTION])

    def figure(self, code: str, actor: Actor, days: tuple[date, date] = NOVEMBER) -> Figure:
        with self.runtime.read() as session:
            return count_figures(session, [get_indicator(indicators(), code)], self.cut(actor, days))[0]

    def cut(self, actor: Actor, days: tuple[date, date] = NOVEMBER) -> Cut:
        with self.runtime.read() as session:
            query = StatisticsQuery.model_validate({"from": days[0], "to": days[1]})
            return cut_for(session, actor, query, days[1])

    def _document(self, agency: Agency, direction: str) -> Document:
        return Document(
            id=uuid7(),
            agency_id=agency.id,
            direction=direction,
            kind="decision",
            issuing_agency_name=agency.name,
            subject="về việc thử",
            urgency="normal",
            signer_lines=[],
            printed_recipients=[],
            created_at=self.runtime.clock.now(),
            revision=1,
        )

    def _leader(self, agency: Agency, session: object) -> Actor:
        return actor_of(make_post(session, make_unit(session, agency), Role.LEADER))  # type: ignore[arg-type]


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Office:
    return Office(make_runtime(database_url, tmp_path))


def test_a_figure_is_its_two_whole_numbers_and_their_share(office: Office) -> None:
    office.issue(office.province, date(2026, 11, 3))
    office.issue(office.province, date(2026, 11, 4), electronic=False)
    office.issue(office.province, date(2026, 11, 5))
    office.project()
    figure = office.figure("outgoing_sent", office.leader)
    assert (figure.numerator, figure.denominator, figure.percentage) == (2, 3, "66.67")


def test_where_nothing_was_counted_there_is_no_percentage(office: Office) -> None:
    assert office.figure("incoming_received", office.leader).percentage is None


def test_only_registered_arrivals_count(office: Office) -> None:
    office.receive(office.province, date(2026, 11, 3), "electronic")
    office.receive(office.province, date(2026, 11, 3), "paper")
    office.receive(office.province, None, "electronic")
    office.project()
    figure = office.figure("incoming_received", office.leader)
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_a_day_outside_the_period_does_not_count(office: Office) -> None:
    office.issue(office.province, date(2026, 10, 31))
    office.issue(office.province, date(2026, 11, 30))
    office.project()
    assert office.figure("outgoing_signed", office.leader).denominator == 1


def test_a_province_counts_what_is_below_it_and_a_commune_only_itself(office: Office) -> None:
    office.issue(office.province, date(2026, 11, 3))
    office.issue(office.commune, date(2026, 11, 3))
    office.project()
    assert office.figure("outgoing_sent", office.leader).denominator == 2
    assert office.figure("outgoing_sent", office.commune_leader).denominator == 1


@pytest.mark.parametrize("part", list(Part))
def test_a_list_holds_exactly_as_many_documents_as_its_number(office: Office, part: Part) -> None:
    for day in range(1, 31):
        office.issue(office.province, date(2026, 11, day), signed=day % 3 != 0)
    office.project()
    indicator, cut = get_indicator(indicators(), "outgoing_signed"), office.cut(office.leader)
    figure = office.figure("outgoing_signed", office.leader)
    expected = {
        Part.COUNTED: figure.denominator,
        Part.FULFILLED: figure.numerator,
        Part.MISSING: figure.denominator - figure.numerator,
    }[part]
    with office.runtime.read() as session:
        assert count_listed(session, indicator, cut, part) == expected
        listed, cursor = [], None
        while True:
            page = list_counted(session, office.leader, indicator, cut, part, cursor)
            listed += [row.document.id for row in page.rows]
            if (cursor := page.next_cursor) is None:
                break
    assert len(set(listed)) == len(listed) == expected


def test_a_document_of_another_agency_is_listed_but_not_open(office: Office) -> None:
    office.issue(office.commune, date(2026, 11, 3))
    office.project()
    indicator, cut = get_indicator(indicators(), "outgoing_sent"), office.cut(office.leader)
    with office.runtime.read() as session:
        page = list_counted(session, office.leader, indicator, cut, Part.COUNTED, None)
    assert [row.is_open for row in page.rows] == [False]


def test_rebuilt_projections_give_the_same_figures(office: Office) -> None:
    for day in range(1, 9):
        office.issue(office.province, date(2026, 11, day), electronic=day % 2 == 0)
        office.project()
    before = office.figure("outgoing_sent", office.leader)
    rebuild(office.runtime, [PROJECTION])
    assert office.figure("outgoing_sent", office.leader) == before


def test_an_event_counts_once_however_often_the_projection_is_advanced(office: Office) -> None:
    office.issue(office.province, date(2026, 11, 3))
    office.project()
    office.project()
    assert office.figure("outgoing_sent", office.leader).denominator == 1
