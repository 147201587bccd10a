"""JSON Lines: one object per response, for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from app.consultations.export.columns import Column
from app.consultations.export.csv import ROWS_AT_A_TIME
from app.consultations.export.rows import Row


def jsonl_chunks(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """Write a line per row with every column by its code, null where there is no answer, days as ISO 8601."""
    names = [column.name for column in columns]
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_A_TIME)):
        yield "".join(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in batch).encode()
