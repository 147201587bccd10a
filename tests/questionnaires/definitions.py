"""The definitions of `forms/`: small questionnaires with answers and with what has to come of them.

A definition is a mapping. Only `name`, `shows` and `survey` are needed:

    - name: age-of-adults
      shows: [type integer, column constraint]      # features; see features.py
      survey:                                        # [type, name, [texts by language], {further cells}]
        - [integer, age, ["Votre âge ?", "Uw leeftijd?"], {constraint: ". >= 18",
           constraint_message: ["Dès 18 ans.", "Vanaf 18 jaar."]}]
      choices: {yes_no: {yes: [Oui, Ja], no: [Non, Nee, {column: cell}]}}
      settings: {bx::minutes: "2"}                   # added to form_id, version, title and language
      sheets: {other: [{column: cell}]}              # further sheets
      languages: [fr, nl, en]                        # fr and nl unless told otherwise
      answers: {age: "30"}                           # what is typed; the others are made up; null is nothing
      rounds: {people: [{who: "Zoé"}, {}]}           # what is typed in each round; one, made up, if not said
      hidden: [reason, school@2]                     # questions that nobody asks on this walk, or in round 2
      wrong: {age: [["17", constraint], ["x", "Please give a whole number, in figures."]]}
      kept: {age: 30}                                # what the response holds
      row: {age: "30"}                               # what codes.csv holds
      tables: {people: [{who: "Zoé"}]}               # what the table of a repeat holds, round by round
      errors: [[survey, 2, constraint, expression]]  # sheet, row, column, code: it is refused
      warnings: [[survey, 1, trigger, column-ignored]]
      real: true                                     # as long as a questionnaire of real life

A cell that is a list of texts is written in each language; rows may also be mappings of columns to cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.programmes.files import ballots_in_files
from app.questionnaires.ballot import BALLOT, fill_ballots
from app.questionnaires.media import with_media
from app.questionnaires.publish import form_code
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Workbook, make_sheet

FOLDER = Path(__file__).parent / "forms"
MEDIA_FOLDER = FOLDER / "media"
ROOT = Path(__file__).resolve().parents[2]
HEADERS = {
    "fr": "Français (fr)", "nl": "Nederlands (nl)", "en": "English (en)", "de": "Deutsch (de)",
    "es": "Español (es)", "ar": "العربية (ar)", "tr": "Türkçe (tr)", "uk": "Українська (uk)",
}  # fmt: skip

Typed = list[str] | str | None
Place = tuple[str, int, str, str]
"""Sheet, row, column and code of a finding."""


@dataclass(frozen=True)
class Definition:
    """One questionnaire, what is answered, and what is expected."""

    name: str
    file: str
    shows: frozenset[str]
    workbook: Workbook
    answers: Mapping[str, Typed] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    wrong: Mapping[str, list[tuple[Typed, str]]] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    row: Mapping[str, str] = field(default_factory=dict)
    rounds: Mapping[str, list[Mapping[str, Typed]]] = field(default_factory=dict)
    tables: Mapping[str, list[Mapping[str, str]]] = field(default_factory=dict)
    errors: tuple[Place, ...] = ()
    warnings: tuple[Place, ...] = ()
    real: bool = False

    @property
    def media(self) -> Mapping[str, bytes]:
        """Return the content of the files that it shows, by SHA-256."""
        return with_media(self.workbook, MEDIA_FOLDER)[1]

    @property
    def code(self) -> str:
        """Return the `form_id`, or '' where there is none."""
        return form_code(self.workbook)

    @property
    def is_sound(self) -> bool:
        """Whether people can answer it."""
        return not self.errors

    def __str__(self) -> str:
        return self.name


_KEYS = {
    "name", "shows", "survey", "choices", "settings", "sheets", "languages", "title", "answers", "hidden",
    "wrong", "kept", "row", "rounds", "tables", "errors", "warnings", "real",
}  # fmt: skip


@cache
def definitions() -> tuple[Definition, ...]:
    """Read every definition of the folder, in the order of files and places."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for data in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader):
            assert data.keys() <= _KEYS, f"{path.name}: {data.get('name')}: {data.keys() - _KEYS}"
            found.append(_definition(path.stem, data))
    return tuple(found)


def sound() -> list[Definition]:
    """Return the definitions that people can answer."""
    return [definition for definition in definitions() if definition.is_sound]


def _definition(file: str, data: Mapping[str, Any]) -> Definition:
    return Definition(
        name=data["name"],
        file=file,
        shows=frozenset(data["shows"]),
        workbook=_workbook(data),
        answers=data.get("answers", {}),
        hidden=frozenset(data.get("hidden", ())),
        wrong={name: [(typed, says) for typed, says in each] for name, each in data.get("wrong", {}).items()},
        kept=data.get("kept", {}),
        row=data.get("row", {}),
        rounds=data.get("rounds", {}),
        tables=data.get("tables", {}),
        errors=tuple(map(tuple, data.get("errors", ()))),
        warnings=tuple(map(tuple, data.get("warnings", ()))),
        real=data.get("real", False),
    )


def _workbook(data: Mapping[str, Any]) -> Workbook:
    languages = data.get("languages", ["fr", "nl"])
    title = data.get("title", [data["name"]] * len(languages))
    settings = {
        "form_id": data["name"],
        "version": "1",
        "default_language": HEADERS[languages[0]],
        "form_title": title,
        **data.get("settings", {}),
    }
    choices = [
        {"list_name": list_name, **_cells(["name", "label"], [name, *_texts_first(texts)], languages)}
        for list_name, options in data.get("choices", {}).items()
        for name, texts in options.items()
    ]
    sheets = {
        SURVEY: [_cells(["type", "name", "label"], row, languages) for row in data["survey"]],
        **({CHOICES: choices} if choices else {}),
        SETTINGS: [_cells([], [settings], languages)],
    }
    for name, rows in data.get("sheets", {}).items():
        sheets[name] = [_cells([], [row], languages) for row in rows]
    book = Workbook({name: make_sheet(rows) for name, rows in sheets.items()})
    if any(BALLOT in row for row in book.sheet(SURVEY).rows):
        book = fill_ballots(book, ballots_in_files(ROOT / "programmes"))
    return with_media(book, MEDIA_FOLDER)[0]


def _texts_first(option: Sequence[Any]) -> list[Any]:
    """Take `[Oui, Ja, {column: cell}]` apart into the texts and the further cells."""
    texts = [part for part in option if not isinstance(part, Mapping)]
    return [texts, *(part for part in option if isinstance(part, Mapping))]


def _cells(
    columns: Sequence[str], row: Sequence[Any] | Mapping[str, Any], languages: Sequence[str]
) -> dict[str, str]:
    """Return a row: the cells in their columns, then those of a last mapping; null leaves a cell empty."""
    parts = [row] if isinstance(row, Mapping) else list(row)
    further = parts.pop() if parts and isinstance(parts[-1], Mapping) else {}
    cells: dict[str, str] = {}
    for column, cell in [*zip(columns, parts, strict=False), *further.items()]:
        if isinstance(cell, list):
            assert len(cell) == len(languages), f"{column}: {cell} is not one text for each of {languages}"
            for language, text in zip(languages, cell, strict=True):
                if text is not None:
                    cells[f"{column}::{HEADERS[language]}"] = text
        elif cell is not None:
            assert isinstance(cell, str), f"{column}: {cell!r} is not text; put it in quotes"
            cells[column] = cell
    return cells
