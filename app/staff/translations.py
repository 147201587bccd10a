"""The texts of a questionnaire in all its languages: filled in on the page, or in files for translators.

Every saving is a new version in which only words differ. Nothing is half saved.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import ReadSession, WriteSession
from app.kit.errors import ConflictError, Message, NotFoundError
from app.kit.forms import Posted, PostedForm, see_other
from app.kit.one_file import PostedFile, Upload
from app.questionnaires.errors import SurveyFileError
from app.questionnaires.finding import Finding, FindingsError
from app.questionnaires.library import title_of, version_row
from app.questionnaires.models import QuestionnaireVersion
from app.questionnaires.publish import publish_version
from app.questionnaires.text_files import (
    Brought,
    language_header,
    read_table,
    read_translations,
    write_table,
    write_translations,
)
from app.questionnaires.texts import Cell, Texts, texts_of, with_texts
from app.questionnaires.texts_merge import merge
from app.questionnaires.workbook import Workbook
from app.staff.guard import Member, require
from app.staff.questionnaires import XLSX, attachment
from app.staff.translation_pages import (
    FIELD,
    FURTHER,
    ROWS,
    Shown,
    as_posted,
    review_page,
    table_page,
    unpack_edits,
)

router = APIRouter(prefix="/staff/questionnaires")

Manager = Annotated[Member, Depends(require("manage_consultations"))]
Publisher = Annotated[Member, Depends(require("publish"))]

TABLE: Final = "texts.xlsx"
PO: Final = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.po")


@router.get("/{code}/translations", name="staff.translations")
def translations(
    *, request: Request, session: ReadSession, member: Manager, code: str, missing: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1, add: str = "", at: str = "",
    saved: str = "",
) -> HTMLResponse:  # fmt: skip
    """Show the texts, a page at a time; `at` is a row such as survey-12, whose page is shown."""
    version = version_row(session, code)
    table = _table(version)
    shown = Shown(bool(missing), number, add if add in FURTHER and add not in table.languages else "")
    place = next((n for n, row in enumerate(table.rows) if f"{row.sheet}-{row.row}" == at), None)
    if place is not None:
        shown = Shown(missing=False, page=place // ROWS + 1, add=shown.add)
    return table_page(request, session, member, version, shown=shown, saved=saved)


@router.post("/{code}/translations", name="staff.translations.save")
def save(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Publish what was typed on the page as a new version, or show what stands against it."""
    version = version_row(reader, code)
    table = _table(version)
    add = form.text("add")
    page_number = form.text("page")
    shown = Shown(
        form.flag("missing"), int(page_number) if re.fullmatch(r"[0-9]{1,4}", page_number) else 1,
        add if add in FURTHER and add not in table.languages else "",
    )  # fmt: skip
    base = _base(reader, code, form.text("seen"), version)
    typed = _typed(form, base, shown)
    merged = merge(base, table, typed, {})
    stops = {edit.cell: edit for edit in merged.conflicts}
    findings: list[Finding] = []
    if not stops and merged.edits:
        findings = _publish(session, member, version, merged.cells(), _further(shown))
    if stops or findings:
        return table_page(
            request, reader, member, version, shown=shown, typed=typed, stops=stops,
            findings=findings,
        )  # fmt: skip
    query = f"{shown.query}&page={shown.page}&" if shown.query else f"page={shown.page}&"
    return see_other(f"/staff/questionnaires/{code}/translations?{query}saved={len(merged.edits)}")


@router.get("/{code}/translations/files/{name}", name="staff.translations.file")
def file(
    session: ReadSession,
    member: Manager,  # noqa: ARG001 - the door
    code: str,
    name: str,
) -> Response:
    """Give the texts as a table, or one language for a translator's own tool."""
    version = version_row(session, code)
    table = _table(version)
    po = PO.fullmatch(name)
    if name == TABLE:
        return attachment(
            write_table(table, code, version.number), f"{code}-v{version.number}-texts.xlsx", XLSX
        )
    if po is None or (po[1] not in table.languages and po[1] not in FURTHER) or po[1] == table.source:
        raise NotFoundError("There is nothing at this address.")
    content = write_translations(table, code, version.number, po[1])
    return attachment(content, f"{code}-v{version.number}-{po[1]}.po", "text/x-gettext-translation")


@router.post("/{code}/translations/import", name="staff.translations.review")
def review(
    request: Request, session: ReadSession, member: Publisher, code: str, upload: PostedFile
) -> HTMLResponse:
    """Show what a translator's file would change, and what has to be looked at first."""
    version = version_row(session, code)
    try:
        brought = _read(upload, code)
    except _FileError as error:
        return table_page(
            request, session, member, version, shown=Shown(), refused=error.message, findings=error.findings
        )
    base = _base(session, code, str(brought.number or version.number), version)
    wished = {cell: text for cell, text in brought.cells.items() if text != base.word(cell)}
    merged = merge(base, _table(version), wished, brought.sources)
    return review_page(request, session, member, version, merged=merged, brought=brought)


@router.post("/{code}/translations/publish", name="staff.translations.publish")
def publish(
    *, request: Request, session: WriteSession, reader: ReadSession, member: Publisher, code: str,
    form: PostedForm,
) -> Response:  # fmt: skip
    """Publish what a translator's file changes; what was to be looked at only where it is ticked."""
    version = version_row(reader, code)
    if form.text("seen") != str(version.number):
        raise ConflictError("Somebody else published a version meanwhile. Look at the difference again.")
    cells, conflicts, languages = unpack_edits(form.text("edits"))
    ticked = set(form.many("take"))
    cells |= {cell: text for number, (cell, text) in enumerate(conflicts.items()) if str(number) in ticked}
    findings = _publish(session, member, version, cells, languages)
    if findings:
        return table_page(request, reader, member, version, shown=Shown(), findings=findings)
    return see_other(f"/staff/questionnaires/{code}/translations?saved={len(cells)}")


class _FileError(Exception):
    """A file that is no file of translations; the message is for its author."""

    def __init__(self, message: Message, findings: list[Finding] | None = None) -> None:
        super().__init__(message.id)
        self.message = message
        self.findings = findings or []


def _read(upload: Upload, code: str) -> Brought:
    if not upload.data:
        raise _FileError(Message("Choose a file."))
    try:
        is_po = upload.name.lower().endswith((".po", ".pot"))
        brought = read_translations(upload.data) if is_po else read_table(upload.data)
    except FindingsError as error:
        raise _FileError(Message("This file cannot be read."), list(error.findings)) from error
    except SurveyFileError as error:
        raise _FileError(Message("This is not a file of translations that was taken from here.")) from error
    if brought.code and brought.code != code:
        raise _FileError(
            Message("This file belongs to another questionnaire: %(code)s.", {"code": brought.code})
        )
    return brought


def _table(version: QuestionnaireVersion) -> Texts:
    return texts_of(Workbook.from_json(version.workbook))


def _base(session: Session, code: str, number: str, newest: QuestionnaireVersion) -> Texts:
    """Return the texts that somebody started from; the newest where the version is not known."""
    if re.fullmatch(r"[1-9][0-9]{0,5}", number) and int(number) < newest.number:
        return _table(version_row(session, code, int(number)))
    return _table(newest)


def _further(shown: Shown) -> dict[str, str]:
    return {shown.add: language_header(shown.add)} if shown.add else {}


def _typed(form: Posted, base: Texts, shown: Shown) -> dict[Cell, str]:
    """Return the cells of the page that differ from what it showed, blanks around a text left aside."""
    languages = {*base.languages, *_further(shown)}
    found: dict[Cell, str] = {}
    for name in form.names():
        lang, _, key = name.removeprefix(FIELD).partition(":")
        if name.startswith(FIELD) and lang in languages:
            text = form.text(name)
            if text != as_posted(base.word((key, lang))):
                found[key, lang] = text
    return found


def _publish(
    session: Session, member: Member, version: QuestionnaireVersion, cells: Mapping[Cell, str],
    languages: Mapping[str, str],
) -> list[Finding]:  # fmt: skip
    """Publish the version with some texts replaced; return what the lint refuses, with nothing published."""
    workbook = with_texts(Workbook.from_json(version.workbook), cells, languages)
    try:
        with session.begin_nested():
            published = publish_version(session, workbook, seen=version.number)
    except FindingsError as error:
        return list(error.findings)
    if published.number != version.number:
        code, _ = title_of(session, version)
        record(session, member.id, "translate_questionnaire", f"questionnaire:{code}/{published.number}")
    return []
