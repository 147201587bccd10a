from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.db import reading, transaction
from app.questionnaires.ballots import ballots_of
from app.questionnaires.finding import FindingsError
from app.questionnaires.load import load_surveys
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from app.questionnaires.publish import publish_version
from app.questionnaires.queries import latest_version_id, workbook_of
from app.questionnaires.workbook import Workbook
from app.settings import ROOT
from tests.questionnaires.books import FR, NL, SET, book, row, without

pytestmark = pytest.mark.usefixtures("database")


def form(label: str = "Quoi", settings: Mapping[str, str] = SET) -> Workbook:
    return book([{**row("text", "a"), f"label::{FR}": label}], (), settings)


def versions() -> list[tuple[int, bool]]:
    """The number of each version of the questionnaire `test`, and whether a file made it."""
    with reading() as session:
        rows = session.execute(
            select(QuestionnaireVersion.number, QuestionnaireVersion.from_file)
            .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
            .where(Questionnaire.code == "test")
            .order_by(QuestionnaireVersion.number)
        )
        return [(number, from_file) for number, from_file in rows]


def publish(workbook: Workbook, *, from_file: bool = False) -> int:
    with transaction() as session:
        return publish_version(session, workbook, from_file=from_file).number


def test_the_first_version_makes_the_questionnaire_and_each_change_a_version() -> None:
    assert publish(form()) == 1
    assert publish(form("Où")) == 2
    assert versions() == [(1, False), (2, False)]
    with reading() as session:
        assert workbook_of(session, "test", 1) == (1, form())
        assert workbook_of(session, "test") == (2, form("Où"))


def test_the_same_content_again_does_nothing() -> None:
    publish(form(), from_file=True)

    assert publish(form()) == 1
    assert versions() == [(1, True)]


def test_an_older_content_again_is_a_new_version() -> None:
    for label in ("un", "deux", "un"):
        publish(form(label))

    assert [number for number, _ in versions()] == [1, 2, 3]


def test_of_many_who_publish_at_once_each_makes_a_version_of_its_own() -> None:
    publish(form())

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda n: publish(form(f"version {n}")), range(4)))

    assert sorted(numbers) == [2, 3, 4, 5]


def test_the_title_is_that_of_the_newest_version() -> None:
    publish(form())
    publish(form(settings={**SET, f"form_title::{NL}": "Nieuw"}))

    with reading() as session:
        questionnaire = session.scalars(select(Questionnaire).where(Questionnaire.code == "test")).one()
    assert questionnaire.title == {"fr": "Essai", "nl": "Nieuw"}


@pytest.mark.parametrize(
    ("workbook", "message"),
    [
        (book([row("text", "a"), row("text", "a")]), "x.yaml:7: survey, row 3, column name: "),
        (form(settings=without(SET, "form_id")), "settings, row 2, column form_id: form_id is missing"),
        (Workbook(), "survey: there is no sheet of this name"),
    ],
)
def test_a_mistake_is_refused_and_leaves_no_trace(workbook: Workbook, message: str) -> None:
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(Questionnaire))

    with pytest.raises(FindingsError, match=message), transaction() as session:
        publish_version(session, workbook, file="x.yaml", lines={("survey", 3): 7})

    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Questionnaire)) == before


def test_a_file_no_longer_changes_a_questionnaire_that_was_imported() -> None:
    with transaction() as session:
        code = "evaluation"
        number, workbook = workbook_of(session, code)
        title = {**workbook.settings, f"form_title::{NL}": "Anders"}
        imported = workbook.with_sheet("settings", book([], (), title).sheet("settings"))
        publish_version(session, imported)
    for _ in range(2):
        with transaction() as session:
            load_surveys(session, ROOT / "surveys", ballots_of(session))

    with reading() as session:
        assert workbook_of(session, code) == (number + 1, imported)
        version = session.get_one(QuestionnaireVersion, latest_version_id(session, code))
        assert not version.from_file
