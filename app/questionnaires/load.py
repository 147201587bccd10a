"""Bring surveys/ into the database: every change of a file is a new version, and no version ever changes."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import clock
from app.questionnaires.ballot import Ballot, fill_ballots
from app.questionnaires.compile import compile_form
from app.questionnaires.errors import QuestionnaireError
from app.questionnaires.lint_files import lint_file
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.queries import latest_version
from app.questionnaires.yaml_file import read_workbook


def load_surveys(session: Session, folder: Path, ballots: Mapping[str, Ballot]) -> None:
    """Publish every questionnaire of `folder` whose content is new.

    A questionnaire whose newest version was made on screen is left alone.

    Raises:
        QuestionnaireError: a file has a mistake; the message says where and what to do.
    """
    for path in sorted(folder.glob("*.yaml")):
        workbook = fill_ballots(read_workbook(path), ballots)
        form = compile_form(workbook)
        questionnaire = session.scalars(
            select(Questionnaire).where(Questionnaire.code == form.code)
        ).one_or_none()
        if questionnaire is None:
            questionnaire = Questionnaire(code=form.code, title=form.title)
            session.add(questionnaire)
            session.flush()
        newest = latest_version(session, questionnaire.id)
        if newest is not None and (not newest.from_file or newest.content_hash == workbook.content_hash()):
            continue
        refuse_what_is_wrong(path, ballots)
        questionnaire.title = form.title
        session.add(
            QuestionnaireVersion(
                questionnaire_id=questionnaire.id,
                number=newest.number + 1 if newest else 1,
                workbook=workbook.to_json(),
                content_hash=workbook.content_hash(),
                from_file=True,
                published_at=clock.now(),
            )
        )
        session.flush()


def refuse_what_is_wrong(path: Path, ballots: Mapping[str, Ballot]) -> None:
    """Run the lint before a version is published for ever.

    Raises:
        QuestionnaireError: with every error found, a line each.
    """
    errors = [str(finding) for finding in lint_file(path, ballots) if finding.level == "error"]
    if errors:
        raise QuestionnaireError("\n".join(errors))
