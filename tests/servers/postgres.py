"""A private PostgreSQL."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.processes import ServerProcess, free_port
from tests.servers.programs import find_program

OWNER = "eoffice"
_UNPRIVILEGED = ("postgres", "nobody")
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """A cluster in ``folder``, on a random port of 127.0.0.1, with trust authentication.

    ``durable`` keeps fsync on, for tests that kill the server; without it a killed server may lose what it
    acknowledged. PostgreSQL refuses root, so there it runs as the package's own account, or nobody.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._user = _unprivileged_user() if os.geteuid() == 0 else None
        self.port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            **({} if durable else _FAST),
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = ServerProcess(
            [find_program("postgres"), "-D", str(self._data), *arguments],
            folder / "postgres.log",
            is_ready=self._answers,
            user=self._user,
            die_with=signal.SIGQUIT,  # "immediate shutdown": releases its shared memory, writes nothing
        )
        self._initialise()

    def start(self) -> None:
        """Start (again) and wait until it accepts connections."""
        self._process.start()
        self._process.wait_until_ready()

    def stop(self) -> None:
        """Stop without a checkpoint."""
        self._process.stop()

    def kill(self) -> None:
        """SIGKILL all of it, as a power failure would; ``start`` then recovers the cluster."""
        self._process.kill_with_children()

    def make_database(self, template: str | None = None) -> str:
        """Create a database, a copy of ``template`` if given, and return its SQLAlchemy URL."""
        name = f"test_{secrets.token_hex(8)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(_name_in(template) if template else "template1")
        )
        with self._connect() as connection:
            connection.execute(statement)
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Drop a database and whoever is still connected to it."""
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name_in(url))))

    def _initialise(self) -> None:
        command = [find_program("initdb"), "-D", str(self._data), "-U", OWNER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        if self._user:
            shutil.chown(self._folder, self._user)
            command = [
                *(
                    find_program("setpriv"),
                    "--reuid",
                    self._user,
                    "--regid",
                    self._user,
                    "--init-groups",
                    "--",
                ),
                *command,
            ]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=OWNER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True


def _unprivileged_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in _UNPRIVILEGED:
        if name in known:
            return name
    raise LookupError(
        f"PostgreSQL refuses to run as root, and none of these accounts exists: {_UNPRIVILEGED}"
    )


def _name_in(url: str) -> str:
    return url.rpartition("/")[2]
