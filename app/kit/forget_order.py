"""What PostgreSQL's files tell of the order in which rows were written, and how it is removed."""

from collections.abc import Sequence

from sqlalchemy import inspect, text, update

from app.db import Base, get_engine


def forget_order(models: Sequence[type[Base]]) -> None:
    """Remove from PostgreSQL's files the order in which the rows of these tables were written.

    Every row is written anew in one transaction, so that all carry its number, and laid down in the order
    of its random key. SQLite keeps such tables by that key from the beginning.
    """
    if get_engine().dialect.name != "postgresql":
        return
    for model in models:
        column = inspect(model).primary_key[0]
        # One table at a time, so that nobody who sends an answer can be waiting in a circle with this.
        with get_engine().begin() as connection:
            connection.execute(update(model).values({column: column}))
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for model in models:
            connection.execute(text(f"CLUSTER {model.__tablename__} USING pk_{model.__tablename__}"))
