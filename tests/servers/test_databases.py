"""Each test gets a database of its own with the project's tables."""

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.servers.databases import PostgresDatabases, SqliteDatabases


def versions(url: str) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [str(row[0]) for row in connection.execute(text("SELECT version_num FROM alembic_version"))]


def test_a_fresh_database_is_migrated(database_url: str) -> None:
    assert len(versions(database_url)) == 1


def test_a_fresh_database_has_the_tables_of_the_ledger(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    assert "events" in inspect(engine).get_table_names()


def test_two_databases_share_nothing(
    sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases
) -> None:
    for databases in (sqlite_databases, postgres_databases):
        first, second = databases.make(), databases.make()
        engine = create_engine(first, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
        assert (versions(first), len(versions(second))) == ([], 1)
        databases.drop(first)
        databases.drop(second)
