"""A frozen table as a file for spreadsheets."""

from collections.abc import Iterator, Mapping
from csv import writer
from io import StringIO
from typing import Any

from app.consultations.export.words import harmless
from app.kit.i18n import gettext
from app.kit.localized import Lang, Localized, in_language

_MARK = "\ufeff"
"""Excel takes UTF-8 for what it is when this mark stands first."""


def table_csv(table: Mapping[str, Any], title: Localized, lang: Lang) -> bytes:
    """Return a table as CSV, one line for each row and group, with numbers where they are shown.

    Columns: row, group, number of people, share in whole per cents, base. What is hidden says so.
    """
    text = StringIO()
    out = writer(text)
    out.writerow(
        [
            gettext(lang, "Answer"), gettext(lang, "Group"), gettext(lang, "People"),
            gettext(lang, "Per cent"), gettext(lang, "Base"),
        ]
    )  # fmt: skip
    out.writerows(_lines(table, lang))
    out.writerow([])
    for said in (title, table["consultation"]["title"], table["title"]):
        out.writerow([harmless(in_language(said, lang))])
    out.writerow([table["counted_on"]])
    return (_MARK + text.getvalue()).encode()


def _lines(table: Mapping[str, Any], lang: Lang) -> Iterator[list[str | int | None]]:
    hidden = gettext(lang, "hidden")
    everybody = gettext(lang, "Everybody")
    groups = [in_language(label, lang) for _, label in table["columns"]] + [everybody]
    bases = [*table["bases"], table["base"]]
    for place, (_, label) in enumerate(table["rows"]):
        counts = [*table["counts"][place], table["row_totals"][place]]
        shares = (
            [None] * len(counts)
            if table["of_people"]
            else [*table["shares"][place], table["row_shares"][place]]
        )
        for group, n, share, base in zip(groups, counts, shares, bases, strict=True):
            yield [
                harmless(in_language(label, lang)),
                harmless(group),
                hidden if n is None else n,
                share,
                hidden if base is None else base,
            ]
