"""Comma-separated values: RFC 4180 for programs, and the dialect that Excel opens in Belgium."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from app.consultations.export.columns import Column
from app.consultations.export.rows import Row
from app.consultations.export.words import Wording, harmless, header, writings

ROWS_AT_A_TIME: Final = 500


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart."""

    separator: str
    start: str
    decimal_comma: bool


RFC_4180: Final = Dialect(",", "", decimal_comma=False)
EXCEL: Final = Dialect(";", "\ufeff", decimal_comma=True)
"""Semicolons, a byte order mark and decimal commas: what Excel expects under Belgian settings."""


def csv_chunks(
    columns: Sequence[Column], rows: Iterable[Row], wording: Wording = "codes", dialect: Dialect = RFC_4180
) -> Iterator[bytes]:
    """Write a table as UTF-8 text; no text in it can act as a formula. The rows are changed on the way."""
    lines = StringIO()
    writer = csv.writer(lines, delimiter=dialect.separator, lineterminator="\r\n")
    lines.write(dialect.start)
    writer.writerow([harmless(head) for head in header(columns, wording)])
    cells = writings(columns, wording)
    if dialect.decimal_comma:
        cells += [(place, _with_comma) for place, column in enumerate(columns) if column.kind == "decimal"]
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_A_TIME)):
        for row in batch:
            for place, written in cells:
                if row[place] is not None:
                    row[place] = written(row[place])
        writer.writerows(batch)
        yield _taken(lines)
    if lines.tell():
        yield _taken(lines)


def _with_comma(number: float) -> str:
    return str(number).replace(".", ",")


def _taken(lines: StringIO) -> bytes:
    text = lines.getvalue()
    lines.seek(0)
    lines.truncate()
    return text.encode()
