"""Two agencies in one instance, with exchange wired as the application wires it."""

from collections.abc import Iterator

import pytest

from eoffice.core.runtime import Runtime
from eoffice.exchange.rules import REPORTED_EVENTS
from eoffice.exchange.service import queue_transmissions, report_status
from tests.conftest import DATABASES
from tests.exchange.sending import Exchange, make_exchange
from tests.incoming.offices import open_runtime


@pytest.fixture(scope="module", params=DATABASES)
def runtime(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    databases = request.getfixturevalue(name)
    url = databases.make()
    subscribers = {
        "document.issued": [queue_transmissions],
        **{event: [report_status] for event in REPORTED_EVENTS},
    }
    runtime = open_runtime(url, tmp_path_factory.mktemp("instance"), subscribers)
    yield runtime
    runtime.engine.dispose()
    databases.drop(url)


@pytest.fixture
def exchange(runtime: Runtime) -> Exchange:
    return make_exchange(runtime)
