"""The codebook: what every column and every code means, in both languages."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from app.analysis.export.names import SPSS_LONGEST, STATA_LONGEST, variable_names
from app.consultations.export.columns import Column, Option
from app.consultations.export.words import Wording, harmless, said
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, is_language

HEADS = (
    "column", "question", "kind", "label_fr", "label_nl", "code", "number", "code_label_fr", "code_label_nl",
    "versions", "open_answer", "name_in_spss", "name_in_stata",
)  # fmt: skip


def codebook_heads(wording: Wording) -> list[str]:
    """Return the heads of the codebook: words in one language, or their codes."""
    if not is_language(wording):
        return list(HEADS)
    lang = wording
    return [
        gettext(lang, "Column"),
        gettext(lang, "Question"),
        gettext(lang, "Kind"),
        gettext(lang, "Label in French"),
        gettext(lang, "Label in Dutch"),
        gettext(lang, "Code"),
        gettext(lang, "Number in SPSS and Stata"),
        gettext(lang, "Code in French"),
        gettext(lang, "Code in Dutch"),
        gettext(lang, "Versions"),
        gettext(lang, "Open answer"),
        gettext(lang, "Name in SPSS"),
        gettext(lang, "Name in Stata"),
    ]


def codebook_rows(
    columns: Sequence[Column], wording: Wording = "codes", *, table: str = ""
) -> Iterator[list[Any]]:
    """Return a row per column, and per code of a single choice; columns of a repeat begin with its name."""
    spss = variable_names(columns, SPSS_LONGEST)
    stata = variable_names(columns, STATA_LONGEST)
    kinds = _kinds(wording)
    for column, in_spss, in_stata in zip(columns, spss, stata, strict=True):
        versions = ", ".join(map(str, column.versions))
        start = [
            f"{table}/{column.name}" if table else column.name,
            column.question or None,
            kinds[column.kind],
        ]
        start += [harmless(said(column.label, lang, column.question)) or None for lang in LANGUAGES]
        end = [versions, 1 if column.is_open else 0, in_spss, in_stata]
        for option in _codes(column):
            yield [*start, *_option(option, column), *end]


def _codes(column: Column) -> Sequence[Option | None]:
    return column.options or (column.option,)


def _option(option: Option | None, column: Column) -> list[Any]:
    if option is None:
        return [None] * 4
    number = option.number if column.kind == "one" else None
    labels = [harmless(said(option.label, lang, option.name)) for lang in LANGUAGES]
    return [harmless(option.name), number, *labels]


def _kinds(wording: Wording) -> dict[str, str]:
    if not is_language(wording):
        return {kind: kind for kind in ("whole", "decimal", "day", "text", "one", "pick", "rank")}
    lang = wording
    return {
        "whole": gettext(lang, "whole number"),
        "decimal": gettext(lang, "number"),
        "day": gettext(lang, "day"),
        "text": gettext(lang, "text"),
        "one": gettext(lang, "one code"),
        "pick": gettext(lang, "1 chosen, 0 not chosen"),
        "rank": gettext(lang, "position, from 1"),
    }


def codebook_csv(tables: Mapping[str, Sequence[Column]], wording: Wording) -> Iterator[bytes]:
    """Write the codebook of tables as comma-separated values; that of the responses has the name ''."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(codebook_heads(wording))
    for table, columns in tables.items():
        writer.writerows(codebook_rows(columns, wording, table=table))
    yield lines.getvalue().encode()
