"""One world for all tests that only look or are refused; nothing in it changes."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from eoffice.access import passwords
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
