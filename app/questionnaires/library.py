"""The questionnaires and their versions as the team sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.errors import NotFoundError
from app.kit.localized import Localized
from app.questionnaires.compare import Comparison, Degree, compare
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.queries import form_of_version
from app.questionnaires.texts import texts_of
from app.questionnaires.workbook import Workbook


@dataclass(frozen=True)
class Completeness:
    """How many texts there are in a language, of all that the questionnaire has."""

    code: str
    filled: int
    of: int

    @property
    def missing(self) -> int:
        """How many texts the language lacks."""
        return self.of - self.filled


@dataclass(frozen=True)
class QuestionnaireLine:
    """A questionnaire in the list."""

    code: str
    title: Localized
    version_ids: tuple[int, ...]
    newest: int
    published_at: datetime
    languages: tuple[Completeness, ...]


@dataclass(frozen=True)
class VersionLine:
    """A version on the page of its questionnaire."""

    id: int
    number: int
    published_at: datetime
    from_file: bool
    change: Degree | None
    """None for the first version."""
    undecided: bool
    """Whether it breaks with something and nobody has said what became of it."""


@dataclass(frozen=True)
class QuestionnaireView:
    """A questionnaire with its versions, the newest first."""

    code: str
    title: Localized
    versions: tuple[VersionLine, ...]
    languages: tuple[Completeness, ...]
    """Of the newest version."""


def questionnaires(session: Session) -> list[QuestionnaireLine]:
    """Return every questionnaire with what the list says of it. Two statements."""
    newest: dict[int, int] = {}
    keys: dict[int, list[int]] = {}
    for key, questionnaire_id in session.execute(
        select(QuestionnaireVersion.id, QuestionnaireVersion.questionnaire_id).order_by(
            QuestionnaireVersion.number
        )
    ):
        newest[questionnaire_id] = key
        keys.setdefault(questionnaire_id, []).append(key)
    rows = session.execute(
        select(Questionnaire, QuestionnaireVersion)
        .join(QuestionnaireVersion, QuestionnaireVersion.questionnaire_id == Questionnaire.id)
        .where(QuestionnaireVersion.id.in_(newest.values()))
        .order_by(Questionnaire.code)
    )
    return [
        QuestionnaireLine(
            row.code, row.title, tuple(keys[row.id]), version.number, version.published_at,
            completeness(version.workbook),
        )
        for row, version in rows
    ]  # fmt: skip


def completeness(workbook: Mapping[str, object]) -> tuple[Completeness, ...]:
    """Return how complete each language of a workbook is, as it is kept."""
    table = texts_of(Workbook.from_json(workbook))
    return tuple(Completeness(code, table.filled(code), len(table.rows)) for code in table.languages)


def questionnaire_view(session: Session, code: str) -> QuestionnaireView:
    """Return a questionnaire with its versions.

    Raises:
        NotFoundError: there is no such questionnaire.
    """
    row = questionnaire_row(session, code)
    versions = session.scalars(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.questionnaire_id == row.id)
        .order_by(QuestionnaireVersion.number)
    ).all()
    lines: list[VersionLine] = []
    for place, version in enumerate(versions):
        change = version.change
        if place and change is None:
            change = _difference(session, versions[place - 1], version).degree
        lines.append(
            VersionLine(
                version.id, version.number, version.published_at, version.from_file, change,
                change == "breaking" and version.fates is None,
            )
        )  # fmt: skip
    return QuestionnaireView(row.code, row.title, tuple(reversed(lines)), completeness(versions[-1].workbook))


def questionnaire_row(session: Session, code: str) -> Questionnaire:
    """Return the row of a questionnaire that has a version. One statement.

    Raises:
        NotFoundError: there is none with this code.
    """
    has_version = select(QuestionnaireVersion.questionnaire_id)
    row = session.scalars(
        select(Questionnaire).where(Questionnaire.code == code, Questionnaire.id.in_(has_version))
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no questionnaire with this code.")
    return row


def version_row(session: Session, code: str, number: int | None = None) -> QuestionnaireVersion:
    """Return a version of a questionnaire, the newest by default. Two statements.

    Raises:
        NotFoundError: there is no such questionnaire or version.
    """
    row = questionnaire_row(session, code)
    of = select(QuestionnaireVersion).where(QuestionnaireVersion.questionnaire_id == row.id)
    if number is None:
        newest = select(func.max(QuestionnaireVersion.number)).where(
            QuestionnaireVersion.questionnaire_id == row.id
        )
        of = of.where(QuestionnaireVersion.number == newest.scalar_subquery())
    else:
        of = of.where(QuestionnaireVersion.number == number)
    version = session.scalars(of).one_or_none()
    if version is None:
        raise NotFoundError("This questionnaire has no version with this number.")
    return version


def title_of(session: Session, version: QuestionnaireVersion) -> tuple[str, Localized]:
    """Return the code and the title of the questionnaire of a version. One statement at most."""
    row = session.get_one(Questionnaire, version.questionnaire_id)
    return row.code, row.title


def comparison_of(session: Session, before_id: int, after_id: int) -> Comparison:
    """Compare two versions by their ids."""
    return compare(form_of_version(session, before_id), form_of_version(session, after_id))


def is_undecided(session: Session, version: QuestionnaireVersion) -> bool:
    """Say whether a version breaks with something and nobody has said what became of it."""
    if version.fates is not None or version.number == 1 or version.change not in {None, "breaking"}:
        return False
    before = session.scalars(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            QuestionnaireVersion.number == version.number - 1,
        )
    ).one()
    return _difference(session, before, version).degree == "breaking"


def undecided_up_to(session: Session, version: QuestionnaireVersion) -> list[int]:
    """Return the numbers of a version and of those before it about which something is left to say."""
    earlier = session.scalars(
        select(QuestionnaireVersion)
        .where(
            QuestionnaireVersion.questionnaire_id == version.questionnaire_id,
            QuestionnaireVersion.number <= version.number,
            QuestionnaireVersion.fates.is_(None),
        )
        .order_by(QuestionnaireVersion.number)
    )
    return [each.number for each in earlier if is_undecided(session, each)]


def _difference(session: Session, before: QuestionnaireVersion, after: QuestionnaireVersion) -> Comparison:
    return comparison_of(session, before.id, after.id)
