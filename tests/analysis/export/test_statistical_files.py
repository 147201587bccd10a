"""SPSS and Stata files, read again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from app.analysis.export.statistical import _missing_codes, dta_chunks, sav_chunks
from app.consultations.export.columns import Version, plan
from app.consultations.export.gaps import Gap
from app.consultations.export.rows import Row
from app.questionnaires.compile import compile_form
from tests.analysis.export.reading import as_text, golden, kept, lines, written
from tests.factories.versions import LONG
from tests.questionnaires.books import Cells, book, row, text


def decoded(frame: pd.DataFrame, meta: Any, code_of: Callable[[str, Any], Any]) -> list[dict[str, str]]:  # noqa: ANN401
    """Return the rows of a statistical file as CSV has them, numbers of codes turned back into codes."""
    heads = list(lines(written("codes.csv", open_answers="open" in meta.column_names))[0])
    rows = []
    for values in frame.itertuples(index=False):
        row = {}
        for head, name, value in zip(heads, meta.column_names, values, strict=True):
            row[head] = as_text(code_of(name, value))
        rows.append(row)
    return rows


def plain(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("open_answers", [False, True])
@pytest.mark.parametrize("name", ["fr.sav", "nl.dta"])
def test_spss_and_stata_read_what_csv_holds(tmp_path: Path, name: str, open_answers: bool) -> None:  # noqa: FBT001
    read = pyreadstat.read_sav if name.endswith("sav") else pyreadstat.read_dta
    frame, meta = read(kept(name, tmp_path, open_answers=open_answers))
    options = {column: meta.variable_value_labels.get(column, {}) for column in meta.column_names}
    coded = {"place", "member", "agreed", "language", "channel"}
    known = {"language": {1: "fr", 2: "nl"}, "channel": {1: "web"}, "agreed": {1: "OK"}}

    def code_of(column: str, value: Any) -> Any:  # noqa: ANN401 - a cell
        if column not in coded or as_text(value) == "":
            return value
        return known.get(column, options[column])[value]

    assert decoded(frame, meta, code_of) == plain(lines(golden("codes.csv", open_answers=open_answers)))


@pytest.mark.usefixtures("two_versions")
def test_spss_tells_not_asked_from_blank(tmp_path: Path) -> None:
    frame, meta = pyreadstat.read_sav(kept("nl.sav", tmp_path), user_missing=True)
    gaps = {"lo": -98.0, "hi": -98.0}, {"lo": -99.0, "hi": -99.0}
    assert meta.missing_ranges["place"] == list(gaps)
    later = frame[frame["version"] == 2]
    first = frame[frame["version"] == 1]
    assert set(later["needs_time"]) == {-98}
    assert set(first["member"]) == {-98}
    assert -99 in set(first["place"]), "one person answered nothing at all"
    assert set(first["needs_desk"]) == {0, 1, -99}
    assert meta.variable_value_labels["needs_desk"].keys() == {0, 1, -98, -99}
    assert meta.column_names_to_labels["needs_desk"] == "desk – nederlands"
    assert meta.variable_measure["order_a"] == "ordinal"
    # Somebody's answer is -98, so that this question takes the next pair.
    assert -98 in set(first["years"])
    assert meta.missing_ranges["years"] == [{"lo": -998.0, "hi": -998.0}, {"lo": -999.0, "hi": -999.0}]
    assert meta.file_label == "Een proef"


@pytest.mark.usefixtures("two_versions")
def test_stata_tells_not_asked_from_blank(tmp_path: Path) -> None:
    path = kept("fr.dta", tmp_path, open_answers=True)
    frame, meta = pyreadstat.read_dta(path, user_missing=True)
    assert set(frame[frame["version"] == 2]["needs_time"]) == {"a"}
    assert set(frame[frame["version"] == 1]["needs_desk"]) == {0, 1, "b"}
    assert -98 in set(frame["years"])
    assert {"a", "b"} <= meta.variable_value_labels["needs_desk"].keys()
    assert f"+{LONG}" in set(pd.read_stata(path, convert_categoricals=False)["open"])


@pytest.mark.parametrize("write", [sav_chunks, dta_chunks])
def test_long_names_long_words_and_large_numbers_are_written(tmp_path: Path, write: Any) -> None:  # noqa: ANN401
    long, words = "question_" * 12, "Des mots à n’en plus finir, " * 20
    choices = [{"list_name": "xs", "name": "option-" * 9, **text("label", words, words)}]
    rows: list[Cells] = [
        {**row("select_multiple xs", f"{long}{n}"), **text("label", words)} for n in range(12)
    ]
    rows += [row("select_one xs", long), row("integer", "large"), row("text", "said"), row("date", "day")]
    columns = plan([Version(1, 1, compile_form(book(rows, choices)))], open_answers=True)
    about: Row = [1, 1, "fr", "web", date(2023, 1, 20)]
    answers: Row = [*[1] * 12, "option-" * 9, 999_999_999_999_999, words * 100, date(1899, 1, 1)]
    cells: list[Row] = [[*about, *answers], [*about, *[Gap.NOT_ASKED] * len(answers)]]
    path = tmp_path / f"file.{'sav' if write is sav_chunks else 'dta'}"
    path.write_bytes(b"".join(write(columns, cells, "fr", words)))
    frame, meta = (pyreadstat.read_sav if write is sav_chunks else pyreadstat.read_dta)(path)
    assert len(set(meta.column_names)) == len(columns)
    assert frame["large"].iloc[0] == 999_999_999_999_999
    assert frame["day"].iloc[0] == date(1899, 1, 1)
    assert frame["said"].iloc[0].startswith(words * 50)
    assert frame.isna().iloc[1]["large"]


@pytest.mark.parametrize(
    ("lowest", "expected"),
    [(0, (-98, -99)), (-97.5, (-98, -99)), (-98, (-998, -999)), (-99_999, (-999_998, -999_999))],
)
def test_the_codes_of_missing_answers_are_lower_than_any_answer(
    lowest: float, expected: tuple[float, float]
) -> None:
    assert tuple(_missing_codes(lowest).values()) == expected
