"""The rules of the house, checked on the code itself."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from alembic import command
from app import db
from app.consultations.models import Draft
from app.db import Base, reading, transaction
from app.main import create_app
from app.migrations import alembic_config
from app.tables import DOMAINS
from tests.factories.answers import make_consultation
from tests.support.visitor import begin

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "pandas", "plotly", "scipy", "pyxform", "openpyxl")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the project, by its path from the root."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def modules_that_use(*names: str) -> set[str]:
    """The modules in which one of `names` is called or read, such as `datetime.now`."""
    return {
        module
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in names
    }


def modules_that_call_a_method(*names: str) -> set[str]:
    """The modules in which a method of one of `names` is called, on whatever object."""
    return {
        module
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    }


def test_imports_only_look_downward() -> None:
    found = subprocess.run(  # noqa: S603 - our own command
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr


def test_only_the_clock_asks_the_time() -> None:
    asking = modules_that_use(
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.date.today", "time.time"
    )
    assert asking == {"app/kit/clock.py"}


def test_only_settings_read_the_environment() -> None:
    assert modules_that_use("os.environ", "os.getenv", "environ", "getenv") == set()


def test_only_db_makes_engines_and_commits() -> None:
    assert modules_that_use("create_engine", "sqlalchemy.create_engine", "sessionmaker") == {"app/db.py"}
    assert modules_that_call_a_method("commit") == set(), "app/db.py commits by `session.begin()` alone"


def test_every_file_is_short_enough_to_be_read_at_once() -> None:
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("app", "tests", "scripts", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {name: n for name, n in lines.items() if n > 300} == {}


def test_no_relationship_is_loaded_by_a_template() -> None:
    assert DOMAINS, "every table is known"
    lazy = {
        str(relation)
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy not in {"raise", "raise_on_sql"}
    }
    assert lazy == set()


def dependencies(dependant: Dependant) -> Iterator[Dependant]:
    """Everything that a route asks for, near and far."""
    for below in dependant.dependencies:
        yield below
        yield from dependencies(below)


def test_a_page_that_is_only_read_never_gets_a_session_that_writes() -> None:
    walked = 0
    for route in iter_route_contexts(create_app().routes):
        dependant = getattr(route, "dependant", None)
        if dependant is None:
            continue
        walked += 1
        sessions = [d for d in dependencies(dependant) if d.call in {db._read_session, db._write_session}]
        writes = any(d.call is db._write_session for d in sessions)
        assert not (writes and {"GET", "HEAD"} & set(route.methods or ())), route.path
        assert all(d.scope == "function" for d in sessions), f"{route.path} commits after its answer has left"
    assert walked > 20


def test_nobody_is_told_that_something_was_done_when_the_commit_failed(client: TestClient) -> None:
    with transaction() as session:
        make_consultation(session)

    def fail(_: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    event.listen(Session, "before_commit", fail)
    try:
        answer = begin(client, "/fr/c/citoyens")
    finally:
        event.remove(Session, "before_commit", fail)
    assert answer.status_code >= 500
    assert "set-cookie" not in answer.headers
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert begin(client, "/fr/c/citoyens").status_code == 303


@pytest.mark.usefixtures("database")
def test_the_migrations_make_the_tables_that_the_code_describes() -> None:
    # It raises with the list of what differs.
    command.check(alembic_config())


def test_starting_does_not_pay_for_analysis() -> None:
    code = (
        "import sys; from app.main import create_app; create_app(); "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
