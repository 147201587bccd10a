"""`ateliers survey`: once as a process of its own, as people run it, and elsewhere in this one."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from typer.testing import Result

from app.db import reading
from app.questionnaires.queries import workbook_of
from app.questionnaires.workbook import Workbook
from app.questionnaires.xlsx import read_xlsx, write_xlsx
from app.questionnaires.yaml_file import read_workbook
from tests.questionnaires.books import FR, SET, book, options, row, without
from tests.test_cli import ROOT, ateliers, called

SURVEYS = sorted((ROOT / "surveys").glob("*.yaml"))


def written(folder: Path, workbook: Workbook, name: str = "form.xlsx") -> str:
    file = folder / name
    file.write_bytes(write_xlsx(workbook))
    return str(file)


def newest(code: str) -> tuple[int, Workbook]:
    with reading() as session:
        return workbook_of(session, code)


def test_each_command_says_what_it_does() -> None:
    listed = called("survey", "--help").stdout

    assert all(name in listed for name in ("import", "export", "lint"))


def test_lint_passes_our_questionnaires_as_yaml_and_as_xlsx(tmp_path: Path) -> None:
    files = [str(path) for path in SURVEYS]
    files += [written(tmp_path, read_workbook(path), f"{path.stem}.xlsx") for path in SURVEYS]

    said = called("survey", "lint", *files)

    assert (said.exit_code, said.stdout, said.stderr) == (0, "", "")


def test_lint_names_file_sheet_row_and_column_of_every_mistake(tmp_path: Path) -> None:
    ring = [row("text", "a", relevant="${b} != ''"), row("text", "b", relevant="${a} != ''")]
    lists = [*options("sizes"), *options(), *options("sizes", ["large"])]
    file = written(
        tmp_path, book([*ring, row("select_one sizes", "c"), row("select_one colours", "d")], lists)
    )
    other = tmp_path / "notes.xlsx"
    other.write_text("these are only notes", encoding="utf-8")

    said = ateliers("survey", "lint", file, str(other))

    assert said.returncode == 1
    assert said.stdout.splitlines() == [
        (
            f"{file}: survey, row 2, column relevant: these wait for each other: a → b → a"
            " — let one of them stand without the others"
        ),
        (
            f"{file}: choices, row 6, column list_name: the list 'sizes' ended in row 3 and begins again"
            " — write its rows together, or give the second list a name of its own"
        ),
        f"{other}: this is not an .xlsx workbook — open it in Excel or LibreOffice and save it as .xlsx",
    ]


@pytest.mark.usefixtures("database")
def test_what_is_exported_and_imported_again_changes_nothing(tmp_path: Path) -> None:
    ways: tuple[tuple[str, Callable[..., Result | CompletedProcess[str]]], ...]
    ways = (("xlsx", ateliers), ("yaml", called))
    for ending, run in ways:
        file = str(tmp_path / f"citoyens.{ending}")
        number, workbook = newest("citoyens")

        exported = run("survey", "export", "citoyens", "--to", file)
        imported = run("survey", "import", file)

        assert exported.stdout == f"citoyens: version {number} is written to {file}.\n", exported.stderr
        assert imported.stdout == f"citoyens: nothing has changed since version {number}.\n", imported.stderr
        assert newest("citoyens") == (number, workbook)
    assert read_xlsx(tmp_path / "citoyens.xlsx") == read_workbook(tmp_path / "citoyens.yaml") == workbook


@pytest.mark.usefixtures("database")
def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    number, before = newest("evaluation")
    title = {**before.settings, f"form_title::{FR}": "Évaluation d’essai"}
    changed = before.with_sheet("settings", book([], (), title).sheet("settings"))

    said = called("survey", "import", written(tmp_path, changed))

    assert said.stdout == (
        f"evaluation: version {number + 1} is published.\nThe file of surveys/ no longer changes it.\n"
    )
    assert newest("evaluation") == (number + 1, changed)
    with reading() as session:
        assert workbook_of(session, "evaluation", number) == (number, before)
    file = str(tmp_path / "old.xlsx")
    called("survey", "export", "evaluation", "--version", str(number), "--to", file)
    assert read_xlsx(Path(file)) == before


@pytest.mark.usefixtures("database")
def test_import_keeps_sheets_and_columns_that_are_not_read(tmp_path: Path) -> None:
    workbook = book(
        [{**row("text", "a"), "remark": "=1+1"}],
        (),
        SET,
        **{"À relire": [{"qui": "עברית 😀", "quand": " 3.0 "}]},
    )

    said = called("survey", "import", written(tmp_path, workbook))

    assert said.stdout.splitlines()[-1] == "test: version 1 is published."
    assert newest("test") == (1, workbook)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("workbook", "message"),
    [
        (
            book([row("text", "a"), row("text", "a")]),
            "survey, row 3, column name: the name 'a' is already used",
        ),
        (
            book([row("text", "a")], (), without(SET, "form_id")),
            "settings, row 2, column form_id: form_id is",
        ),
        (book([row("text", "a", bx__ballot="nope")]), "survey, row 2, column bx::ballot: the ballot 'nope'"),
    ],
)
def test_a_mistake_refuses_an_import_and_nothing_changes(
    tmp_path: Path, workbook: Workbook, message: str
) -> None:
    said = called("survey", "import", written(tmp_path, workbook))

    assert said.exit_code == 1
    assert message in said.stdout
    assert "Traceback" not in said.stderr
    assert "'test'" in called("survey", "export", "test", "--to", str(tmp_path / "x.yaml")).stderr


@pytest.mark.usefixtures("database")
def test_an_export_for_other_tools_has_one_title(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"

    called("survey", "export", "evaluation", "--to", str(file), "--for-other-tools")

    columns = read_xlsx(file).sheet("settings").columns
    assert "form_title" in columns
    assert not [column for column in columns if column.startswith("form_title::")]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope", "--to", "x.xlsx"], "there is no questionnaire 'nope'; there are: citoyens, "),
        (["citoyens", "--version", "9", "--to", "x.xlsx"], "citoyens has no version 9; it has: 1"),
        (["citoyens", "--to", "x.ods"], "x.ods: end the name with .xlsx or .yaml"),
        (["citoyens", "--to", "no/such/folder/x.yaml"], "no/such/folder/x.yaml: No such file or directory"),
    ],
)
def test_what_cannot_be_exported_is_one_clear_line(arguments: list[str], message: str) -> None:
    said = called("survey", "export", *arguments)

    assert said.exit_code == 2
    assert said.stderr.startswith(message)
    assert len(said.stderr.splitlines()) == 1
