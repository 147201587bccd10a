"""How migrations run: on the engine of the service, in one transaction, with batches for SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import JSON, Column, Connection

from alembic import context
from app.db import get_engine
from app.kit.columns import LocalizedText
from app.tables import metadata


def run() -> None:
    """Run the migrations on the connection given by the caller, or on the service's own engine."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with get_engine().execution_options(writes=True).connect() as connection, _loose_keys(connection):
        _migrate(connection)
        connection.commit()


@contextmanager
def _loose_keys(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew without deleting what hangs on the rows of the old one.

    A batch copies a table and drops the old one, and a drop deletes rows: with foreign keys watched that
    goes on to what references them. They are watched again after the commit, before which they must hold.
    """
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    # Only outside a transaction does this say anything, so the driver is asked and not SQLAlchemy.
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys = ON")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=_differs,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        _check_keys(connection)


def _check_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migrations left rows that reference nothing: {broken[:5]}")


def _differs(_context: object, _found: object, column: Column[object], *_rest: object) -> bool | None:
    """Let Alembic compare defaults, but for JSON: PostgreSQL knows no equality of it."""
    return False if isinstance(column.type, JSON | LocalizedText) else None


run()
