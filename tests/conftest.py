"""Databases, one per test, on SQLite and on a real PostgreSQL; clients that speak to the real application."""

import os
import re
import shutil
import sqlite3
import sys
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text

from app.db import forget_engine
from app.settings import get_settings
from scripts.browser import launch_options
from tests.support import postgres

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser

SECRET = "tests only, tests only, tests only, tests only"
# Tests are quicker than people; those that are about speed say so.
QUICK = {"password_cost": "low", "seconds_per_page": "0"}

Made = TypeVar("Made")

GUARANTEES = Path(__file__).resolve().parent.parent / "docs" / "guarantees.md"

# Compiled modules are kept whatever the machine says: the tests start hundreds of processes of ours, and
# each would compile the whole house again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Every core has a worker of its own already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ON_BOTH = ("tests/guarantees/", "tests/concurrency/", "tests/kit/", "tests/journeys/")
"""Where everything runs on both databases, pages too; so does what docs/guarantees.md names.

Journeys have a sample of their own, in which each database meets each language and each way of scripts.
"""

ONE_OF = 4
"""One in so many of the other tests of pages and commands runs on PostgreSQL; with PROOF all of them do."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is seen through pages and commands to SQLite, but for a sample; the proof runs the rest.

    The sample is drawn by the name of the test, so that it is the same in every run and every process.
    """
    promises = set(re.findall(r"tests/\S+::test_\w+", GUARANTEES.read_text("utf-8")))
    left_out = {item for item in items if _is_page_on_postgres(item) and not _is_kept(item, promises)}
    if os.environ.get("PROOF"):
        for item in left_out:
            item.add_marker("proof")
    elif left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _is_page_on_postgres(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    is_page = "make_client" in item.fixturenames or item.get_closest_marker("browser")
    is_command = item.nodeid.startswith("tests/test_cli")
    return item.callspec.params.get("backend") == "postgresql" and bool(is_page or is_command)


def _is_kept(item: pytest.Item, promises: set[str]) -> bool:
    is_promise = item.nodeid.startswith(ON_BOTH) or item.nodeid.partition("[")[0] in promises
    is_marked = item.get_closest_marker("both_databases") is not None
    return is_promise or is_marked or zlib.crc32(item.nodeid.encode()) % ONE_OF == 0


def use_settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Set ATELIERS_ variables for one test and forget what was read from the environment before."""
    for name, value in values.items():
        monkeypatch.setenv(f"ATELIERS_{name.upper()}", value)
    forget_everything()


def forget_everything() -> None:
    """Forget settings and engines."""
    forget_engine()
    get_settings.cache_clear()


def migrated() -> None:
    """Fill an empty database as `ateliers migrate` does."""
    from app.migrations import prepare  # noqa: PLC0415 - imports every domain

    prepare()


class Databases:
    """Makes fresh databases as copies of one that the migrations built and the project's data filled.

    What a file of tests begins with can be made once and copied as well: that is its world, a function that
    fills the database of the settings.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self._postgres: str | None = None
        self._maker: Connection | None = None
        self._templates: dict[tuple[str, Callable[[], object]], tuple[str, object]] = {}

    def fresh(self, backend: str, world: Callable[[], object] = migrated) -> str:
        """Return the address of a new database."""
        template = self._template(backend, world)[0]
        if backend == "sqlite":
            copy = self.folder / f"{uuid.uuid4().hex}.sqlite3"
            shutil.copyfile(template.removeprefix("sqlite:///"), copy)
            return f"sqlite:///{copy}"
        name = f"t_{uuid.uuid4().hex}"
        # Copying files takes a third of the time that writing their pages to the log takes.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {_name_in(template)} STRATEGY file_copy")
        return self._postgres_url(name)

    def found_in(self, backend: str, world: Callable[[], Made]) -> Made:
        """Return what `world` gave when it filled the database of which copies are made."""
        return cast("Made", self._template(backend, world)[1])

    def empty(self, backend: str) -> str:
        """Return the address of a database without a table, for what is about migrations."""
        name = f"t_{uuid.uuid4().hex}"
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        if self._postgres is None:
            self._postgres = self._stack.enter_context(postgres.server())
        self._execute(f"CREATE DATABASE {name}")
        return self._postgres_url(name)

    def drop(self, url: str) -> None:
        """Remove a database that a test is done with."""
        if url.startswith("sqlite"):
            for suffix in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)
        else:
            self._execute(f"DROP DATABASE IF EXISTS {_name_in(url)} WITH (FORCE)")

    def _template(self, backend: str, world: Callable[[], object]) -> tuple[str, object]:
        if (backend, world) not in self._templates:
            url = self.empty(backend) if world is migrated else self.fresh(backend)
            with pytest.MonkeyPatch.context() as monkeypatch:
                use_settings(monkeypatch, database_url=url, secret_key=SECRET, **QUICK)
                made = world()
                forget_engine()
            forget_everything()
            if backend == "sqlite":
                with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._templates[backend, world] = url, made
        return self._templates[backend, world]

    def _postgres_url(self, name: str) -> str:
        assert self._postgres is not None
        return self._postgres.format(database=name)

    def _execute(self, statement: str) -> None:
        if self._maker is None:
            engine = create_engine(self._postgres_url("postgres"), isolation_level="AUTOCOMMIT")
            self._stack.callback(engine.dispose)
            self._maker = self._stack.enter_context(engine.connect())
        self._maker.execute(text(statement))


def _name_in(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session", autouse=True)
def _files_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the files that tests write out of the project's own folder."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ATELIERS_FILES_FOLDER", str(tmp_path_factory.mktemp("files")))
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases, one per worker of the test run."""
    room = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, for speed
    folder = room / f"ateliers-tests-{uuid.uuid4().hex}" if room else tmp_path_factory.mktemp("databases")
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        yield Databases(folder, stack)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Every test that touches the database runs on both."""
    return str(request.param)


@pytest.fixture
def world() -> Callable[[], object]:
    """What fills the database before a test begins; a file of tests may name something else."""
    return migrated


@pytest.fixture
def database(
    backend: str, databases: Databases, world: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh database with the project's data, chosen by the settings while the test runs.

    It gives the address of the database.
    """
    url = databases.fresh(backend, world)
    use_settings(monkeypatch, database_url=url, secret_key=SECRET, **QUICK)
    yield url
    forget_everything()
    databases.drop(url)


_applications: "dict[tuple[str, str], FastAPI]" = {}


def _application() -> "FastAPI":
    """Return an application for the settings of now, made once for all that it reads of them."""
    from app.main import create_app  # noqa: PLC0415 - after the settings

    settings = get_settings()
    key = settings.environment, settings.base_url
    if key not in _applications:
        _applications[key] = create_app()
    return _applications[key]


@pytest.fixture
def make_client(database: str) -> Iterator[Callable[[], TestClient]]:  # noqa: ARG001 - it must be there first
    """Give visitors: each has cookies of its own and follows no redirect by itself."""
    application = _application()
    with ExitStack() as stack:

        def make() -> TestClient:
            return stack.enter_context(
                TestClient(
                    application,
                    base_url="http://127.0.0.1:8000",
                    follow_redirects=False,
                    headers={"Sec-Fetch-Site": "same-origin"},
                    raise_server_exceptions=False,
                )
            )

        yield make


@pytest.fixture
def client(make_client: Callable[[], TestClient]) -> TestClient:
    """One visitor."""
    return make_client()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium per worker of the test run: a second Playwright beside the first would refuse to start."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - takes a second, and mostly not needed

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()
