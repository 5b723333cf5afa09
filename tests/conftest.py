"""Fixtures for all tests: private servers, started when first asked for, and fresh databases.

Each process of pytest-xdist starts its own servers. Nothing is skipped: a missing program is an error.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.factories import close_engines
from tests.servers.databases import PostgresDatabases, SqliteDatabases
from tests.servers.postgres import PostgresServer
from tests.servers.programs import find_program
from tests.servers.redis import RedisServer
from tests.servers.swift import SwiftServer

DATABASES = ["sqlite", "postgresql"]
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


class _Server(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


S = TypeVar("S", bound=_Server)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A short-lived folder that other accounts may pass through, as PostgreSQL's under root."""
    with tempfile.TemporaryDirectory(prefix="eoffice-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture(scope="session")
def postgres(servers_folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL that is fast and not durable: kill another one, ``durable_postgres``."""
    with _running(PostgresServer(_new_folder(servers_folder, "postgres"))) as server:
        yield server


@pytest.fixture
def durable_postgres(servers_folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL of this test alone, with fsync on, that may be killed and started again."""
    with _running(PostgresServer(_new_folder(servers_folder, "durable"), durable=True)) as server:
        yield server


@pytest.fixture(scope="session")
def redis(servers_folder: Path) -> Iterator[RedisServer]:
    """A Redis; ``redis.url`` is its broker URL."""
    with _running(RedisServer(_new_folder(servers_folder, "redis"))) as server:
        yield server


@pytest.fixture(scope="session")
def s3(servers_folder: Path) -> Iterator[SwiftServer]:
    """An S3 server; ``s3.make_bucket()`` makes an empty bucket."""
    with _running(SwiftServer(_new_folder(servers_folder, "swift"))) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; each test makes profiles of its own in it.

    No longer than a module: as long as Playwright's loop runs in this thread, asyncio.run() refuses to.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_program("chromium"), headless=True, args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sqlite_databases(servers_folder: Path) -> SqliteDatabases:
    """Makes migrated SQLite databases."""
    return SqliteDatabases(_new_folder(servers_folder, "sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(postgres: PostgresServer) -> PostgresDatabases:
    """Makes migrated PostgreSQL databases."""
    return PostgresDatabases(postgres)


@pytest.fixture
def sqlite_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The URL of a fresh, migrated SQLite database."""
    url = sqlite_databases.make()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    url = postgres_databases.make()
    yield url
    postgres_databases.drop(url)


@pytest.fixture(autouse=True)
def _connections_closed() -> Iterator[None]:
    """No test leaves a connection behind that a database could not be dropped for."""
    yield
    close_engines()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


def _new_folder(parent: Path, name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))


@contextmanager
def _running(server: S) -> Iterator[S]:
    server.start()
    try:
        yield server
    finally:
        server.stop()
