"""One zygote, and one reference journey on each database, for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from eoffice.ledger import verification
from signing.tokens import check_token
from tests.conftest import DATABASES
from tests.faults.instances import Databases, FilesInFolders, Instances, OnServer
from tests.faults.reference import Reference
from tests.faults.servers import ZygoteProcess


@pytest.fixture(scope="session", autouse=True)
def _tokens_checked_once() -> Iterator[None]:
    """Every kill leaves the seals there were before; nobody needs their timestamps proved 300 times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "check_token", cache(check_token))
        yield


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZygoteProcess]:
    zygote = ZygoteProcess(tmp_path_factory.mktemp("zygote") / "servers.log")
    yield zygote
    zygote.stop()


@pytest.fixture(scope="session", params=DATABASES)
def reference(
    request: pytest.FixtureRequest, zygote: ZygoteProcess, tmp_path_factory: pytest.TempPathFactory
) -> Reference:
    """The journey on SQLite, then on PostgreSQL."""
    databases: Databases
    if request.param == "sqlite":
        databases = FilesInFolders(request.getfixturevalue("sqlite_databases"))
    else:
        postgres = request.getfixturevalue("postgres")
        databases = OnServer(postgres, request.getfixturevalue("postgres_databases"))
    return Reference(zygote, Instances(tmp_path_factory.mktemp(request.param), databases))
