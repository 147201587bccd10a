"""The answers in a DuckDB file: the same as in the other files, explained, and noted in the audit."""

import sys
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.accounts.models import AuditLine
from app.analysis.export.formats import export_chunks
from app.cli import cli
from app.db import reading, transaction
from tests.factories.answers import answer, make_consultation

PERSON = {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"], "change_nearby": "Des bancs."}


@pytest.fixture
def backend() -> str:
    """What is read is read as every other export reads it: one database is enough."""
    return "sqlite"


def explore(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["explore", *map(str, arguments)])
    return done.exit_code, done.output


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.verb.startswith("export")))
        return [(line.verb, line.target) for line in lines]


@pytest.mark.usefixtures("database")
def test_the_file_says_what_the_others_say_in_both_languages(tmp_path: Path) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
        for lang in ("fr", "nl", "nl"):
            answer(session, "citoyens", lang, PERSON)
    file = tmp_path / "answers.duckdb"

    assert explore(file, "--consultation", "citoyens") == (
        0, f"{file}: citoyens, each with labels in _fr and _nl, and codebook.\n"
    )  # fmt: skip
    parquet = tmp_path / "codes.parquet"
    parquet.write_bytes(b"".join(export_chunks("citoyens", "codes.parquet", open_answers=False)))
    with duckdb.connect(file, read_only=True) as db:
        ours = db.execute("FROM citoyens").fetchall()
        assert ours == db.execute(f"FROM read_parquet('{parquet}')").fetchall()
        assert len(ours) == 3
        assert db.execute('SELECT sum("priorities/helpdesk") FROM citoyens').fetchone() == (3,)
        assert db.execute("SELECT DISTINCT bassin, profile FROM citoyens").fetchall() == [("nord", "carer")]
        ((french,),) = db.execute("SELECT DISTINCT profile FROM citoyens_fr").fetchall()
        ((dutch,),) = db.execute("SELECT DISTINCT profile FROM citoyens_nl").fetchall()
        said = 'SELECT code_label_fr, code_label_nl FROM codebook WHERE "column" = ? AND code = ?'
        assert db.execute(said, ["profile", "carer"]).fetchall() == [(french, dutch)]
        assert french != dutch
        columns = [name for name, *_ in db.execute("DESCRIBE citoyens").fetchall()]
        assert "change_nearby" not in columns, "what people typed stays out unless it is asked for"

    assert explore(tmp_path / "open.duckdb", "--open-answers")[0] == 0
    with duckdb.connect(tmp_path / "open.duckdb", read_only=True) as db:
        assert db.execute("SELECT DISTINCT change_nearby FROM citoyens").fetchall() == [("Des bancs.",)]
    assert audited() == [
        ("export_answers", "consultation:citoyens/duckdb"),
        ("export_open_answers", "consultation:citoyens/duckdb"),
    ]


@pytest.mark.usefixtures("database")
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.duckdb"
    there.write_bytes(b"precious")
    assert explore(there) == (2, f"{there}: there is such a file; give another name, or remove it first\n")
    assert there.read_bytes() == b"precious"
    assert explore(tmp_path / "no" / "x.duckdb")[0] == 2
    assert "There is no consultation" in explore(tmp_path / "x.duckdb", "--consultation", "nope")[1]
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert explore(tmp_path / "x.duckdb") == (2, "DuckDB is not installed: pip install 'ateliers[explore]'\n")
    assert list(tmp_path.iterdir()) == [there]
    assert audited() == []
