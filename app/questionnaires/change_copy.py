"""Change a working copy: one revision after another, back again, thrown away, or published."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.errors import ConflictError, NotFoundError
from app.questionnaires.ballot import Ballot, fill_ballots
from app.questionnaires.models import QuestionnaireVersion, WorkingCopy, WorkingRevision
from app.questionnaires.publish import publish_version
from app.questionnaires.workbook import Workbook
from app.questionnaires.working_copy import newest_number, the_copy

KEPT_REVISIONS: Final = 100
LONGEST_SUBJECT: Final = 60


class ChangedMeanwhileError(ConflictError):
    """Somebody else changed the working copy since the page was shown. Nothing was written."""


class PublishedMeanwhileError(ConflictError):
    """A newer version was published since the working copy was begun.

    Attributes:
        number: the number of that version.
    """

    def __init__(self, number: int) -> None:
        super().__init__(
            "Version %(number)s was published since you began. Look at it first, then tick the box below.",
            number=number,
        )
        self.number = number


def change_copy(
    session: Session,
    code: str,
    workbook: Workbook,
    *,
    seen: int,
    author_id: int,
    verb: str,
    subject: str = "",
) -> int:
    """Keep a working copy as it has become, and return the number of that revision.

    Raises:
        NotFoundError: nobody is changing this questionnaire any more.
        ChangedMeanwhileError: it is no longer at the revision `seen`.
    """
    copy = _next_revision(session, code, seen)
    write_revision(session, copy, workbook, author_id, (verb, subject), before=seen)
    return copy.revision


def undo(session: Session, code: str, *, seen: int, author_id: int) -> None:
    """Go back to what was before the last change, which is a change as well; again goes further back.

    Raises:
        NotFoundError: nobody is changing this questionnaire, or there is nothing to undo.
        ChangedMeanwhileError: it is no longer at the revision `seen`.
    """
    copy = _next_revision(session, code, seen)
    last = session.get_one(WorkingRevision, (copy.id, seen))
    target = session.get(WorkingRevision, (copy.id, last.before)) if last.before else None
    if target is None:
        raise NotFoundError("There is nothing left to undo.")
    workbook = Workbook.from_json(target.workbook)
    write_revision(session, copy, workbook, author_id, ("undo", last.subject), before=target.before)


def discard_copy(session: Session, code: str, *, seen: int) -> None:
    """Throw a working copy away, with all its revisions. Published versions stay.

    Raises:
        NotFoundError: nobody is changing this questionnaire.
        ChangedMeanwhileError: it is no longer at the revision `seen`.
    """
    copy = _next_revision(session, code, seen)
    _forget(session, copy)


def publish_copy(
    session: Session, code: str, *, seen: int, over: int, ballots: Mapping[str, Ballot]
) -> QuestionnaireVersion:
    """Publish a working copy as the newest version of its questionnaire; the copy ends there.

    Args:
        session: a session that writes.
        code: the questionnaire.
        seen: the revision that was looked at.
        over: number of the newest version that was looked at, where there is one newer than the base.
        ballots: the ballots of the programmes.

    Raises:
        NotFoundError: nobody is changing this questionnaire.
        ChangedMeanwhileError: it is no longer at the revision `seen`.
        PublishedMeanwhileError: a version was published meanwhile that was not looked at.
        FindingsError: the lint finds an error; nothing is changed.
        WorkbookError: a ballot cannot be filled in.
    """
    copy = _next_revision(session, code, seen)
    newest = newest_number(session, code)
    if newest not in {copy.base_number, over}:
        raise PublishedMeanwhileError(newest)
    last = session.get_one(WorkingRevision, (copy.id, seen))
    version = publish_version(session, fill_ballots(Workbook.from_json(last.workbook), ballots))
    _forget(session, copy)
    return version


def write_revision(
    session: Session,
    copy: WorkingCopy,
    workbook: Workbook,
    author_id: int,
    what: tuple[str, str],
    *,
    before: int,
) -> None:
    """Keep a workbook as the newest revision of a copy; those older than the last hundred go."""
    verb, subject = what
    session.add(
        WorkingRevision(
            copy_id=copy.id,
            number=copy.revision,
            workbook=workbook.to_json(),
            author_id=author_id,
            at=clock.now(),
            verb=verb,
            subject=subject[:LONGEST_SUBJECT],
            before=before,
        )
    )
    oldest = copy.revision - KEPT_REVISIONS
    session.execute(
        delete(WorkingRevision).where(WorkingRevision.copy_id == copy.id, WorkingRevision.number <= oldest)
    )
    session.flush()


def _next_revision(session: Session, code: str, seen: int) -> WorkingCopy:
    """Take the next revision, which locks the copy until the end of the transaction."""
    taken = session.execute(
        update(WorkingCopy)
        .where(WorkingCopy.code == code, WorkingCopy.revision == seen)
        .values(revision=WorkingCopy.revision + 1)
        .execution_options(synchronize_session=False)
        .returning(WorkingCopy.id)
    ).one_or_none()
    if taken is None:
        other = the_copy(session, code)
        raise ChangedMeanwhileError(
            "%(author)s changed this questionnaire meanwhile. Please look at it, then do it again.",
            author=other.author,
        )
    return session.get_one(WorkingCopy, taken.id, populate_existing=True)


def _forget(session: Session, copy: WorkingCopy) -> None:
    session.execute(delete(WorkingRevision).where(WorkingRevision.copy_id == copy.id))
    session.execute(delete(WorkingCopy).where(WorkingCopy.id == copy.id))
