"""The command `ateliers`. Whatever is heavy is imported by the command that needs it."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli_errors import fail, said_in_one_line
from app.cli_explore import explore
from app.cli_meetings import meetings
from app.cli_outbox import outbox
from app.cli_survey import survey

cli = typer.Typer(
    help="Ateliers: bilingual participatory consultation by territory.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(survey, name="survey")
cli.add_typer(outbox, name="outbox")
cli.command("meetings")(meetings)
cli.command("explore")(explore)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", envvar="PORT", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="How many processes answer.", min=1, max=64)] = 1,
) -> None:
    """Start the service. The database must be there: see `migrate`."""
    import uvicorn  # noqa: PLC0415
    from sqlalchemy import inspect  # noqa: PLC0415

    from app.db import get_engine  # noqa: PLC0415
    from app.settings import get_settings  # noqa: PLC0415

    with said_in_one_line():
        get_settings()
        with get_engine().connect() as connection:
            migrated = inspect(connection).has_table("alembic_version")
        get_engine().dispose()
    if not migrated:
        fail("ATELIERS_DATABASE_URL: the database is empty; run `ateliers migrate` first")
    uvicorn.run(
        "app.main:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning",
        proxy_headers=True, server_header=False, timeout_graceful_shutdown=10,
    )  # fmt: skip


@cli.command()
def migrate() -> None:
    """Bring the database to this version: tables, territory, programmes and questionnaires."""
    from app.migrations import prepare  # noqa: PLC0415

    with said_in_one_line():
        prepare()
    typer.echo("The database is up to date.")


@cli.command()
def demo(
    seed: Annotated[int, typer.Option(help="Another seed makes other invented answers.")] = 2023,
) -> None:
    """Fill an empty database with the demonstration: real figures, invented answers.

    It is harmless when the demonstration is already there.
    """
    from app.demo.build import build_demo  # noqa: PLC0415

    with said_in_one_line():
        typer.echo(build_demo(seed))


@cli.command("create-user")
def create_user(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    *,
    role: Annotated[str, typer.Option(help="admin, analyst, facilitator or partner.")],
    name: Annotated[str, typer.Option(help="The name that colleagues see.")],
    language: Annotated[str, typer.Option(help="fr or nl.")] = "fr",
    bassin: Annotated[list[str] | None, typer.Option(help="A bassin of a facilitator; repeatable.")] = None,
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="At least 12 characters."),
    ] = "",
) -> None:
    """Create somebody who can sign in under /staff/."""
    from app.accounts.create_user import create_user as create  # noqa: PLC0415
    from app.db import transaction  # noqa: PLC0415
    from app.kit.errors import InvalidError  # noqa: PLC0415

    with said_in_one_line():
        try:
            with transaction() as session:
                create(
                    session, email=email, name=name, role=role, language=language, password=password,
                    bassins=bassin or [],
                )  # fmt: skip
        except InvalidError as error:
            fail("\n".join(f"{problem.field}: {problem.message.text('fr')}" for problem in error.problems))
    typer.echo(f"{email} can sign in.")


@cli.command("lint-surveys")
def lint_surveys(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Questionnaires in YAML; all of surveys/ by default.")
    ] = None,
) -> None:
    """Say what is wrong in questionnaires: file, row, column and what to do. Exits with 1 if anything is."""
    from app.programmes.files import ballots_in_files  # noqa: PLC0415
    from app.questionnaires.lint_files import lint_file  # noqa: PLC0415
    from app.settings import ROOT  # noqa: PLC0415

    ballots = ballots_in_files(ROOT / "programmes")
    findings = []
    for path in files or sorted((ROOT / "surveys").glob("*.yaml")):
        findings += lint_file(path, ballots)
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


@cli.command()
def tally(
    consultation: Annotated[str, typer.Argument(help="The code of a consultation, such as citoyens.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON instead of text.")] = False,
) -> None:
    """Count the sent responses of a consultation, question by question."""
    from app.consultations.figures import tally as count  # noqa: PLC0415
    from app.consultations.queries import consultation_by_code  # noqa: PLC0415
    from app.db import reading  # noqa: PLC0415

    with said_in_one_line(), reading() as session:
        result = count(session, consultation_by_code(session, consultation))
    if as_json:
        _print_json(result)
        return
    typer.echo(f"{result['consultation']}: {result['responses']} responses")
    for question, figures in result["questions"].items():
        typer.echo(f"\n{question} ({figures['base']} answered)")
        for option, n in figures["options"].items():
            typer.echo(f"  {n:>6}  {option}")


@cli.command()
def priorities(
    scope: Annotated[str, typer.Argument(help="The code of a consultation or of a programme.")],
    bassin: Annotated[str | None, typer.Option(help="Only this bassin, such as nord-est.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON instead of text.")] = False,
) -> None:
    """Show how many picked each action, over sent responses, with the interval that the number allows."""
    from app.analysis.priorities import priorities_json  # noqa: PLC0415
    from app.db import reading  # noqa: PLC0415

    with said_in_one_line(), reading() as session:
        result = priorities_json(session, scope, bassin)
    if as_json:
        _print_json(result)
        return
    said = result["audiences"] if len(result["audiences"]) > 1 else {"": result}
    for audience, found in said.items():
        scope = " ".join(filter(None, (result["scope"], result["bassin"], audience)))
        typer.echo(f"{scope}: {found['base']} people picked up to {result['pick']}, {found['blank']} none")
        for row in found["actions"]:
            share = (
                "–" if row["share"] is None else f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
            )
            chance = f"first {result['pick']}: {row['p_top2']:.0%}"
            typer.echo(f"  {row['n']:>6}  {row['action']:<28} {share:<20} {chance}, {row['word']}")


@cli.command()
def purge() -> None:
    """Remove what its retention period no longer covers. The running service does this every hour as well."""
    from app.housekeeping import purge as remove  # noqa: PLC0415

    with said_in_one_line():
        removed = remove()
    typer.echo(", ".join(f"{n} {what}" for what, n in removed.items()) + " removed.")


@cli.command()
def tick() -> None:
    """Let seats lapse, remind and thank people where it is time. The running service does it every minute."""
    from app.meetings.clockwork import tick as do_what_is_due  # noqa: PLC0415

    with said_in_one_line():
        done = do_what_is_due()
    typer.echo(", ".join(f"{n} {what}" for what, n in done.items()) + ".")
    if done["failed"]:
        raise typer.Exit(1)


@cli.command()
def rebuild(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exits with 1 on any difference.")
    ] = False,
    cubes: Annotated[
        bool, typer.Option("--cubes", help="Only what figures are read from; leave the rows of choices.")
    ] = False,
) -> None:
    """Compute everything counted again from the responses themselves."""
    from app.consultations.rebuild import differences  # noqa: PLC0415
    from app.consultations.rebuild import rebuild as recount  # noqa: PLC0415
    from app.db import one_snapshot, reading, transaction  # noqa: PLC0415

    with said_in_one_line():
        if not check:
            with transaction() as session:
                written = recount(session, choices=not cubes)
            typer.echo(f"{written} rows counted again.")
            return
        with reading() as session:
            one_snapshot(session)
            lines = list(differences(session, choices=not cubes))
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(1)
    typer.echo("Everything counted agrees with the responses.")


if __name__ == "__main__":
    sys.exit(cli())
