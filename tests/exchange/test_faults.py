"""A delivery that breaks off anywhere and runs again ends in exactly one arrival, and says so meanwhile."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eoffice.core.actor import SYSTEM
from eoffice.core.events import Event
from eoffice.core.work import Work
from eoffice.exchange.rules import DELIVERY_BROKE, FILE_LOST
from eoffice.exchange.service import note_failure
from storage import FileMissing, FolderStore
from tests.exchange.sending import (
    Exchange,
    codes_of,
    count_arrivals,
    deliver,
    issue,
    transmission_of,
)
from tests.incoming.offices import a_pdf


class Killed(BaseException):
    """The process is gone: nothing after this runs, not even the handling of errors."""


@pytest.mark.parametrize("point", ["document.arrived", "transmission.reported", "transmission.delivered"])
def test_a_delivery_killed_inside_its_transaction_is_repeated_without_a_trace(
    exchange: Exchange, point: str
) -> None:
    document_id = issue(exchange)
    with pytest.raises(Killed):
        deliver(_killed_at(exchange, point), document_id)
    assert (count_arrivals(exchange), codes_of(exchange, document_id)) == (0, [])

    deliver(exchange, document_id)

    assert (count_arrivals(exchange), codes_of(exchange, document_id)) == (1, ["01"])


def test_a_delivery_killed_right_after_its_commit_is_not_repeated(exchange: Exchange) -> None:
    document_id = issue(exchange)

    def die(work: Work) -> None:
        raise Killed

    with pytest.raises(Killed):
        deliver(exchange.with_runtime(replace(exchange.runtime, wake=die)), document_id)

    deliver(exchange, document_id)

    assert (count_arrivals(exchange), codes_of(exchange, document_id)) == (1, ["01"])


def test_a_lost_file_fails_on_both_sides_until_it_is_back(exchange: Exchange, tmp_path: Path) -> None:
    document_id = issue(exchange)
    empty = FolderStore(tmp_path / "empty")
    empty.prepare()

    with pytest.raises(FileMissing):
        deliver(exchange.with_runtime(replace(exchange.runtime, store=empty)), document_id)
    transmission = transmission_of(exchange, document_id)
    assert (transmission.transport, transmission.failure) == ("failed", FILE_LOST)

    deliver(exchange, document_id)
    transmission = transmission_of(exchange, document_id)
    assert (transmission.transport, transmission.failure) == ("acknowledged", None)


def test_a_lost_annex_keeps_the_whole_document_from_arriving(exchange: Exchange, tmp_path: Path) -> None:
    document_id = issue(exchange)
    without_annex = FolderStore(tmp_path / "store")
    without_annex.prepare()
    without_annex.put(io.BytesIO(a_pdf()))

    with pytest.raises(FileMissing):
        deliver(exchange.with_runtime(replace(exchange.runtime, store=without_annex)), document_id)

    assert count_arrivals(exchange) == 0


def test_a_delivery_that_breaks_off_says_that_it_is_not_confirmed(exchange: Exchange) -> None:
    document_id = issue(exchange)

    def fail(work: Work, event: Event) -> None:
        raise RuntimeError("something broke")

    with pytest.raises(RuntimeError):
        deliver(_with_subscriber(exchange, "document.arrived", fail), document_id)

    transmission = transmission_of(exchange, document_id)
    assert (transmission.transport, transmission.failure) == ("queued", DELIVERY_BROKE)


def test_a_failure_told_late_does_not_undo_a_confirmed_delivery(exchange: Exchange) -> None:
    document_id = issue(exchange)
    deliver(exchange, document_id)

    with exchange.runtime.work(SYSTEM) as work:
        transmission_id = transmission_of(exchange, document_id).id
        note_failure(work, transmission_id, DELIVERY_BROKE, is_lasting=True)

    assert transmission_of(exchange, document_id).transport == "acknowledged"


def _killed_at(exchange: Exchange, point: str) -> Exchange:
    def die(work: Work, event: Event) -> None:
        raise Killed

    return _with_subscriber(exchange, point, die)


def _with_subscriber(exchange: Exchange, type: str, subscriber: Callable[[Work, Event], None]) -> Exchange:
    before = exchange.runtime.subscribers
    subscribers = {**before, type: [*before.get(type, ()), subscriber]}
    return exchange.with_runtime(replace(exchange.runtime, subscribers=subscribers))
