"""The pages on the texts of a questionnaire: the table, and what a translator's file would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from app.kit.errors import Message
from app.kit.forms import UnreadableError
from app.kit.pages import page
from app.questionnaires.finding import Finding
from app.questionnaires.library import completeness, title_of
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.packed import pack_json, unpack_json
from app.questionnaires.text_files import Brought, language_header
from app.questionnaires.texts import Cell, Text, Texts, texts_of
from app.questionnaires.texts_merge import Edit, Merge
from app.questionnaires.wording import Piece, pieces
from app.questionnaires.workbook import Workbook
from app.staff.finding_lines import finding_lines
from app.staff.guard import Member
from app.staff.questionnaires import ShownError

ROWS: Final = 40
"""Texts on a page."""
FIELD: Final = "t:"
FURTHER: Final = ("en", "de", "es", "pt", "it", "ro", "pl", "bg", "tr", "ar", "uk", "ru")
"""Languages that can be added on the page."""
_PER_LINE: Final = 34
_MOST_LINES: Final = 8


@dataclass(frozen=True)
class Shown:
    """What the address asks to see of the table; `add` is a language to begin with."""

    missing: bool = False
    page: int = 1
    add: str = ""

    @property
    def query(self) -> str:
        """The same, as the end of an address without the number of the page."""
        parts = [*(["missing=1"] if self.missing else []), *([f"add={self.add}"] if self.add else [])]
        return "&".join(parts)


@dataclass(frozen=True)
class CellLine:
    """One text in one language, as its field shows it."""

    field: str
    language: str
    value: str
    lines: int
    missing: bool
    error: str


@dataclass(frozen=True)
class EditLine:
    """A cell that is to change, with the words that do."""

    text: Text
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    reason: str | None
    source: str


def as_posted(text: str) -> str:
    """Return a text as a form gives it back: plain line ends, and no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def table_page(
    request: Request,
    session: Session,
    member: Member,
    version: QuestionnaireVersion,
    *,
    shown: Shown,
    typed: Mapping[Cell, str] | None = None,
    stops: Mapping[Cell, Edit] | None = None,
    findings: Iterable[Finding] = (),
    refused: Message | None = None,
    saved: str = "",
) -> HTMLResponse:
    """Show a page of the table, with what was typed and what stands against it."""
    table = texts_of(Workbook.from_json(version.workbook))
    languages = {**table.languages, **({shown.add: language_header(shown.add)} if shown.add else {})}
    rows = [row for row in table.rows if not shown.missing or _lacks(row, languages)]
    pages = max(1, -(-len(rows) // ROWS))
    number = min(max(shown.page, 1), pages)
    lang = member.language
    said = Message("Somebody else changed this text meanwhile. It says now: %(now)s")
    errors = {
        cell: Message(said.id, {"now": edit.now or "–"}).text(lang) if edit.reason == "changed" else
        Message("The text to translate has changed meanwhile. Look at your translation again.").text(lang)
        for cell, edit in (stops or {}).items()
    }  # fmt: skip
    code, title = title_of(session, version)
    told = finding_lines(findings, lang)
    summary = [ShownError(_field(cell), message) for cell, message in errors.items()]
    if refused is not None:
        summary.append(ShownError("file", refused.text(lang)))
    elif told:
        summary.append(ShownError("findings", Message("This cannot be published as it is.").text(lang)))
    return page(
        request, "staff/questionnaires/translations.html", lang, status=422 if summary else 200,
        user=member, code=code, title=title, version=version, shown=shown, number=number, pages=pages,
        rows=[
            (row, [_cell(row, one, typed or {}, errors) for one in languages])
            for row in rows[(number - 1) * ROWS : number * ROWS]
        ],
        languages=languages, source=table.source, counts=completeness(version.workbook),
        further={one: language_header(one) for one in FURTHER if one not in languages},
        lacking=sum(_lacks(row, languages) for row in table.rows), of=len(table.rows),
        errors=summary, findings=told, file_error=refused.text(lang) if refused else "",
        saved=int(saved) if saved.isdecimal() and len(saved) < 6 else None,  # noqa: PLR2004 - digits
    )  # fmt: skip


def review_page(
    request: Request,
    session: Session,
    member: Member,
    version: QuestionnaireVersion,
    *,
    merged: Merge,
    brought: Brought,
) -> HTMLResponse:
    """Show what a translator's file would change, and what has to be looked at first."""
    table = texts_of(Workbook.from_json(version.workbook))
    code, title = title_of(session, version)
    return page(
        request, "staff/questionnaires/translation_review.html", member.language, user=member, code=code,
        title=title, version=version, edits=_edits(table, merged.edits),
        conflicts=_edits(table, merged.conflicts), unknown=merged.unknown, brought=brought,
        source=table.source,
        packed=pack_json({
            "edits": [[*edit.cell, edit.after] for edit in merged.edits],
            "conflicts": [[*edit.cell, edit.after] for edit in merged.conflicts],
            "languages": dict(brought.languages),
        }),
    )  # fmt: skip


def unpack_edits(packed: str) -> tuple[dict[Cell, str], dict[Cell, str], dict[str, str]]:
    """Return what `review_page` packed: the cells to write, those in conflict, and the languages.

    Raises:
        UnreadableError: it is not what was packed.
    """
    data = unpack_json(packed)
    try:
        edits, conflicts = (
            {(str(key), str(lang)): str(text) for key, lang, text in data[name]}
            for name in ("edits", "conflicts")
        )
        languages = {str(lang): str(header) for lang, header in data["languages"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error
    return edits, conflicts, languages


def _lacks(row: Text, languages: Iterable[str]) -> bool:
    return not row.fixed and any(not row.words.get(lang, "").strip() for lang in languages)


def _field(cell: Cell) -> str:
    return f"{FIELD}{cell[1]}:{cell[0]}"


def _cell(row: Text, lang: str, typed: Mapping[Cell, str], errors: Mapping[Cell, str]) -> CellLine:
    cell = (row.key, lang)
    value = typed.get(cell, row.words.get(lang, ""))
    lines = sum(1 + len(line) // _PER_LINE for line in value.split("\n"))
    missing = not row.words.get(lang, "").strip()
    return CellLine(_field(cell), lang, value, min(lines, _MOST_LINES), missing, errors.get(cell, ""))


def _edits(table: Texts, edits: Iterable[Edit]) -> list[EditLine]:
    rows = table.by_key()
    lines = []
    for edit in edits:
        found = pieces(edit.now, edit.after)
        before = tuple(piece for piece in found if piece.kind != "in")
        after = tuple(piece for piece in found if piece.kind != "out")
        key, lang = edit.cell
        lines.append(EditLine(rows[key], lang, before, after, edit.reason, edit.source))
    return lines
