"""The words of the editor: what types, roles, appearances and comparisons are for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.kit.errors import Message
from app.kit.localized import Lang
from app.questionnaires.editing.conditions import COMPARISONS, Family
from app.questionnaires.editing.kinds import APPEARANCES, GROUPS, KINDS
from app.questionnaires.vocabulary import ROLES

_Words = Mapping[str, tuple[Message, Message]]
_KINDS: Final[_Words] = {
    "select_one": (Message("One choice"), Message("People choose one answer from a list.")),
    "select_multiple": (
        Message("Several choices"),
        Message("People may choose several answers."),
    ),
    "text": (Message("Open answer"), Message("People write in their own words.")),
    "integer": (Message("Whole number"), Message("An age, a number of years, a number of people.")),
    "decimal": (Message("Number with decimals"), Message("A distance or an amount, such as 2.5.")),
    "range": (Message("Scale"), Message("People choose a number on a scale, from 1 to 5 for example.")),
    "rank": (Message("Ranking"), Message("People put the answers of a list in their order of preference.")),
    "date": (Message("Date"), Message("A day, a month and a year.")),
    "time": (Message("Hour"), Message("A time of the day.")),
    "dateTime": (Message("Date and hour"), Message("A moment: a day and an hour.")),
    "acknowledge": (Message("Box to tick"), Message("People tick one box to say that they agree.")),
    "image": (Message("Photo"), Message("People send a picture from their telephone or computer.")),
    "file": (Message("File"), Message("People send a document, such as a PDF.")),
    "note": (Message("Text to read"), Message("Nothing to answer: a welcome or an explanation.")),
    "calculate": (Message("Calculation"), Message("Nobody sees it. For people who know formulas.")),
    "page": (Message("Page"), Message("Several questions that are shown together, under one title.")),
    "section": (Message("Part"), Message("A chapter. Each of its questions keeps a page of its own.")),
    "repeat": (Message("Repeated questions"), Message("The same questions, as often as needed.")),
}
_APPEARANCES: Final[Mapping[str, Message]] = {
    "text ": Message("One line"),
    "text multiline": Message("Several lines"),
    "text email": Message("An e-mail address"),
    "text url": Message("A web address"),
    "text numbers": Message("Figures, such as a postcode"),
    "select_one ": Message("Large buttons, one under the other"),
    "select_one minimal": Message("A list that opens, for many answers"),
    "select_one horizontal": Message("Buttons side by side, for short answers"),
    "select_one likert": Message("A scale of opinions, side by side"),
    "select_multiple ": Message("Large boxes, one under the other"),
    "select_multiple horizontal": Message("Boxes side by side, for short answers"),
    "begin_group ": Message("Each question on a page of its own"),
    "begin_group field-list": Message("All questions on one page"),
    "begin_repeat ": Message("Each question on a page of its own"),
    "begin_repeat field-list": Message("All questions on one page"),
    "begin_group table-list": Message("All questions on one page, as a table where there is room"),
}
_ROLES: Final[Mapping[str, Message]] = {
    "bassin": Message("The bassin: results are shown by bassin"),
    "commune": Message("The commune: it helps people find their bassin"),
    "profile": Message("The profile: inhabitant, beneficiary, close carer …"),
    "language_hint": Message("The language of work"),
    "age_band": Message("The age"),
    "sector": Message("The sector"),
    "function": Message("The job"),
    "authority": Message("The authority that pays or recognises"),
    "knowledge": Message("What people know of the reform"),
    "network": Message("How well people know the services around them"),
    "obstacles": Message("What stands in the way"),
    "importance": Message("How important something is"),
    "feasibility": Message("How feasible something is"),
    "points": Message("How many points something gets, shared out over the questions of a page"),
    "priority_ballot": Message("The choice of priorities among the actions"),
    "ballot_comment": Message("A comment on the choice of priorities"),
    "evaluation_item": Message("A point of the evaluation of a meeting"),
    "open_theme": Message("An open answer that is read and sorted by theme"),
    "help_sought": Message("Whether people looked for help"),
    "help_found": Message("Whether people found help"),
    "help_source": Message("Who helped"),
    "wish": Message("A wish to take part later"),
}
_COMPARED: Final[Mapping[str, Message]] = {
    "is": Message("is"),
    "is_not": Message("is not"),
    "has": Message("contains the choice"),
    "has_not": Message("does not contain the choice"),
    "holds": Message("contains the words"),
    "answered": Message("has an answer"),
    "blank": Message("has no answer"),
    "over": Message("is more than"),
    "least": Message("is at least"),
    "under": Message("is less than"),
    "most": Message("is at most"),
    "several over": Message("has more choices than"),
    "several least": Message("has at least so many choices:"),
    "several most": Message("has at most so many choices:"),
    "day over": Message("is after"),
    "day least": Message("is on or after"),
    "day under": Message("is before"),
    "day most": Message("is on or before"),
}


@dataclass(frozen=True, slots=True)
class Choosable:
    """Something to choose in a form, in the words of the reader."""

    value: str
    label: str
    hint: str = ""


def kind_word(kind: str, lang: Lang) -> str:
    """Return what a type is called, as the screen says it; a type that it does not know by its own name."""
    return _KINDS[kind][0].text(lang) if kind in _KINDS else kind


def kind_note(kind: str, lang: Lang) -> str:
    """Return one sentence on a type, '' for one that the screen does not know."""
    return _KINDS[kind][1].text(lang) if kind in _KINDS else ""


def kinds(lang: Lang, *, groups: bool = False) -> list[Choosable]:
    """Return the types that can be chosen, or the sorts of groups."""
    codes = GROUPS if groups else KINDS
    return [Choosable(code, kind_word(code, lang), kind_note(code, lang)) for code in codes]


def roles(lang: Lang, now: str) -> list[Choosable]:
    """Return what a question can be for the analysis; one that has no words stands by its code."""
    known = [code for code in _ROLES if code in ROLES]
    further = sorted((ROLES - set(known)) | ({now} - ROLES - {""}))
    return [
        *(Choosable(code, _ROLES[code].text(lang)) for code in known),
        *(Choosable(code, code) for code in further),
    ]


def appearances(kind: str, lang: Lang) -> list[Choosable]:
    """Return the ways in which a type can be shown, none where there is only one."""
    return [Choosable(one, _APPEARANCES[f"{kind} {one}"].text(lang)) for one in APPEARANCES.get(kind, ())]


def comparisons(family: Family, lang: Lang) -> list[Choosable]:
    """Return what can be said of an answer of a family."""
    return [
        Choosable(word, _COMPARED.get(f"{family} {word}", _COMPARED[word]).text(lang))
        for word in COMPARISONS[family]
    ]
