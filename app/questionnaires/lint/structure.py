"""Rules on the skeleton: sheets, columns, types, names, groups, settings and our own columns."""

import re
from collections.abc import Iterator
from typing import Final

from app.questionnaires.data_files import files_used
from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.vocabulary import (
    BEGINS,
    COLUMNS,
    ENDS,
    EXTRAS,
    IGNORED_COLUMNS,
    IGNORED_TYPES,
    NO,
    NOT_YET,
    NOT_YET_COLUMNS,
    OTHER_CHOICE,
    OTHER_SUFFIX,
    QUESTION_TYPES,
    REFUSED,
    RESERVED_CODES,
    SHOWN_BESIDE,
    TRANSLATED,
    WORDS,
    YES,
    read_parameters,
)  # fmt: skip
from app.questionnaires.workbook import (
    CHOICES,
    FIRST_ROW,
    MEDIA,
    SETTINGS,
    SURVEY,
    language_code,
    split_column,
)  # fmt: skip

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")
_GROUP_TYPES: Final = BEGINS | ENDS
_TRANSLATED: Final = {
    SURVEY: frozenset({*TRANSLATED, *SHOWN_BESIDE, *WORDS}),
    CHOICES: frozenset({"label", *SHOWN_BESIDE, *WORDS}), SETTINGS: frozenset({"form_title"}),
}  # fmt: skip
_NESTED: Final = re.compile(r"(?:body|bind|instance|control)::|sms_")
_COUNTED: Final = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=|<|=)\s*([0-9]+)")


def structure(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the skeleton of the workbook."""
    yield from _sheets(facts)
    yield from _columns(facts)
    yield from _settings(facts)
    for line in facts.rows:
        yield from _type(facts, line)
        yield from _cells(line)
    yield from _names(facts)
    yield from _groups(facts)
    yield from _extras(facts)
    yield from _ballots(facts)


def _sheets(facts: Facts) -> Iterator[Finding]:
    for name in facts.book.sheets:
        if name == "entities":
            yield found("sheet-refused", (name, 0, ""), "entities are refused", "remove the sheet")
        elif name not in {SURVEY, CHOICES, SETTINGS, MEDIA, *files_used(facts.book)}:
            fix = "rename it to survey, choices or settings, or remove it"
            yield found("sheet-unknown", (name, 0, ""), "this sheet is not read", fix, "warning")
    if not any(line.is_question for line in facts.rows):
        yield found("survey-empty", (SURVEY, 0, ""), "there is no question", "write the first question")


def _columns(facts: Facts) -> Iterator[Finding]:
    for sheet in (SURVEY, CHOICES, SETTINGS):
        seen: dict[tuple[str, str], str] = {}
        for column in facts.book.sheet(sheet).columns:
            base, language = split_column(column)
            if base not in _TRANSLATED[sheet]:
                yield from _column(sheet, column, base)
                continue
            where = (sheet, 1, column)
            if language and not language_code(language):
                fix = f"write the code in parentheses: {base}::Nederlands (nl)"
                yield found("language-code", where, "the language has no code", fix)
            key = (base, language_code(language) if language else facts.default)
            if all(key) and key in seen:
                message = f"{seen[key]!r} already holds this language"
                yield found("language-twice", where, message, "keep one of the two columns")
            seen[key] = column


def _column(sheet: str, column: str, base: str) -> Iterator[Finding]:
    where = (sheet, 1, column)
    if base in NOT_YET_COLUMNS.get(sheet, ()):
        yield found("column-not-yet", where, "this column is not yet supported", "remove the column")
    elif column.startswith("bx::"):
        if column not in EXTRAS[sheet]:
            fix = f"use one of: {', '.join(EXTRAS[sheet]) or 'none'}"
            yield found("bx-unknown", where, "this column of ours does not exist", fix)
    elif base in IGNORED_COLUMNS.get(sheet, ()) or _NESTED.match(base):
        yield found("column-ignored", where, "this column changes nothing here", "remove it", "warning")
    elif sheet != CHOICES and column not in COLUMNS[sheet]:
        fix = "correct its name, or remove it"
        yield found("column-unknown", where, "this column is not read", fix, "warning")


def _settings(facts: Facts) -> Iterator[Finding]:
    rows = list(facts.book.numbered(SETTINGS))
    for number, _ in rows[1:]:
        yield found("settings-rows", (SETTINGS, number, ""), "settings are one row", "remove this row")
    settings = facts.book.settings
    row = rows[0][0] if rows else FIRST_ROW
    if not _CODE.fullmatch(settings.get("form_id", "")):
        fix = "write letters, digits, - and _ only"
        yield found("form-id", (SETTINGS, row, "form_id"), "form_id is missing or malformed", fix)
    if settings.get("form_id", "") in RESERVED_CODES:
        message = f"{settings['form_id']!r} is the address of a page of the team"
        yield found("form-id", (SETTINGS, row, "form_id"), message, "choose another code")
    if facts.default not in facts.languages:
        fix = f"write {next(iter(facts.languages.values()))}"
        where = (SETTINGS, row, "default_language")
        yield found("default-language", where, "default_language is none of the languages of the labels", fix)


def _type(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    kind, where = line.type.kind, (SURVEY, line.number, "type")
    if kind in REFUSED:
        yield found("type-refused", where, f"the type {kind!r} is refused", REFUSED[kind])
    elif kind in NOT_YET:
        fix = "use begin_repeat and end_repeat" if "loop" in kind else "ask the question in another way"
        yield found("type-not-yet", where, f"the type {kind!r} is not yet supported", fix)
    elif kind in IGNORED_TYPES:
        yield found("type-ignored", where, f"{kind!r} is not recorded here", "remove the row", "warning")
    elif kind not in QUESTION_TYPES | _GROUP_TYPES:
        fix = f"use one of: {', '.join(sorted(QUESTION_TYPES | _GROUP_TYPES))}"
        yield found("type-unknown", where, f"the type {line.row.get('type', '')!r} does not exist", fix)
    if line.type.or_other:
        for code in facts.languages:
            if code not in OTHER_CHOICE:
                fix = "write the choice `other` and its text question as ordinary rows"
                yield found("or-other-language", where, f"or_other has no words in {code!r}", fix)
    if kind != "calculate" and line.row.get("calculation", "").strip():
        where = (SURVEY, line.number, "calculation")
        fix = "write a row of type calculate, and show its value in a note as ${its_name}"
        yield found("calculation-elsewhere", where, "only a row of type calculate is calculated", fix)
    if kind == "calculate" and not line.row.get("calculation", "").strip():
        where = (SURVEY, line.number, "calculation")
        yield found("calculation-missing", where, "there is nothing to calculate", "write an expression")


def _cells(line: SurveyRow) -> Iterator[Finding]:
    read_only = line.row.get("read_only", "")
    if read_only and read_only not in YES | NO:
        fix = "write yes or no"
        yield found(
            "read-only", (SURVEY, line.number, "read_only"), "an expression is not yet supported", fix
        )
    try:
        read_parameters(line.row.get("parameters", "x=x"))
    except ValueError as error:
        fix = "write key=value, separated by spaces"
        yield found("parameters", (SURVEY, line.number, "parameters"), str(error), fix)


def _names(facts: Facts) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for line in facts.rows:
        where = (SURVEY, line.number, "name")
        if not (line.is_question or line.type.kind in BEGINS):
            continue
        if not _NAME.fullmatch(line.name):
            fix = "begin with a letter, then letters, digits, _, - and . only"
            yield found("name", where, f"the name {line.name!r} is missing or malformed", fix)
            continue
        for name in (line.name, *([line.name + OTHER_SUFFIX] if line.type.or_other else [])):
            if name in seen:
                message = f"the name {name!r} is already used in row {seen[name]}"
                yield found("name-twice", where, message, "give it a name of its own")
            seen[name] = line.number


def _groups(facts: Facts) -> Iterator[Finding]:
    open_groups: list[SurveyRow] = []
    for line in facts.rows:
        where = (SURVEY, line.number, "type")
        if line.type.kind in BEGINS:
            open_groups.append(line)
        elif line.type.kind in ENDS:
            word = line.type.kind.removeprefix("end_")
            if not open_groups:
                fix = f"remove the row, or begin a {word} above"
                yield found("group-end", where, f"no {word} is open here", fix)
            elif (begun := open_groups.pop()).type.kind != f"begin_{word}":
                fix = f"write {begun.type.kind.replace('begin', 'end')}"
                message = f"what ends here, {begun.name!r} of row {begun.number}, is no {word}"
                yield found("group-end", where, message, fix)
    for line in open_groups:
        word = line.type.kind.removeprefix("begin_")
        message = f"the {word} {line.name!r} is not closed"
        fix = f"add a row end_{word} after its last row"
        yield found("group-open", (SURVEY, line.number, "type"), message, fix)


def _extras(facts: Facts) -> Iterator[Finding]:
    for sheet, known in EXTRAS.items():
        for number, row in facts.book.numbered(sheet):
            for column, cell in row.items():
                pattern, words = known.get(column, (".*", ""))
                if not re.fullmatch(pattern, cell, re.DOTALL):
                    message = f"{cell!r} is not a value of this column"
                    yield found("bx-value", (sheet, number, column), message, f"write {words}")


def _ballots(facts: Facts) -> Iterator[Finding]:
    for line in facts.rows:
        row, number = line.row, line.number
        is_vote = row.get("bx::role") == "priority_ballot"
        if is_vote and not row.get("bx::ballot"):
            fix = "name the ballot whose options people choose from"
            yield found("ballot-missing", (SURVEY, number, "bx::ballot"), "a vote without its ballot", fix)
        if row.get("bx::ballot_text") and not row.get("bx::ballot"):
            fix = "write bx::ballot as well, or remove it"
            yield found("ballot-text", (SURVEY, number, "bx::ballot_text"), "there is no ballot to word", fix)
        maximum = row.get("bx::max", "")
        if line.type.kind == "select_multiple" and maximum.isdecimal():
            counted = _COUNTED.search(row.get("constraint", ""))
            allowed = int(counted[2]) - (counted[1] == "<") if counted else None
            if allowed != int(maximum):
                message = f"bx::max is {maximum}, and the constraint does not say so"
                fix = f"write count-selected(.) <= {maximum}, so that other tools hold to it too"
                yield found("max-constraint", (SURVEY, number, "constraint"), message, fix)
