"""Numbers: no gaps, no twins, dates that never run backwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import select

from eoffice.core.actor import SYSTEM
from eoffice.core.errors import Conflict
from eoffice.core.runtime import Runtime
from eoffice.documents import service
from eoffice.documents.models import Direction, NumberEntry, NumberSeries, Urgency
from eoffice.documents.numbering import take_number
from eoffice.documents.rules import notation, printed_number
from tests.factories import make_agency, make_runtime

DAY = date(2026, 11, 16)
PROCESSES = 4
EACH = 12


class _Stop(Exception):
    """A transaction that fails after it took its number."""


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    runtime = make_runtime(database_url, tmp_path)
    with runtime.work(SYSTEM) as work:
        service.ensure_kinds(work)
    yield runtime
    runtime.engine.dispose()


def make_documents(runtime: Runtime, count: int) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """An agency and documents of it."""
    with runtime.work(SYSTEM) as work:
        agency = make_agency(work.session)
        drafted = [
            service.draft_document(
                work,
                agency_id=agency.id,
                direction=Direction.OUTGOING,
                kind="decision",
                subject="Về việc thử số",
                urgency=Urgency.NORMAL,
                issuing_agency_name=agency.name,
            ).id
            for _ in range(count)
        ]
    return agency.id, drafted


def take(runtime: Runtime, agency_id: uuid.UUID, document_id: uuid.UUID, day: date = DAY) -> int:
    """Take a number in a transaction of its own."""
    with runtime.work(SYSTEM) as work:
        return take_number(work, agency_id, "outgoing", document_id, day)


def take_and_fail(runtime: Runtime, agency_id: uuid.UUID, document_id: uuid.UUID) -> None:
    """Take a number in a transaction that then fails."""
    with runtime.work(SYSTEM) as work:
        take_number(work, agency_id, "outgoing", document_id, DAY)
        raise _Stop


def take_many(url: str, folder: Path, agency_id: uuid.UUID, documents: list[uuid.UUID]) -> list[int]:
    """What one of several processes does: every third transaction fails and is done again."""
    runtime = make_runtime(url, folder)
    taken = []
    for index, document_id in enumerate(documents):
        if index % 3 == 0:
            with pytest.raises(_Stop):
                take_and_fail(runtime, agency_id, document_id)
        taken.append(take(runtime, agency_id, document_id))
    runtime.engine.dispose()
    return taken


def test_four_processes_take_numbers_without_gaps_and_twins(
    runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    agency_id, drafted = make_documents(runtime, PROCESSES * EACH)
    runtime.engine.dispose()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(take_many, database_url, tmp_path, agency_id, drafted[start::PROCESSES])
            for start in range(PROCESSES)
        ]
        taken = [number for job in jobs for number in job.result()]
    assert sorted(taken) == list(range(1, PROCESSES * EACH + 1))
    with runtime.read() as session:
        assert sorted(session.scalars(select(NumberEntry.number))) == sorted(taken)
        assert session.scalars(select(NumberSeries.last_number)).one() == PROCESSES * EACH


def test_a_document_keeps_its_number(runtime: Runtime) -> None:
    agency_id, (first, second) = make_documents(runtime, 2)
    assert [take(runtime, agency_id, first), take(runtime, agency_id, second)] == [1, 2]
    assert take(runtime, agency_id, first) == 1
    assert take(runtime, agency_id, first, date(2027, 1, 4)) == 1


def test_a_number_goes_back_when_its_transaction_fails(runtime: Runtime) -> None:
    agency_id, (first, second) = make_documents(runtime, 2)
    with pytest.raises(_Stop):
        take_and_fail(runtime, agency_id, first)
    assert take(runtime, agency_id, second) == 1


def test_dates_never_run_backwards_in_a_series(runtime: Runtime) -> None:
    agency_id, (first, second) = make_documents(runtime, 2)
    take(runtime, agency_id, first)
    with pytest.raises(Conflict) as refused:
        take(runtime, agency_id, second, date(2026, 11, 15))
    assert refused.value.code == "number-day-backwards"
    assert take(runtime, agency_id, second) == 2


def test_each_year_and_each_agency_begins_at_one(runtime: Runtime) -> None:
    agency_id, (first, second) = make_documents(runtime, 2)
    other_id, (third,) = make_documents(runtime, 1)
    assert take(runtime, agency_id, first) == 1
    assert take(runtime, agency_id, second, date(2027, 1, 4)) == 1
    assert take(runtime, other_id, third) == 1


@pytest.mark.parametrize(("number", "printed"), [(1, "01"), (9, "09"), (10, "10"), (1234, "1234")])
def test_numbers_below_ten_are_printed_with_a_zero(number: int, printed: str) -> None:
    assert printed_number(number) == printed


def test_a_kind_without_abbreviation_names_the_drafting_unit() -> None:
    assert notation("QĐ", "UBND", "VP") == "QĐ-UBND"
    assert notation(None, "UBND", "VP") == "UBND-VP"
