"""How Alembic meets the database: every table of every feature, and SQLite's batches."""

from __future__ import annotations

from alembic import context

import eoffice.access.models
import eoffice.core.jobs
import eoffice.core.leases
import eoffice.core.once
import eoffice.documents.models
import eoffice.exchange.models
import eoffice.incoming.models
import eoffice.ledger.models
import eoffice.organization.models
import eoffice.outgoing.models
import eoffice.reports.models
import eoffice.signatures.models
import eoffice.trial.models  # noqa: F401 - all of them, for the tables they declare
from eoffice.core.database import WRITING, Base, make_engine


def _url() -> str:
    given = context.get_x_argument(as_dictionary=True).get("url")
    return given or context.config.get_main_option("sqlalchemy.url") or "sqlite://"


def run() -> None:
    """Run migrations, or compare models and database, on the configured URL."""
    engine = make_engine(_url()).execution_options(**WRITING)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_server_default=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
