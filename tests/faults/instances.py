"""Instances that can be copied as they stand: a folder with files and keys, and a database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from eoffice.core.runtime import Runtime
from tests.factories import make_runtime
from tests.faults.engines import Engines
from tests.faults.zygote import SCRATCH, Order
from tests.servers.databases import PostgresDatabases, SqliteDatabases
from tests.servers.postgres import PostgresServer

DATABASE_FILE = "eoffice.db"
_ENGINES = Engines()


@dataclass(frozen=True)
class Instance:
    """One instance that nobody serves at this moment."""

    folder: Path
    url: str

    def order(self, moment: datetime, kill_at: int | None = None) -> Order:
        """The order for a server of it."""
        return Order(str(self.folder), self.url, moment.isoformat(), kill_at)


class Databases(Protocol):
    """Where the databases of instances come from. ``folder`` is the instance's, copied already."""

    def make(self, folder: Path) -> str: ...
    def copy(self, url: str, folder: Path) -> str: ...
    def drop(self, url: str) -> None: ...


@dataclass(frozen=True)
class FilesInFolders:
    """SQLite: the database is a file in the instance's folder and is copied with it."""

    databases: SqliteDatabases

    def make(self, folder: Path) -> str:
        made = self.databases.make()
        shutil.move(made.removeprefix("sqlite:///"), folder / DATABASE_FILE)
        return self.copy(made, folder)

    def copy(self, url: str, folder: Path) -> str:
        return f"sqlite:///{folder / DATABASE_FILE}"

    def drop(self, url: str) -> None:
        """It goes with the folder."""


@dataclass(frozen=True)
class OnServer:
    """PostgreSQL: databases of one server."""

    server: PostgresServer
    databases: PostgresDatabases

    def make(self, folder: Path) -> str:
        return self.databases.make()

    def copy(self, url: str, folder: Path) -> str:
        return self.server.make_database(url)

    def drop(self, url: str) -> None:
        self.server.drop_database(url)


class Instances:
    """Makes instances in ``folder``."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        self._folder = folder
        self._databases = databases
        self._numbers = count(1)

    def make(self) -> Instance:
        """One with an empty, migrated database."""
        folder = self._new_folder()
        (folder / SCRATCH).mkdir(parents=True)
        return Instance(folder, self._databases.make(folder))

    def copy(self, instance: Instance) -> Instance:
        """One just like it. Files of the store never change, so both share their bytes."""
        folder = self._new_folder()
        shutil.copytree(instance.folder, folder, copy_function=_copy_or_link)
        return Instance(folder, self._databases.copy(instance.url, folder))

    def drop(self, instance: Instance) -> None:
        """Remove it."""
        self._databases.drop(instance.url)
        shutil.rmtree(instance.folder)

    def _new_folder(self) -> Path:
        return self._folder / str(next(self._numbers))


def _copy_or_link(source: str, target: str) -> None:
    if Path(source).name.startswith(DATABASE_FILE):
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


@contextmanager
def opened(instance: Instance) -> Iterator[Runtime]:
    """A runtime on an instance that nobody serves; one at a time."""
    runtime = make_runtime(instance.url, instance.folder)
    try:
        yield replace(runtime, engine=_ENGINES.open(instance.url, runtime.engine))
    finally:
        _ENGINES.close()
