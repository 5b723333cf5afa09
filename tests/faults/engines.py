"""One engine for each kind of database, whichever database is open: its compiled statements serve all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect, Engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry


@dataclass
class Engines:
    """Open one database at a time, and close it before the next one."""

    _engines: dict[str, Engine] = field(default_factory=dict)
    _url: str = ""

    def open(self, url: str, made: Engine) -> Engine:
        """An engine like ``made`` that connects to ``url``: the first one there was of its kind."""
        self._url = url
        kind = made.dialect.name
        if kind not in self._engines:
            self._engines[kind] = made
            event.listen(made, "do_connect", self._connect)
        return self._engines[kind]

    def close(self) -> None:
        """Close all connections."""
        for engine in self._engines.values():
            engine.dispose()

    def _connect(
        self, dialect: Dialect, record: ConnectionPoolEntry, arguments: list[Any], named: dict[str, Any]
    ) -> Any:
        """Connect to the database that is open, whichever one the engine was made for."""
        wanted, options = dialect.create_connect_args(make_url(self._url))
        return dialect.connect(*wanted, **{**named, **options})
