"""Fresh databases with the current tables, made by copying one that was migrated once."""

import secrets
import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config

from tests.servers.postgres import PostgresServer

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def configuration(url: str) -> Config:
    """Return Alembic's configuration of this project for the database at ``url``."""
    config = Config(toml_file=_PROJECT)
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest revision by the project's own migrations."""
    command.upgrade(configuration(url), "head")


class SqliteDatabases:
    """SQLite files in ``folder``, copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        migrate(_sqlite_url(self._template))

    def make(self) -> str:
        """Return the URL of a fresh database."""
        path = self._folder / f"{secrets.token_hex(8)}.db"
        shutil.copyfile(self._template, path)
        return _sqlite_url(path)

    def drop(self, url: str) -> None:
        """Remove a database with its journal files."""
        path = Path(url.removeprefix("sqlite:///"))
        for found in self._folder.glob(f"{path.name}*"):
            found.unlink()


class PostgresDatabases:
    """Databases of one PostgreSQL server, copies of one migrated database."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._template = server.make_database()
        migrate(self._template)

    def make(self) -> str:
        """Return the URL of a fresh database."""
        return self._server.make_database(self._template)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._server.drop_database(url)


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
