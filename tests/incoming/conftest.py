"""An office of its own for each test, on databases that the tests of a module share."""

from collections.abc import Iterator

import pytest

from eoffice.core.runtime import Runtime
from tests.conftest import DATABASES
from tests.incoming.offices import Office, make_office, open_runtime


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
