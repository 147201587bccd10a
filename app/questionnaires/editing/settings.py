"""The settings of a questionnaire that a screen shows: its title, and about how many minutes it takes."""

from typing import Final

from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.editing.rows import text_column, with_rows
from app.questionnaires.workbook import FIRST_ROW, SETTINGS, Workbook, default_language, localized

MOST_MINUTES: Final = 240
_MINUTES: Final = "bx::minutes"


def read_settings(workbook: Workbook) -> tuple[Localized, str]:
    """Return the title by language, and the minutes, '' where nobody said."""
    row = workbook.settings
    return localized(row, "form_title", default_language(workbook)), row.get(_MINUTES, "")


def with_settings(workbook: Workbook, title: Localized, minutes: str) -> Workbook:
    """Write the title and the minutes; what has not changed keeps its cells as they were."""
    old, before = read_settings(workbook)
    cells = {
        text_column(workbook, SETTINGS, "form_title", lang): title[lang]
        for lang in LANGUAGES
        if title[lang] != old.get(lang, "").strip()
    }
    if minutes != before:
        cells[_MINUTES] = minutes
    rows = list(workbook.sheet(SETTINGS).rows)
    at = next((number - FIRST_ROW for number, _ in workbook.numbered(SETTINGS)), 0)
    rows[at : at + 1] = [{**workbook.settings, **cells}]
    return with_rows(workbook, SETTINGS, rows) if cells else workbook
