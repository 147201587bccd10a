"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.db import get_engine


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that fills with every statement that is run inside the block."""
    made: list[str] = []

    def listen(*said: object) -> None:
        statement = str(said[2])
        # SQLite's driver says BEGIN as a statement, PostgreSQL's does not.
        if not statement.startswith("BEGIN"):
            made.append(statement)

    event.listen(get_engine(), "before_cursor_execute", listen)
    try:
        yield made
    finally:
        event.remove(get_engine(), "before_cursor_execute", listen)
