"""Writing an export and reading it again.

The golden files hold what every other format must say as well; `UPDATE_GOLDEN` writes them anew.
"""

import csv
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from app.analysis.export.formats import export_chunks
from tests.factories.versions import CODE

GOLDEN = Path(__file__).parent / "golden"
UPDATE_GOLDEN = False


def written(name: str, *, open_answers: bool = False) -> bytes:
    return b"".join(export_chunks(CODE, name, open_answers=open_answers))


def kept(name: str, tmp_path: Path, *, open_answers: bool = False) -> Path:
    path = tmp_path / name
    path.write_bytes(written(name, open_answers=open_answers))
    return path


def golden(name: str, *, open_answers: bool) -> bytes:
    """Return what a file should be, and compare it with what is written."""
    now = written(name, open_answers=open_answers)
    path = GOLDEN / f"{'open' if open_answers else 'closed'}-{name}"
    if UPDATE_GOLDEN:
        path.write_bytes(now)
    assert now == path.read_bytes(), f"{path.name} differs"
    return now


def lines(text: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=separator))


def as_text(value: Any) -> str:  # noqa: ANN401 - a cell of any library
    """Return a cell as CSV has it."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
