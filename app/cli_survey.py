"""The command `ateliers survey`: questionnaires from files, to files, and what is wrong in them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from app.cli_errors import fail, said_in_one_line

if TYPE_CHECKING:
    from app.questionnaires.finding import Finding
    from app.questionnaires.workbook import Workbook

ENDINGS: Final = (".xlsx", ".yaml")

survey = typer.Typer(
    help="Questionnaires in files: import them, export them, say what is wrong in them.",
    no_args_is_help=True,
)


@survey.command()
def lint(
    files: Annotated[
        list[Path],
        typer.Argument(help="Questionnaires, .yaml or .xlsx.", exists=True, dir_okay=False, readable=True),
    ],
) -> None:
    """Say what is wrong in files: sheet, row, column and what to do. Exits with 1 if anything is."""
    from app.programmes.files import ballots_in_files  # noqa: PLC0415
    from app.questionnaires.lint_files import lint_file  # noqa: PLC0415
    from app.settings import ROOT  # noqa: PLC0415

    ballots = ballots_in_files(ROOT / "programmes")
    _say([finding for path in files for finding in lint_file(path, ballots)])


@survey.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="A questionnaire, .xlsx or .yaml.", exists=True, dir_okay=False, readable=True),
    ],
) -> None:
    """Publish a questionnaire as the newest version of the one with its form_id.

    A mistake refuses it: every finding is told, nothing changes, and the exit code is 1.
    """
    from app.db import transaction  # noqa: PLC0415
    from app.questionnaires.ballots import ballots_of  # noqa: PLC0415
    from app.questionnaires.lint_files import findings_of, read_file  # noqa: PLC0415
    from app.questionnaires.models import QuestionnaireVersion  # noqa: PLC0415
    from app.questionnaires.publish import form_code, publish_version  # noqa: PLC0415
    from app.questionnaires.queries import latest_version_id  # noqa: PLC0415

    with said_in_one_line(), transaction() as session:
        read = read_file(file, ballots_of(session))
        _say(findings_of(read, file))
        code = form_code(read.workbook)
        before = session.get(QuestionnaireVersion, latest_version_id(session, code) or 0)
        version = publish_version(session, read.workbook, file=str(file), lines=read.lines, media=read.media)
    if version is before:
        typer.echo(f"{code}: nothing has changed since version {version.number}.")
        return
    typer.echo(f"{code}: version {version.number} is published.")
    if before and before.from_file:
        typer.echo("The file of surveys/ no longer changes it.")


@survey.command()
def export(
    code: Annotated[str, typer.Argument(help="The form_id of a questionnaire, such as citoyens.")],
    *,
    to: Annotated[Path, typer.Option(help="The file to write, .xlsx or .yaml.", dir_okay=False)],
    version: Annotated[int | None, typer.Option(help="Its number; the newest by default.", min=1)] = None,
    for_other_tools: Annotated[
        bool, typer.Option("--for-other-tools", help="As other tools read it: with one title.")
    ] = False,
) -> None:
    """Write a published version of a questionnaire to a file, every cell as it is kept."""
    from app.db import reading  # noqa: PLC0415
    from app.questionnaires.pyxform_check import for_other_tools as standard  # noqa: PLC0415
    from app.questionnaires.queries import workbook_of  # noqa: PLC0415

    if to.suffix.lower() not in ENDINGS:
        fail(f"{to}: end the name with {' or '.join(ENDINGS)}")
    with said_in_one_line():
        with reading() as session:
            number, workbook = workbook_of(session, code, version)
        _write(standard(workbook) if for_other_tools else workbook, to)
    typer.echo(f"{code}: version {number} is written to {to}.")


def _write(workbook: "Workbook", path: Path) -> None:
    from app.questionnaires.xlsx import write_xlsx  # noqa: PLC0415
    from app.questionnaires.yaml_writer import write_yaml  # noqa: PLC0415

    is_xlsx = path.suffix.lower() == ".xlsx"
    content = write_xlsx(workbook) if is_xlsx else write_yaml(workbook).encode()
    try:
        path.write_bytes(content)
    except OSError as error:
        fail(f"{path}: {error.strerror}")


def _say(findings: "Iterable[Finding]") -> None:
    """Print findings, and leave with exit code 1 if one of them is an error."""
    found = list(findings)
    for finding in found:
        typer.echo(str(finding))
    if any(finding.level == "error" for finding in found):
        raise typer.Exit(1)
