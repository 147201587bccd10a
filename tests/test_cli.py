"""The command `ateliers`, run as a process of its own, as people run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from app.consultations.models import Tally
from app.db import transaction
from tests.conftest import SECRET
from tests.factories.answers import answer, make_consultation

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "serve": "Start the service",
    "migrate": "Bring the database to this version",
    "demo": "Fill an empty database with the demonstration",
    "create-user": "Create somebody who can sign in",
    "lint-surveys": "Say what is wrong in questionnaires",
    "tally": "Count the sent responses of a consultation",
    "priorities": "Show how many picked each action",
    "rebuild": "Compute everything counted again",
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


def test_it_lists_every_command_with_what_it_does() -> None:
    listed = ateliers("--help").stdout
    for name, does in COMMANDS.items():
        assert name in listed
        assert does in listed


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does(name: str) -> None:
    said = ateliers(name, "--help")
    assert said.returncode == 0
    assert COMMANDS[name] in said.stdout


@pytest.mark.parametrize("name", ["serve", "migrate", "demo", "rebuild"])
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("database_url", "oracle://db"),
        ("secret_key", "short"),
        ("environment", "staging"),
        ("base_url", "nowhere"),
    ],
)
def test_a_wrong_setting_is_one_clear_line_and_exit_code_2(name: str, variable: str, value: str) -> None:
    said = ateliers(name, **{variable: value})
    assert said.returncode == 2
    assert said.stdout == ""
    assert said.stderr.startswith(f"ATELIERS_{variable.upper()}: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["serve", "migrate", "rebuild"])
@pytest.mark.parametrize(
    "address", ["sqlite:////proc/no/such/folder/db.sqlite3", "postgresql://nobody@127.0.0.1:1/nothing"]
)
def test_a_database_that_does_not_answer_is_one_clear_line_and_exit_code_2(name: str, address: str) -> None:
    said = ateliers(name, database_url=address, secret_key=SECRET)
    assert said.returncode == 2
    assert said.stderr.startswith("ATELIERS_DATABASE_URL: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.usefixtures("database")
def test_migrate_can_be_run_any_number_of_times() -> None:
    for _ in range(2):
        said = ateliers("migrate")
        assert (said.returncode, said.stdout) == (0, "The database is up to date.\n")


@pytest.mark.usefixtures("database")
def test_an_unknown_consultation_is_one_clear_line() -> None:
    said = ateliers("tally", "no-such-thing", "--json")
    assert said.returncode == 2
    assert said.stdout == ""
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.usefixtures("database")
def test_tally_gives_every_question_with_its_base_and_its_options() -> None:
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
        answer(session, "citoyens", "nl", {"bassin": "sud", "profile": "carer"})
    result = json.loads(ateliers("tally", "citoyens", "--json").stdout)
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
    assert "2 responses" in ateliers("tally", "citoyens").stdout


@pytest.mark.usefixtures("database")
def test_rebuild_finds_a_count_that_the_responses_do_not_bear_out_and_mends_it() -> None:
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
    assert ateliers("rebuild", "--check").returncode == 0
    with transaction() as session:
        session.execute(update(Tally).where(Tally.option == "helpdesk").values(n=7))
    said = ateliers("rebuild", "--check")
    assert said.returncode == 1
    assert "helpdesk" in said.stdout
    assert ateliers("rebuild").returncode == 0
    assert ateliers("rebuild", "--check").returncode == 0


def test_the_questionnaires_of_the_project_pass_their_lint() -> None:
    assert ateliers("lint-surveys").returncode == 0


def test_a_questionnaire_with_a_mistake_is_refused_with_its_row(tmp_path: Path) -> None:
    text = (ROOT / "surveys" / "evaluation.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(
        text.replace("label::Nederlands (nl): ", "label::Nederlands (nl): '' #", 1), encoding="utf-8"
    )
    said = ateliers("lint-surveys", str(broken))
    assert said.returncode == 1
    assert "row" in said.stdout
