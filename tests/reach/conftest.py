"""One world for tests that only look or are refused, and one on each database for those that change it."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from eoffice.access import passwords
from tests.conftest import DATABASES
from tests.reach.world import World, make_world
from tests.servers.databases import SqliteDatabases

CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@pytest.fixture(scope="package")
def world(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On SQLite: what a door lets through does not depend on the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)  # the same argon2id with small parameters
        url = sqlite_databases.make()
        made = make_world(url, tmp_path_factory.mktemp("world"))
        yield made
        made.runtime.engine.dispose()
        sqlite_databases.drop(url)


@pytest.fixture(scope="package", params=DATABASES)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world on each database that tests may change."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    databases = request.getfixturevalue(f"{kind}_databases")
    url = databases.make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        made = make_world(url, tmp_path_factory.mktemp("stage"))
        yield made
    made.runtime.engine.dispose()
    databases.drop(url)
