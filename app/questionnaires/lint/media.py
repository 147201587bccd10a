"""Rules on images, sounds and films: each file is there, is of its kind, and can be had in words."""

from collections.abc import Iterator
from typing import Final

from app.questionnaires.finding import Finding
from app.questionnaires.lint.facts import Facts, found
from app.questionnaires.media import ALT, KINDS, noted
from app.questionnaires.workbook import CHOICES, SURVEY, localized, split_column

_WORDS: Final = {
    "image": "say what the image shows, for those who cannot see it",
    "audio": "write what is said, for those who cannot hear it",
    "video": "write what is said and shown, for those who cannot hear or see it",
}


def media(facts: Facts) -> Iterator[Finding]:
    """Give what is wrong with the files beside labels and options."""
    files = noted(facts.book)
    for sheet in (SURVEY, CHOICES):
        for number, row in facts.book.numbered(sheet):
            shown = [(column, cell) for column, cell in row.items() if split_column(column)[0] in KINDS]
            alt = localized(row, ALT, facts.default)
            for column, name in shown:
                kind = split_column(column)[0]
                where = (sheet, number, column)
                if name not in files:
                    fix = "put it into the folder media beside the questionnaire"
                    yield found("media-missing", where, f"the file {name!r} is missing", fix)
                elif not files[name][1].startswith(f"{kind}/"):
                    message = f"the file {name!r} is of the type {files[name][1]}"
                    yield found("media-kind", where, message, f"name a file that is of the kind {kind}")
            for code, header in facts.languages.items():
                if shown and not alt.get(code, "").strip():
                    where = (sheet, number, f"{ALT}::{header}")
                    message = f"the words for the {split_column(shown[0][0])[0]} are missing in {header}"
                    yield found("media-words", where, message, _WORDS[split_column(shown[0][0])[0]])
