"""Publish a version of a questionnaire. A published version never changes; a change is a new version."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import clock
from app.questionnaires.compile import compile_form
from app.questionnaires.finding import refuse_errors
from app.questionnaires.lint import lint
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.queries import latest_version
from app.questionnaires.workbook import Workbook, canonical


def form_code(workbook: Workbook) -> str:
    """Return the `form_id` of a workbook, by which its questionnaire is known, or ''."""
    return canonical(workbook).settings.get("form_id", "")


def publish_version(
    session: Session,
    workbook: Workbook,
    *,
    from_file: bool = False,
    file: str = "",
    lines: Mapping[tuple[str, int], int] | None = None,
) -> QuestionnaireVersion:
    """Publish a workbook as the newest version of the questionnaire with its `form_id`, and return it.

    When the newest version has the same content nothing is done and that version is returned. The first
    version makes the questionnaire. Whoever is answering an older version stays on it.

    Args:
        session: a session that writes.
        workbook: the workbook with its ballots filled in, as it will be kept.
        from_file: whether it comes from surveys/, whose later changes then follow by themselves.
        file: path that begins each finding.
        lines: line in that file of each sheet and row.

    Raises:
        FindingsError: the lint finds an error; nothing is changed.
    """
    # The row is locked, so that of two who publish at once the second sees the version of the first.
    questionnaire = session.scalars(
        select(Questionnaire).where(Questionnaire.code == form_code(workbook)).with_for_update()
    ).one_or_none()
    newest = latest_version(session, questionnaire.id) if questionnaire else None
    if newest is not None and newest.content_hash == workbook.content_hash():
        return newest
    refuse_errors(lint(workbook, file=file, lines=lines))
    form = compile_form(workbook)
    if questionnaire is None:
        questionnaire = Questionnaire(code=form.code, title=form.title)
        session.add(questionnaire)
        session.flush()
    questionnaire.title = form.title
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id,
        number=newest.number + 1 if newest else 1,
        workbook=workbook.to_json(),
        content_hash=workbook.content_hash(),
        from_file=from_file,
        published_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version
