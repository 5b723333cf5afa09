"""The test servers do what tests rely on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.processes import ServerDiedError, ServerProcess, is_listening
from tests.servers.programs import ProgramMissingError, find_program
from tests.servers.redis import RedisServer

PROJECT = Path(__file__).parents[2]
CHILD = """
import sys, tempfile, time
from pathlib import Path
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
for kind in (PostgresServer, RedisServer):
    folder = Path(tempfile.mkdtemp(dir=sys.argv[1]))
    server = kind(folder)
    server.start()
    print(server.port, flush=True)
time.sleep(600)
"""


def _rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute("SELECT name FROM place").fetchall()


def _fill(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE place (name text)")
        connection.execute("INSERT INTO place VALUES ('Ba Đình')")


def test_a_missing_program_is_named_with_its_package() -> None:
    with pytest.raises(ProgramMissingError, match="apt-get install no-such-program"):
        find_program("no-such-program")


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    broken = ServerProcess(
        ["sh", "-c", "echo port is taken; exit 1"], tmp_path / "log", is_ready=lambda: False
    )
    broken.start()
    with pytest.raises(ServerDiedError, match="port is taken"):
        broken.wait_until_ready()


def test_a_database_made_from_a_template_holds_its_rows(postgres: PostgresServer) -> None:
    template = postgres.make_database()
    _fill(template)
    assert _rows(postgres.make_database(template)) == [("Ba Đình",)]


def test_the_fast_postgres_does_not_wait_for_the_disk_and_the_durable_one_does(
    postgres: PostgresServer, durable_postgres: PostgresServer
) -> None:
    assert [_setting(server, "fsync") for server in (postgres, durable_postgres)] == ["off", "on"]


def _setting(server: PostgresServer, name: str) -> object:
    with psycopg.connect(server.make_database().replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        return row[0] if row else None


def test_a_killed_durable_postgres_comes_back_with_what_was_committed(
    durable_postgres: PostgresServer,
) -> None:
    url = durable_postgres.make_database()
    _fill(url)
    durable_postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        _rows(url)
    durable_postgres.start()
    assert _rows(url) == [("Ba Đình",)]


def test_a_killed_redis_can_be_started_again(redis: RedisServer) -> None:
    redis.kill()
    assert not is_listening(redis.port)
    redis.start()
    assert is_listening(redis.port)


def test_servers_end_when_the_process_of_the_tests_is_killed(servers_folder: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(servers_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as child:
        assert child.stdout is not None
        ports = [int(child.stdout.readline()) for _ in range(2)]
        assert all(is_listening(port) for port in ports)
        os.kill(child.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(is_listening(port) for port in ports) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [is_listening(port) for port in ports] == [False, False]
