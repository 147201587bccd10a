"""SPSS .sav and Stata .dta: numbers with labels, and two reasons for a missing answer.

Their writer needs the whole table at once and a file on disk, which is given from there and removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pandas as pd
import pyreadstat

from app.analysis.export.names import SPSS_LONGEST, STATA_LONGEST, variable_names
from app.consultations.export.columns import Column, Kind
from app.consultations.export.gaps import Gap
from app.consultations.export.rows import Row
from app.consultations.export.words import column_label, option_label
from app.kit.i18n import gettext
from app.kit.localized import Lang

SPSS_LABEL: Final = 256
"""Bytes of a variable label in SPSS."""
SPSS_VALUE_LABEL: Final = 120
SPSS_TEXT: Final = 32_000
"""Bytes of a text in SPSS, a little under what its format allows."""
STATA_LABEL: Final = 80
"""Characters of a variable label in Stata, and of the label of a file."""
_CHUNK: Final = 1 << 18
_SPSS_DAYS: Final = (date(1582, 10, 14), 86_400)
"""SPSS counts a day in seconds since the first day of the Gregorian calendar."""
_STATA_DAYS: Final = (date(1960, 1, 1), 1)
_MEASURES: Final[dict[Kind, str]] = {
    "whole": "scale", "decimal": "scale", "one": "nominal", "pick": "nominal", "rank": "ordinal",
    "text": "nominal", "day": "scale",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Variable:
    """A column as it is written."""

    name: str
    label: str
    cells: Any
    labels: dict[Any, str]
    missing: list[Any]


def sav_chunks(columns: Sequence[Column], rows: Iterable[Row], lang: Lang, title: str) -> Iterator[bytes]:
    """Write a .sav file with labels in one language; `rows` say by a `Gap` why a cell is empty.

    A question that was not asked is −98 and one left blank −99, both declared as user-missing; where answers
    of a question go that low, −998 and −999, and so on.
    """
    names = variable_names(columns, SPSS_LONGEST)
    variables = [
        _for_spss(column, name, cells, lang)
        for column, name, cells in zip(columns, names, _by_column(columns, rows), strict=True)
    ]
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            pd.DataFrame({variable.name: variable.cells for variable in variables}),
            path,
            file_label=_cut_bytes(title, 64),
            column_labels=[variable.label for variable in variables],
            row_compress=True,
            variable_value_labels={v.name: v.labels for v in variables if v.labels},
            missing_ranges={v.name: v.missing for v in variables if v.missing},
            variable_format=_day_formats(columns, names, "DATE11"),
            variable_measure={
                name: _MEASURES[column.kind] for name, column in zip(names, columns, strict=True)
            },
        )
        yield from _pieces(path)


def dta_chunks(columns: Sequence[Column], rows: Iterable[Row], lang: Lang, title: str) -> Iterator[bytes]:
    """Write a .dta file (Stata 14 and later) with labels in one language; `rows` as for `sav_chunks`.

    A question that was not asked is .a and one left blank .b.
    """
    names = variable_names(columns, STATA_LONGEST)
    variables = [
        _for_stata(column, name, cells, lang)
        for column, name, cells in zip(columns, names, _by_column(columns, rows), strict=True)
    ]
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "answers.dta"
        pyreadstat.write_dta(
            pd.DataFrame({variable.name: variable.cells for variable in variables}),
            path,
            file_label=title[:STATA_LABEL],
            column_labels=[variable.label for variable in variables],
            variable_value_labels={v.name: v.labels for v in variables if v.labels},
            missing_user_values={v.name: v.missing for v in variables if v.missing},
            variable_format=_day_formats(columns, names, "%td"),
        )
        yield from _pieces(path)


def _by_column(columns: Sequence[Column], rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) or [() for _ in columns]


def _for_spss(column: Column, name: str, cells: tuple[Any, ...], lang: Lang) -> _Variable:
    label = _cut_bytes(column_label(column, lang), SPSS_LABEL)
    if column.kind == "text":
        texts = ["" if isinstance(cell, Gap) else _cut_bytes(cell, SPSS_TEXT) for cell in cells]
        return _Variable(name, label, pd.Series(texts, dtype=object), {}, [])
    numbers = _as_numbers(column, cells, _SPSS_DAYS)
    missing: dict[Gap, float] = {}
    if column.question:
        missing = _missing_codes(min((n for n in numbers if not isinstance(n, Gap)), default=0))
    values = np.array([missing[n] if isinstance(n, Gap) else n for n in numbers], dtype=float)
    labels = {
        float(number): _cut_bytes(text, SPSS_VALUE_LABEL)
        for number, text in _value_labels(column, lang, missing).items()
    }
    return _Variable(name, label, values, labels, list(missing.values()))


def _for_stata(column: Column, name: str, cells: tuple[Any, ...], lang: Lang) -> _Variable:
    label = column_label(column, lang)[:STATA_LABEL]
    if column.kind == "text":
        texts = ["" if isinstance(cell, Gap) else cell for cell in cells]
        return _Variable(name, label, pd.Series(texts, dtype=object), {}, [])
    numbers = _as_numbers(column, cells, _STATA_DAYS)
    missing = {gap: gap.value for gap in Gap} if column.question else {}
    labels = _value_labels(column, lang, missing)
    if not missing:
        return _Variable(name, label, pd.Series(numbers, dtype="int32"), labels, [])
    # The writer wants one type of number in a column, beside the letters.
    number = int if labels.keys() - missing.values() else float
    values = [n.value if isinstance(n, Gap) else number(n) for n in numbers]
    return _Variable(name, label, pd.Series(values, dtype=object), labels, list(missing.values()))


def _as_numbers(column: Column, cells: tuple[Any, ...], calendar: tuple[date, int]) -> list[Any]:
    """Return numbers and gaps: codes by their numbers, days as units since the first of a calendar."""
    if column.kind == "day":
        zero, units = calendar
        return [cell if isinstance(cell, Gap) else (cell - zero).days * units for cell in cells]
    codes: Mapping[Any, Any] = {option.name: option.number for option in column.options}
    return [codes.get(cell, cell) for cell in cells]


def _missing_codes(lowest: float) -> dict[Gap, float]:
    digits = 2
    while lowest <= -(10**digits) + 2:
        digits += 1
    return {Gap.NOT_ASKED: float(-(10**digits) + 2), Gap.BLANK: float(-(10**digits) + 1)}


def _value_labels(column: Column, lang: Lang, missing: Mapping[Gap, Any]) -> dict[Any, str]:
    labels: dict[Any, str] = {option.number: option_label(option, lang) for option in column.options}
    if column.kind == "pick":
        labels = {0: gettext(lang, "No"), 1: gettext(lang, "Yes")}
    said = {Gap.NOT_ASKED: gettext(lang, "Not asked"), Gap.BLANK: gettext(lang, "No answer")}
    return labels | {code: said[gap] for gap, code in missing.items()}


def _day_formats(columns: Sequence[Column], names: Sequence[str], written: str) -> dict[str, str]:
    return {name: written for name, column in zip(names, columns, strict=True) if column.kind == "day"}


def _cut_bytes(text: str, longest: int) -> str:
    """Return a text of at most `longest` bytes of UTF-8, whole characters only."""
    raw = text.encode()
    return text if len(raw) <= longest else raw[: longest - 3].decode(errors="ignore") + "…"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
