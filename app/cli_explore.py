"""The command `ateliers explore`: the answers in a DuckDB file."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli_errors import fail, said_in_one_line


def explore(
    file: Annotated[Path, typer.Argument(help="The file to write, such as answers.duckdb.", dir_okay=False)],
    *,
    consultation: Annotated[
        list[str] | None, typer.Option(help="Only this consultation; repeatable. All by default.")
    ] = None,
    open_answers: Annotated[
        bool, typer.Option("--open-answers", help="With texts that people typed; the audit notes it.")
    ] = False,
) -> None:
    """Write the answers to a DuckDB file, to explore them with SQL. It needs the extra `explore`."""
    from app.accounts.audit import record  # noqa: PLC0415
    from app.analysis.export.explore import write_duckdb  # noqa: PLC0415
    from app.consultations.queries import consultation_by_code, consultations_overview  # noqa: PLC0415
    from app.db import one_snapshot, reading, transaction  # noqa: PLC0415

    with said_in_one_line():
        with reading() as session:
            one_snapshot(session)
            codes = consultation or [one.consultation.code for one in consultations_overview(session)]
            wanted = [consultation_by_code(session, code) for code in dict.fromkeys(codes)]
            try:
                names = write_duckdb(session, wanted, file, open_answers=open_answers)
            except ModuleNotFoundError as error:
                if error.name != "duckdb":
                    raise
                fail("DuckDB is not installed: pip install 'ateliers[explore]'")
            except FileExistsError:
                fail(f"{file}: there is such a file; give another name, or remove it first")
            except OSError as error:
                fail(f"{file}: it cannot be written there: {error.strerror}")
        verb = "export_open_answers" if open_answers else "export_answers"
        with transaction() as writing:
            for one in wanted:
                record(writing, None, verb, f"consultation:{one.code}/duckdb")
    typer.echo(f"{file}: {', '.join(names)}, each with labels in _fr and _nl, and codebook.")
