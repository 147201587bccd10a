"""What a member of the team needs to know of a questionnaire before putting it to people."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.localized import Localized
from app.questionnaires.lint import Finding, lint
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.workbook import Workbook


@dataclass(frozen=True)
class VersionView:
    """A version of a questionnaire, and the newest there is."""

    code: str
    title: Localized
    number: int
    newest: int


def newest_titles(session: Session) -> dict[str, Localized]:
    """Return the title of every questionnaire that has a version, by its code. One statement."""
    rows = session.execute(
        select(Questionnaire.code, Questionnaire.title)
        .where(Questionnaire.id.in_(select(QuestionnaireVersion.questionnaire_id)))
        .order_by(Questionnaire.code)
    )
    return dict(rows.all())


def version_view(session: Session, version_id: int) -> VersionView:
    """Return which version of which questionnaire this is. Two statements.

    Raises:
        LookupError: there is no such version.
    """
    version = session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise LookupError(f"no questionnaire version {version_id}")
    newest = (
        select(func.max(QuestionnaireVersion.number))
        .where(QuestionnaireVersion.questionnaire_id == Questionnaire.id)
        .scalar_subquery()
    )
    code, title, number = session.execute(
        select(Questionnaire.code, Questionnaire.title, newest).where(
            Questionnaire.id == version.questionnaire_id
        )
    ).one()
    return VersionView(code, title, version.number, number)


def errors_of_version(session: Session, version_id: int) -> list[Finding]:
    """Return what keeps a version from being put to people, cell by cell, in every language of the platform.

    It reads the whole questionnaire, which takes about a tenth of a second.
    """
    version = session.get_one(QuestionnaireVersion, version_id)
    return [finding for finding in lint(Workbook.from_json(version.workbook)) if finding.level == "error"]
