"""Rules on choice lists, and on what questions say of their lists and defaults."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, SurveyRow, found
from app.questionnaires.model import FILE_TYPES, SELECT_TYPES
from app.questionnaires.vocabulary import is_computed
from app.questionnaires.workbook import CHOICES, SURVEY

_DEFAULTS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "integer": (re.compile(r"-?[0-9]+"), "a whole number"),
    "decimal": (re.compile(r"-?[0-9]+(\.[0-9]+)?"), "a number with a point"),
    "range": (re.compile(r"-?[0-9]+(\.[0-9]+)?"), "a number with a point"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date as 2023-01-31"),
    "time": (re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"), "a time as 14:30"),
    "dateTime": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?"), "2023-01-31T14:30"),
    "acknowledge": (re.compile(r"OK"), "OK"),
}


def choices(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the choice lists and with the questions that use them."""
    used: set[str] = set()
    for line in facts.rows:
        if line.type.kind in SELECT_TYPES:
            used.add(line.type.list_name)
            yield from _list(facts, line)
        if line.row.get("default", ""):
            yield from _default(facts, line)
    yield from _rows(facts)
    first: dict[str, int] = {}
    for number, row in facts.book.numbered(CHOICES):
        first.setdefault(row.get("list_name", ""), number)
    for name, number in first.items():
        if name and name not in used:
            where = (CHOICES, number, "list_name")
            yield found(
                "list-unused", where, f"no question uses the list {name!r}", "remove its rows", "warning"
            )


def _list(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    name, where = line.type.list_name, (SURVEY, line.number, "type")
    if not name or " " in name:
        fix = f"write `{line.type.kind} <list>`, the name of the list being one word"
        yield found("list-missing", where, "the question has no choice list", fix)
    elif name not in facts.lists and not line.type.from_file:
        if line.row.get("bx::ballot"):
            message, fix = f"the list {name!r} is empty", "fill in the ballot before checking"
            yield found("list-empty", where, message, fix)
        else:
            known = ", ".join(name for name in facts.lists if name) or "none"
            message = f"the list {name!r} is empty or does not exist"
            yield found("list-unknown", where, message, f"use one of: {known}; or write its choices")


def _rows(facts: Facts) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    last: dict[str, int] = {}
    before = ""
    for number, row in facts.book.numbered(CHOICES):
        list_name, name = row.get("list_name", ""), row.get("name", "")
        if list_name and list_name != before and list_name in last:
            message = f"the list {list_name!r} ended in row {last[list_name]} and begins again"
            fix = "write its rows together, or give the second list a name of its own"
            yield found("list-twice", (CHOICES, number, "list_name"), message, fix)
        last[list_name] = number
        before = list_name
        if not list_name:
            yield found("choice-list", (CHOICES, number, "list_name"), "the list is missing", "name the list")
        where = (CHOICES, number, "name")
        if not name:
            yield found("choice-name", where, "the name is missing", "give the choice a short name")
        elif re.search(r"\s", name):
            fix = f"write {'_'.join(name.split())!r}: answers are kept as names separated by spaces"
            yield found("choice-space", where, f"the name {name!r} holds a space", fix)
        elif (list_name, name) in seen:
            message = f"{name!r} is already in the list {list_name!r}, in row {seen[list_name, name]}"
            yield found("choice-twice", where, message, "give it a name of its own")
        seen.setdefault((list_name, name), number)


def _default(facts: Facts, line: SurveyRow) -> Iterator[Finding]:
    default, kind, where = line.row["default"], line.type.kind, (SURVEY, line.number, "default")
    if kind in FILE_TYPES:
        yield found("default-value", where, "nobody can be given a file beforehand", "remove the default")
    if is_computed(default):
        return
    if kind in SELECT_TYPES:
        for name in default.split():
            if name not in facts.options.get(line.name, ()):
                fix = "write the name of a choice of its list"
                yield found("default-option", where, f"{name!r} is not an option of this question", fix)
    elif kind in _DEFAULTS and not _DEFAULTS[kind][0].fullmatch(default):
        fix = f"write {_DEFAULTS[kind][1]}"
        yield found("default-value", where, f"{default!r} cannot answer a question of type {kind}", fix)
