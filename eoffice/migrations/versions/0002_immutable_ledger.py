"""Rows of the ledger can be added, never changed or removed."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# An event may be given its place once; a seal may be given its timestamp once. Everything else is refused by
# the database itself, whoever asks.
_EVENT_COLUMNS = (
    "id",
    "type",
    "version",
    "occurred_at",
    "actor_id",
    "capacity",
    "agency_id",
    "subject_id",
    "data",
)
_SEAL_COLUMNS = ("number", "first_seq", "last_seq", "root", "previous_digest", "digest", "sealed_at")
_GUARDED = {"events": (_EVENT_COLUMNS, "sealed_seq"), "seals": (_SEAL_COLUMNS, "timestamp_token")}


def upgrade() -> None:
    """Add the triggers."""
    for table, (columns, once) in _GUARDED.items():
        if op.get_bind().dialect.name == "postgresql":
            _guard_postgresql(table, columns, once)
        else:
            _guard_sqlite(table, columns, once)


def downgrade() -> None:
    """Remove the triggers."""
    for table in _GUARDED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER guard_{table} ON {table}")
            op.execute(f"DROP FUNCTION guard_{table}()")
        else:
            op.execute(f"DROP TRIGGER guard_{table}_update")
            op.execute(f"DROP TRIGGER guard_{table}_delete")


def _guard_sqlite(table: str, columns: tuple[str, ...], once: str) -> None:
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
    op.execute(
        f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table}"
        f" WHEN {changed} OR OLD.{once} IS NOT NULL"
        f" BEGIN SELECT RAISE(ABORT, 'the ledger cannot be edited'); END"
    )
    op.execute(
        f"CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'the ledger cannot be edited'); END"
    )


def _guard_postgresql(table: str, columns: tuple[str, ...], once: str) -> None:
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    op.execute(
        f"CREATE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'UPDATE' OR {changed} OR OLD.{once} IS NOT NULL THEN"
        f" RAISE EXCEPTION 'the ledger cannot be edited'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER guard_{table} BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION guard_{table}()"
    )
