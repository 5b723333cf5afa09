"""The schema's history, and the command that brings a database up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent


def configuration(url: str) -> Config:
    """Alembic's configuration for the database ``url``."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Bring the database ``url`` to the newest revision; nothing happens when it is there already."""
    command.upgrade(configuration(url), "head")


def is_current(connection: Connection) -> bool:
    """Whether the database stands at the newest revision."""
    newest = ScriptDirectory(str(FOLDER)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest
