"""Rules on choices that stand in a data file."""

import re
from collections.abc import Iterator

from app.questionnaires.data_files import ENDING, GOOD_NAME, MOST_ROWS, file_columns, files_used
from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, found
from app.questionnaires.workbook import FIRST_ROW, SURVEY, localized


def data_files(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the data files and with the questions that read them."""
    used = files_used(facts.book)
    for line in facts.rows:
        name = line.type.list_name
        where = (SURVEY, line.number, "type")
        if not line.type.from_file:
            continue
        if not name.endswith(ENDING):
            fix = "save the list as .csv: a line of column names, then a line per choice"
            yield found("data-file", where, f"{name!r} is no .csv file", fix)
        elif not GOOD_NAME.fullmatch(name):
            fix = "use letters, digits, - and _ before .csv, at most 31 characters in all"
            yield found("data-file", where, f"the name {name!r} cannot be that of a sheet", fix)
        elif name not in facts.book.sheets:
            fix = "put the file beside the questionnaire, or add a sheet of that name"
            yield found("data-file", where, f"the file {name!r} is missing", fix)
        elif file_columns(line.row) != used[name]:
            where = (SURVEY, line.number, "parameters")
            fix = "write the same value= and label= for every question that reads the file"
            yield found("data-file", where, f"another question reads other columns of {name!r}", fix)
    for name, columns in used.items():
        if name in facts.book.sheets:
            yield from _sheet(facts, name, *columns)


def _sheet(facts: Facts, name: str, value: str, label: str) -> Iterator[Finding]:
    rows = list(facts.book.numbered(name))
    if value not in facts.book.sheet(name).columns:
        fix = f"add a column {value!r}, or write value=… in the parameters of the question"
        yield found("data-file", (name, 1, value), f"there is no column {value!r}", fix)
        return
    if len(rows) > MOST_ROWS:
        where = (name, FIRST_ROW + MOST_ROWS, "")
        fix = "ask first for a part of the list"
        yield found("data-file", where, f"there are more than {MOST_ROWS} choices", fix)
        return
    seen: dict[str, int] = {}
    for number, row in rows:
        choice = row.get(value, "")
        where = (name, number, value)
        if not choice or re.search(r"\s", choice):
            fix = "write a short name without spaces"
            yield found("choice-name", where, f"the name {choice!r} is missing or holds a space", fix)
        elif choice in seen:
            message = f"{choice!r} is already there, in row {seen[choice]}"
            yield found("choice-twice", where, message, "give it a name of its own")
        seen.setdefault(choice, number)
        texts = localized(row, label, facts.default)
        for code, header in facts.languages.items():
            if not texts.get(code, "").strip():
                where = (name, number, f"{label}::{header}")
                message = f"the label is missing in {header}"
                yield found("text-missing", where, message, "write it in this language too")
