"""Begin to change a questionnaire on the screen: one that there is, a new one, or a copy of another."""

from sqlalchemy.orm import Session

from app.db import insert_for
from app.kit.errors import InvalidError, Message, NotFoundError, Problem
from app.kit.localized import LANGUAGE_NAMES, LANGUAGES, Localized
from app.questionnaires.change_copy import write_revision
from app.questionnaires.editing.rows import text_column
from app.questionnaires.models import WorkingCopy
from app.questionnaires.vocabulary import RESERVED_CODES
from app.questionnaires.workbook import CHOICES, SETTINGS, SURVEY, Workbook, canonical_column, make_sheet
from app.questionnaires.working_copy import newest_number, newest_version


def start_copy(session: Session, code: str, author_id: int) -> None:
    """Begin to change the newest version of a questionnaire; where somebody has begun, nothing is done.

    Raises:
        NotFoundError: there is no such questionnaire.
    """
    newest = newest_version(session, code)
    if newest is None:
        raise NotFoundError("There is nothing at this address.")
    _begin(session, code, newest.number, Workbook.from_json(newest.workbook), author_id)


def start_new(session: Session, code: str, title: Localized, source: str, author_id: int) -> None:
    """Begin a new questionnaire, empty or from the newest version of another one.

    Raises:
        InvalidError: the code is taken, or there is no such source.
    """
    if code in RESERVED_CODES or newest_number(session, code):
        raise InvalidError(
            [Problem("code", Message("A questionnaire has this code. Please choose another."))]
        )
    newest = newest_version(session, source) if source else None
    if source and newest is None:
        raise InvalidError([Problem("source", Message("Please choose one of the options shown."))])
    workbook = Workbook.from_json(newest.workbook) if newest else _empty()
    if not _begin(session, code, 0, _with_identity(workbook, code, title), author_id):
        raise InvalidError(
            [Problem("code", Message("A questionnaire has this code. Please choose another."))]
        )


def _begin(session: Session, code: str, base_number: int, workbook: Workbook, author_id: int) -> bool:
    """Make the copy and its first revision, and say whether it was made; of two at once, one makes it."""
    made = session.execute(
        insert_for(session)(WorkingCopy)
        .values(code=code, base_number=base_number, revision=1)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(WorkingCopy.id)
    ).one_or_none()
    if made is None:
        return False
    copy = session.get_one(WorkingCopy, made.id)
    write_revision(session, copy, workbook, author_id, ("start", ""), before=0)
    return True


def _empty() -> Workbook:
    """Return a questionnaire without questions, with the columns in an order that is pleasant to read."""
    languages = [f"{name} ({code})" for code, name in LANGUAGE_NAMES.items()]
    labels = [f"label::{language}" for language in languages]
    hints = [f"hint::{language}" for language in languages]
    settings = {"default_language": languages[0]}
    return Workbook(
        {
            SURVEY: make_sheet([], ["type", "name", *labels, *hints, "required", "relevant"]),
            CHOICES: make_sheet([], ["list_name", "name", *labels]),
            SETTINGS: make_sheet([settings], ["form_id", *(f"form_title::{one}" for one in languages)]),
        }
    )


def _with_identity(workbook: Workbook, code: str, title: Localized) -> Workbook:
    """Return a workbook under another code and another title."""
    row = dict(workbook.settings)
    named = {canonical_column(SETTINGS, column): column for column in row}
    row[named.get("form_id", "form_id")] = code
    for lang in LANGUAGES:
        row[text_column(workbook, SETTINGS, "form_title", lang)] = title[lang]
    return workbook.with_sheet(SETTINGS, make_sheet([row], workbook.sheet(SETTINGS).columns))
