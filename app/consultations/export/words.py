"""What a reader sees of columns and codes, and what makes a text safe in a spreadsheet."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from app.consultations.export.columns import Column, Option
from app.kit.localized import Localized
from app.questionnaires.logic import fill_plain

Wording = Literal["codes", "fr", "nl"]
"""What heads the columns and stands in the cells: stable codes, or labels in one language."""

_FORMULA: Final = re.compile("[\\s\ufeff\u200b]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_PLAIN_NUMBER: Final = re.compile(r"-?\d+([.,]\d+)?")


def said(label: Localized, wording: Wording, otherwise: str) -> str:
    """Return a label on one line, without its `${…}`; `otherwise` where the language has none."""
    text = " ".join(fill_plain(label.get(wording, "")).split())
    return text or otherwise


def column_label(column: Column, wording: Wording) -> str:
    """Return the words for a column: its question, after the option where it stands for one."""
    if wording == "codes":
        return column.name
    question = said(column.label, wording, column.question or column.name)
    if column.option is None:
        return question
    return f"{option_label(column.option, wording)} – {question}"


def option_label(option: Option, wording: Wording) -> str:
    """Return the words for an option, or its name for codes."""
    return option.name if wording == "codes" else said(option.label, wording, option.name)


def header(columns: Sequence[Column], wording: Wording) -> list[str]:
    """Return the heads of the columns, all different: labels that are alike get their code behind them."""
    labels = [column_label(column, wording) for column in columns]
    times = Counter(labels)
    return [
        label if times[label] == 1 else f"{label} ({column.name})"
        for label, column in zip(labels, columns, strict=True)
    ]


def writings(columns: Sequence[Column], wording: Wording) -> list[tuple[int, Callable[[Any], str]]]:
    """Return, for the columns whose cells a spreadsheet must not see as they are, what to write instead.

    Texts are made harmless; codes of single choices become labels. Numbers and days are not touched.
    """
    found: list[tuple[int, Callable[[Any], str]]] = []
    for place, column in enumerate(columns):
        if column.kind == "text":
            found.append((place, harmless))
        elif column.kind == "one":
            names = {option.name: harmless(option_label(option, wording)) for option in column.options}
            found.append((place, names.__getitem__))
    return found


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: such a one gets an apostrophe before it.

    Formulas begin with = + - @ (or their full-width forms), possibly after blanks, or with a tab or a line
    end (OWASP, CSV Injection). A plain number stays a number.
    """
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
