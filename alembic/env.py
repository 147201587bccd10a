"""How migrations run: on the engine of the service, in one transaction, with batches for SQLite."""

from sqlalchemy import JSON, Column

from alembic import context
from app.db import LocalizedText, get_engine
from app.tables import metadata


def run() -> None:
    """Run the migrations on the connection given by the caller, or on the service's own engine."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with get_engine().execution_options(writes=True).connect() as connection:
        _migrate(connection)
        connection.commit()


def _migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=_differs,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _differs(_context: object, _found: object, column: Column[object], *_rest: object) -> bool | None:
    """Let Alembic compare defaults, but for JSON: PostgreSQL knows no equality of it."""
    return False if isinstance(column.type, JSON | LocalizedText) else None


run()
