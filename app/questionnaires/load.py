"""Bring surveys/ into the database: every change of a file is a new version, and no version ever changes."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.questionnaires.ballot import Ballot
from app.questionnaires.finding import refuse_errors
from app.questionnaires.lint_files import read_file
from app.questionnaires.models import Questionnaire
from app.questionnaires.publish import form_code, publish_version
from app.questionnaires.queries import latest_version


def load_surveys(session: Session, folder: Path, ballots: Mapping[str, Ballot]) -> None:
    """Publish every questionnaire of `folder` whose content is new.

    A questionnaire whose newest version was not made by a file is left alone.

    Raises:
        FindingsError: a file has a mistake; the message says where and what to do.
    """
    for path in sorted(folder.glob("*.yaml")):
        read = read_file(path, ballots)
        refuse_errors(read.findings)
        if not _was_edited(session, form_code(read.workbook)):
            publish_version(
                session, read.workbook, from_file=True, file=str(path), lines=read.lines, media=read.media
            )


def _was_edited(session: Session, code: str) -> bool:
    """Say whether the newest version was imported or made on screen."""
    found = session.scalars(select(Questionnaire).where(Questionnaire.code == code)).one_or_none()
    newest = latest_version(session, found.id) if found else None
    return newest is not None and not newest.from_file
