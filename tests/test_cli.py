"""The command `ateliers`: as a process of its own where it has to stop, in this one where it works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from app.cli import cli
from app.consultations.models import Tally
from app.db import transaction
from app.meetings.register import register
from tests.conftest import SECRET
from tests.factories.answers import answer, make_consultation
from tests.meetings.factories import committed_meeting, make_wish

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "serve": "Start the service",
    "migrate": "Bring the database to this version",
    "demo": "Fill an empty database with the demonstration",
    "create-user": "Create somebody who can sign in",
    "lint-surveys": "Say what is wrong in questionnaires",
    "tally": "Count the sent responses of a consultation",
    "priorities": "Show how many picked each action",
    "meetings": "List meetings, the earliest first",
    "rebuild": "Compute everything counted again",
    "explore": "Write the answers to a DuckDB file",
    "purge": "Remove what its retention period no longer covers",
    "tick": "Let seats lapse, remind and thank people where it is time",
}


def ateliers(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command; `settings` are ATELIERS_ variables beside those of the test."""
    environment = {**os.environ, **{f"ATELIERS_{name.upper()}": value for name, value in settings.items()}}
    # A wide terminal without colours, so that a sentence stays on one line.
    environment |= {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def called(*arguments: str) -> Result:
    """Call the command inside this process, on the database of the test."""
    return CliRunner().invoke(cli, list(arguments), env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def test_it_lists_every_command_with_what_it_does() -> None:
    listed = ateliers("--help").stdout
    for name, does in COMMANDS.items():
        assert name in listed
        assert does in listed


def test_no_command_is_forgotten_here() -> None:
    names = {c.name or (c.callback.__name__ if c.callback else "") for c in cli.registered_commands}
    assert names == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does(name: str) -> None:
    said = called(name, "--help")
    assert said.exit_code == 0
    assert COMMANDS[name] in said.stdout


@pytest.mark.parametrize(
    ("name", "variable", "value"),
    [
        ("serve", "database_url", "oracle://db"),
        ("migrate", "secret_key", "short"),
        ("demo", "environment", "staging"),
        ("rebuild", "base_url", "nowhere"),
    ],
)
def test_a_wrong_setting_is_one_clear_line_and_exit_code_2(name: str, variable: str, value: str) -> None:
    said = ateliers(name, **{variable: value})
    assert said.returncode == 2
    assert said.stdout == ""
    assert said.stderr.startswith(f"ATELIERS_{variable.upper()}: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("serve", "sqlite:////proc/no/such/folder/db.sqlite3"),
        ("migrate", "sqlite:////proc/no/such/folder/db.sqlite3"),
        ("rebuild", "postgresql://nobody@127.0.0.1:1/nothing"),
        ("serve", "postgresql://nobody@127.0.0.1:1/nothing"),
    ],
)
def test_a_database_that_does_not_answer_is_one_clear_line_and_exit_code_2(name: str, address: str) -> None:
    said = ateliers(name, database_url=address, secret_key=SECRET)
    assert said.returncode == 2
    assert said.stderr.startswith("ATELIERS_DATABASE_URL: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_migrate_can_be_run_any_number_of_times() -> None:
    for _ in range(2):
        said = called("migrate")
        assert (said.exit_code, said.stdout) == (0, "The database is up to date.\n")


@pytest.mark.usefixtures("database")
def test_an_unknown_consultation_is_one_clear_line() -> None:
    said = called("tally", "no-such-thing", "--json")
    assert said.exit_code == 2
    assert said.stdout == ""
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.usefixtures("database")
def test_tally_gives_every_question_with_its_base_and_its_options() -> None:
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
        answer(session, "citoyens", "nl", {"bassin": "sud", "profile": "carer"})
    result = json.loads(called("tally", "citoyens", "--json").stdout)
    assert set(result) == {"consultation", "responses", "questions"}
    assert result["consultation"] == "citoyens"
    assert result["responses"] == 2
    for figures in result["questions"].values():
        assert set(figures) == {"base", "options"}
        assert all(isinstance(n, int) for n in [figures["base"], *figures["options"].values()])
    assert result["questions"]["profile"] == {
        "base": 2,
        "options": {"inhabitant": 0, "beneficiary": 0, "carer": 2},
    }
    assert result["questions"]["priorities"]["options"]["helpdesk"] == 1
    assert len(result["questions"]["priorities"]["options"]) == 9
    assert "2 responses" in called("tally", "citoyens").stdout


@pytest.mark.both_databases
@pytest.mark.usefixtures("database")
def test_rebuild_finds_a_count_that_the_responses_do_not_bear_out_and_mends_it() -> None:
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
    assert called("rebuild", "--check").exit_code == 0
    with transaction() as session:
        session.execute(update(Tally).where(Tally.option == "helpdesk").values(n=7))
    said = called("rebuild", "--check")
    assert said.exit_code == 1
    assert "helpdesk" in said.stdout
    assert called("rebuild").exit_code == 0
    assert called("rebuild", "--check").exit_code == 0


def test_the_questionnaires_of_the_project_pass_their_lint() -> None:
    assert called("lint-surveys").exit_code == 0


def test_a_questionnaire_with_a_mistake_is_refused_with_its_row(tmp_path: Path) -> None:
    text = (ROOT / "surveys" / "evaluation.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        text.replace("label::Nederlands (nl): ", "label::Nederlands (nl): '' #", 1), encoding="utf-8"
    )
    said = called("lint-surveys", str(broken))
    assert said.exit_code == 1
    assert "row" in said.stdout


@pytest.mark.usefixtures("database")
def test_it_lists_meetings_with_their_seats_and_who_came() -> None:
    committed_meeting(capacity=1)
    committed_meeting(code="heads", bassin_code=None, capacity=None, headcount=40)
    for number in range(2):
        with transaction() as session:
            register(session, "nord-1", make_wish(number), address_confirmed=True)
    lines = json.loads(called("meetings", "--json").stdout)
    assert [line["code"] for line in lines] == ["heads", "nord-1"]
    assert lines[0]["attended"] == 40
    assert lines[1] == {
        "code": "nord-1",
        "starts_at": "2030-03-12T13:00:00+01:00",
        "capacity": 1,
        "confirmed": 1,
        "waiting": 1,
        "attended": 0,
    }
    assert "heads" not in called("meetings", "--bassin", "nord").stdout
    assert "nord-1" not in called("meetings", "--bassin", "region").stdout
    assert called("meetings", "--programme", "ets-2023", "--json").stdout.strip() == "[]"
    refused = called("meetings", "--bassin", "nowhere")
    assert (refused.exit_code, refused.stdout) == (2, "")
