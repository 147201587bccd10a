"""Questionnaires that are being changed on the screen: what pages read of them.

The team shares one working copy of a questionnaire. Every change says which revision it was made on. If
somebody else was faster nothing is written and the page says so; nobody overwrites what they have not seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import StaffUser
from app.kit.errors import NotFoundError
from app.kit.localized import LANGUAGES, Localized
from app.questionnaires.ballot import Ballot, fill_ballots
from app.questionnaires.errors import WorkbookError
from app.questionnaires.finding import Finding
from app.questionnaires.lint import lint
from app.questionnaires.models import Questionnaire, QuestionnaireVersion, WorkingCopy, WorkingRevision
from app.questionnaires.queries import latest_version
from app.questionnaires.workbook import Workbook, default_language, localized


@dataclass(frozen=True, slots=True)
class CopyView:
    """A working copy as it is now, and the change that made it so."""

    code: str
    title: Localized
    revision: int
    base_number: int
    newest_number: int
    """Number of the newest published version, 0 where there is none."""
    workbook: Workbook
    author_id: int
    author: str
    at: datetime
    verb: str
    subject: str
    can_undo: bool


def copy_view(session: Session, code: str) -> CopyView | None:
    """Return the working copy of a questionnaire, or None. Three statements."""
    row = session.execute(
        select(WorkingCopy, WorkingRevision, StaffUser.name)
        .join(
            WorkingRevision,
            (WorkingRevision.copy_id == WorkingCopy.id) & (WorkingRevision.number == WorkingCopy.revision),
        )
        .join(StaffUser, StaffUser.id == WorkingRevision.author_id)
        .where(WorkingCopy.code == code)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    copy, last, author = row
    workbook = Workbook.from_json(last.workbook)
    return CopyView(
        code=code,
        title=_title(code, workbook),
        revision=copy.revision,
        base_number=copy.base_number,
        newest_number=newest_number(session, code),
        workbook=workbook,
        author_id=last.author_id,
        author=author,
        at=last.at,
        verb=last.verb,
        subject=last.subject,
        can_undo=bool(last.before) and session.get(WorkingRevision, (copy.id, last.before)) is not None,
    )


def the_copy(session: Session, code: str) -> CopyView:
    """Return the working copy of a questionnaire.

    Raises:
        NotFoundError: nobody is changing it.
    """
    found = copy_view(session, code)
    if found is None:
        raise NotFoundError("Nobody is changing this questionnaire at the moment.")
    return found


def revision_of(session: Session, code: str, number: int) -> Workbook | None:
    """Return a working copy as it was at a revision, or None where that is no longer kept."""
    found = session.scalar(
        select(WorkingRevision.workbook)
        .join(WorkingCopy, WorkingCopy.id == WorkingRevision.copy_id)
        .where(WorkingCopy.code == code, WorkingRevision.number == number)
    )
    return None if found is None else Workbook.from_json(found)


def in_work(session: Session) -> dict[str, Localized]:
    """Return the titles of the questionnaires that are being changed, by code. One statement."""
    rows = session.execute(
        select(WorkingCopy.code, WorkingRevision.workbook)
        .join(
            WorkingRevision,
            (WorkingRevision.copy_id == WorkingCopy.id) & (WorkingRevision.number == WorkingCopy.revision),
        )
        .order_by(WorkingCopy.code)
    )
    return {code: _title(code, Workbook.from_json(workbook)) for code, workbook in rows}


def _title(code: str, workbook: Workbook) -> Localized:
    """Return a title in every language: where one is missing, that of another, and at last the code."""
    titles = localized(workbook.settings, "form_title", default_language(workbook))
    return {lang: titles.get(lang) or next(iter(titles.values()), code) for lang in LANGUAGES}


def findings_of(workbook: Workbook, ballots: Mapping[str, Ballot]) -> list[Finding]:
    """Return what is to be said of a working copy, its ballots filled in as they will be."""
    try:
        return lint(fill_ballots(workbook, ballots))
    except WorkbookError as error:
        told = Finding("", error.sheet, error.row, error.column, error.reason, "correct the cell", "ballot")
        return [told, *lint(workbook)]


def newest_version(session: Session, code: str) -> QuestionnaireVersion | None:
    """Return the newest published version of a questionnaire, or None."""
    known = session.scalar(select(Questionnaire.id).where(Questionnaire.code == code))
    return None if known is None else latest_version(session, known)


def newest_number(session: Session, code: str) -> int:
    """Return the number of the newest published version, 0 where there is none."""
    newest = newest_version(session, code)
    return newest.number if newest else 0
