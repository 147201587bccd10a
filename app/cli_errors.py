"""How the command line says what went wrong: in one clear line, and with an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turn errors that a person can mend into one clear line and exit code 2."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from app.db import DatabaseNotFitError  # noqa: PLC0415
    from app.kit.errors import AteliersError  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415

    try:
        yield
    except (AteliersError, DatabaseNotFitError, SettingsError) as error:
        fail(str(error))
    except OperationalError as error:
        fail(
            f"ATELIERS_DATABASE_URL: the database does not answer: {str(error.orig).strip().splitlines()[0]}"
        )


def fail(message: str) -> NoReturn:
    """Say what went wrong and leave with exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
