"""An office of its own for each test, on databases that the tests of a module share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from eoffice.access import passwords
from eoffice.core.runtime import Runtime
from tests.conftest import DATABASES
from tests.incoming.doors import House
from tests.incoming.offices import Office, make_office, open_runtime
from tests.incoming.visitors import make_app


@pytest.fixture(scope="module", params=DATABASES)
def runtime(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    databases = request.getfixturevalue(name)
    url = databases.make()
    runtime = open_runtime(url, tmp_path_factory.mktemp("instance"))
    yield runtime
    runtime.engine.dispose()
    databases.drop(url)


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return make_office(runtime)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id with small parameters: the tests of doors sign in several times."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> House:
    office = make_office(open_runtime(sqlite_url, tmp_path))
    return House(office, make_app(office.runtime))
