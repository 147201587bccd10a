"""The database: the declarative base, the engines, the two kinds of session and the row lock.

Only this module commits and only this module makes engines. SQLite and PostgreSQL are told apart here and
nowhere else, but for `kit/outbox`, which claims rows, and `kit/forget_order`.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import anyio
import anyio.to_thread
from fastapi import Depends
from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
    inspect,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.kit.columns import LocalizedText, UtcDateTime
from app.kit.localized import Localized
from app.settings import get_settings

SQLITE_BUSY_MILLISECONDS = 20_000

Row = TypeVar("Row", bound="Base")


class DatabaseNotFitError(Exception):
    """The database cannot keep our promises; the message says why in one line."""


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it once
        datetime: UtcDateTime,
        Localized: LocalizedText,
        Literal: Enum(native_enum=False, length=40),
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
    }


UNORDERED = {"sqlite_with_rowid": False}
"""Table option: SQLite keeps such rows by their random key and not in the order of arrival."""


def make_engine(url: str, *, pool: int = 40) -> Engine:
    """Return an engine with the isolation and the durability that our guarantees rest on.

    SQLite: WAL, synchronous=FULL, foreign keys, `BEGIN IMMEDIATE` where the option `writes` is set.
    PostgreSQL: READ COMMITTED.

    Raises:
        DatabaseNotFitError: SQLite cannot use WAL there, as on a network disk.
    """
    dumps = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))  # noqa: E731
    if make_url(url).get_backend_name() == "sqlite":
        _make_folder_of(url)
        engine = create_engine(
            url, poolclass=QueuePool, pool_size=pool, max_overflow=0, json_serializer=dumps,
            connect_args={"check_same_thread": False}, hide_parameters=True,
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url, pool_size=pool, max_overflow=0, pool_pre_ping=True, isolation_level="READ COMMITTED",
        json_serializer=dumps, hide_parameters=True,
    )  # fmt: skip


def _make_folder_of(url: str) -> None:
    path = make_url(url).database
    if path and path != ":memory:":
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseNotFitError(
                f"ATELIERS_DATABASE_URL: the folder of {path} cannot be made: {error.strerror}"
            ) from error


def _prepare_sqlite(dbapi_connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the DBAPI's own type
    # Without this Python's driver opens transactions when it likes; we say BEGIN ourselves below.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MILLISECONDS}")
    mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise DatabaseNotFitError(
            f"SQLite answers journal_mode={mode} instead of wal: is the database on a network disk?"
        )
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a withdrawn answer must not be readable in the file.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """Return the engine of this process."""
    settings = get_settings()
    return make_engine(settings.database_url, pool=settings.database_pool)


@lru_cache(maxsize=1)
def _writing_engine() -> Engine:
    return get_engine().execution_options(writes=True)


def forget_engine() -> None:
    """Close the engine, so that the next use makes one from the settings of then."""
    if get_engine.cache_info().currsize:
        get_engine().dispose()
    get_engine.cache_clear()
    _writing_engine.cache_clear()


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a writing session and commit at the end: for the command line and the worker.

    Whatever is raised inside rolls everything back.
    """
    with Session(_writing_engine(), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that never writes: for the command line and the worker."""
    with Session(get_engine(), expire_on_commit=False, autoflush=False) as session:
        yield session


async def _read_session() -> AsyncIterator[Session]:
    # A session touches the database at its first statement, in the thread of the route: making one here
    # spares two changes of thread at every page, which cost more than most statements.
    session = Session(get_engine(), expire_on_commit=False, autoflush=False)
    try:
        yield session
    finally:
        await _in_a_thread(session, session.close)


async def _write_session() -> AsyncIterator[Session]:
    session = Session(_writing_engine(), expire_on_commit=False)
    try:
        yield session
        await _in_a_thread(session, session.commit)
    finally:
        # After a commit nothing is left to do; after anything else this rolls back.
        await _in_a_thread(session, session.close)


async def _in_a_thread(session: Session, end: Callable[[], None]) -> None:
    """End a transaction without making other requests wait for the database.

    In a thread beyond those of the routes: in a crowd each of these may be waiting for the one writer of
    SQLite, who could then never come to its end. There are no more of them than connections.
    """
    if session.in_transaction():
        await anyio.to_thread.run_sync(end, limiter=anyio.CapacityLimiter(1))


# scope="function": the commit happens before the response leaves, so that nobody is told "registered" by a
# transaction that then failed.
ReadSession = Annotated[Session, Depends(_read_session, scope="function")]
WriteSession = Annotated[Session, Depends(_write_session, scope="function")]


def lock_row(session: Session, model: type[Row], key: object) -> Row | None:
    """Lock one row until the end of the transaction, and return it as it is now, or None.

    Raising `version` takes the row lock on PostgreSQL and the write lock on SQLite; what comes back is the
    row under that lock, so that what is counted next cannot change meanwhile. `SELECT … FOR UPDATE` was
    measured to oversell on SQLite.
    """
    (primary,) = inspect(model).primary_key
    version = inspect(model).columns["version"]
    session.flush()
    return session.scalars(
        update(model).where(primary == key).values({version: version + 1}).returning(model),
        execution_options={"populate_existing": True, "synchronize_session": False},
    ).one_or_none()


def block_writers(session: Session, model: type[Base]) -> None:
    """Keep everybody else from writing to a table in this transaction; on SQLite a writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def one_snapshot(session: Session) -> None:
    """Make every statement of a reading session see the same moment. SQLite's readers always do."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def insert_for(session: Session) -> type[sqlite.Insert] | type[postgresql.Insert]:
    """Return the INSERT construct with `on_conflict_do_update` of the database in use."""
    return sqlite.Insert if session.get_bind().dialect.name == "sqlite" else postgresql.Insert


def upsert_adding(session: Session, model: type[Base], rows: list[dict[str, Any]], column: str) -> None:
    """Insert `rows`, adding `column` to the row already there when the primary key exists.

    Rows are sorted by key, so that two writers take their locks in the same order and cannot deadlock.
    """
    if not rows:
        return
    keys = [key.name for key in inspect(model).primary_key]
    rows = sorted(rows, key=lambda row: tuple(str(row[key]) for key in keys))
    statement = insert_for(session)(model)
    added = inspect(model).columns[column] + statement.excluded[column]
    # Rows given as parameters let SQLAlchemy keep the compiled statement; as VALUES it is made each time.
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=keys, set_={column: added}), rows
    )


def insert_many(
    session: Session, model: type[Base], names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert very many rows, by the shortest way that the database has. None may be there already.

    `rows` hold numbers, texts, days and ids in the order of `names`; a JSON column takes its text. They are
    read as they are needed, and must not ask this session for anything meanwhile.
    """
    connection = session.connection()
    table = model.__tablename__
    columns = ", ".join(names)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(names))
    connection.connection.driver_connection.executemany(  # type: ignore[union-attr]  # it is connected
        f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own tables
        ([_sqlite_keeps(value) for value in row] for row in rows),
    )


def _sqlite_keeps(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Return a value as SQLite keeps it: it has no type for days and ids."""
    if isinstance(value, date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def is_writing(session: Session) -> bool:
    """Say whether a session may still write, and take back, what it reads."""
    return bool(session.get_bind().get_execution_options().get("writes"))
