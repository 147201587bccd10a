"""A DuckDB file with the answers, for those who explore them with SQL of their own.

Each consultation is a table of codes, as in `codes.parquet`, with the labels of the columns as comments; each
repeat is a table beside it; two views write labels for the codes of single choices. `codebook` explains all.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.analysis.export.codebook import HEADS, codebook_rows
from app.analysis.export.parquet import parquet_chunks
from app.consultations.export.rows import Table, read_rows, table_of
from app.consultations.export.words import column_label
from app.consultations.models import Consultation
from app.kit.localized import LANGUAGES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CODEBOOK = "codebook"
_OFFLINE: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
"""DuckDB fetches what it lacks from the network unless it is told not to."""


def write_duckdb(
    session: Session, consultations: Sequence[Consultation], path: Path, *, open_answers: bool
) -> list[str]:
    """Write the answers of consultations to a file that is not there yet; return the names of the tables.

    Responses are streamed through a temporary file beside it. Where writing fails, nothing is left.

    Raises:
        ModuleNotFoundError: DuckDB is not installed.
        FileExistsError: there is such a file.
        OSError: it cannot be written there.
    """
    import duckdb  # noqa: PLC0415 - an extra that most installations do without

    if path.exists():
        raise FileExistsError(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".explore-") as folder:
        unfinished = Path(folder) / "unfinished.duckdb"
        with duckdb.connect(unfinished, config=_OFFLINE) as connection:
            names = list(_fill(connection, session, consultations, Path(folder), open_answers))
        unfinished.rename(path)
    return names


def _fill(
    connection: "DuckDBPyConnection",
    session: Session,
    consultations: Sequence[Consultation],
    folder: Path,
    open_answers: bool,  # noqa: FBT001 - said by name where it is chosen
) -> Iterator[str]:
    heads = ", ".join(f"{_quoted(head)} VARCHAR" for head in ("consultation", *HEADS))
    connection.execute(f"CREATE TABLE {CODEBOOK} ({heads})")
    for consultation in consultations:
        table = table_of(session, consultation, open_answers=open_answers)
        for one in (table, *table.children):
            name = f"{table.code}-{one.repeat}" if one.repeat else table.code
            parquet = folder / "answers.parquet"
            with parquet.open("wb") as file:
                file.writelines(parquet_chunks(one.columns, read_rows(session, one)))
            source = _text(str(parquet))
            connection.execute(f"CREATE TABLE {_quoted(name)} AS FROM read_parquet({source})")
            _explain(connection, one, name)
            yield name


def _explain(connection: "DuckDBPyConnection", table: Table, name: str) -> None:
    """Write the codebook of a table, the labels of its columns, and its two views with labels for codes."""
    rows = [[name, *row] for row in codebook_rows(table.columns, table=table.repeat)]
    places = ", ".join("?" * (len(HEADS) + 1))
    connection.executemany(f"INSERT INTO {CODEBOOK} VALUES ({places})", rows)  # noqa: S608 - only places
    for column in table.columns:
        label = " / ".join(column_label(column, lang) for lang in LANGUAGES)
        connection.execute(f"COMMENT ON COLUMN {_quoted(name)}.{_quoted(column.name)} IS {_text(label)}")
    start = f"{table.repeat}/" if table.repeat else ""
    for lang in LANGUAGES:
        cells = ", ".join(
            _labelled(name, start, column.name, lang) if column.kind == "one" else f"t.{_quoted(column.name)}"
            for column in table.columns
        )
        view = _quoted(f"{name}_{lang}")
        connection.execute(f"CREATE VIEW {view} AS SELECT {cells} FROM {_quoted(name)} t")  # noqa: S608


def _labelled(name: str, start: str, column: str, lang: str) -> str:
    """Return the label of a code, or the code where the codebook has none."""
    cell = f"t.{_quoted(column)}"
    found = (
        f"SELECT any_value(code_label_{lang}) FROM {CODEBOOK} c WHERE c.consultation = {_text(name)} "  # noqa: S608
        f'AND c."column" = {_text(start + column)} AND c.code = {cell}'
    )
    return f"coalesce(({found}), {cell}) AS {_quoted(column)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
