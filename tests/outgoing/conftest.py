"""Offices on a fresh database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import make_runtime
from tests.outgoing.office import Office, make_office


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office on SQLite, then on PostgreSQL."""
    yield from _office(database_url, tmp_path)


@pytest.fixture
def small_office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office on SQLite alone, for what does not depend on the database."""
    yield from _office(sqlite_url, tmp_path)


def _office(url: str, folder: Path) -> Iterator[Office]:
    runtime = make_runtime(url, folder)
    yield make_office(runtime)
    runtime.engine.dispose()
