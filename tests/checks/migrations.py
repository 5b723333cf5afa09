"""Fails when the migrations do not lead to the tables of the models: ``alembic check`` on a new SQLite."""

import tempfile

from alembic import command

from tests.servers.databases import configuration, migrate

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fresh.db"
        migrate(url)
        command.check(configuration(url))
