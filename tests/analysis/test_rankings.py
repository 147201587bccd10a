"""The page on rankings and ratings: what is counted, what few answers say, and what each reader may see."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.analysis.panels import Panel, panel_named
from app.analysis.rankings import rankings_page
from app.analysis.ratings import Shown
from app.analysis.sight import EVERYTHING, PROTECTED, Sight
from app.analysis.statistics.intervals import wilson
from app.analysis.subjects import subject_of
from app.consultations.models import BallotTally
from app.consultations.queries import consultation_view
from app.db import transaction
from app.kit.localized import Lang
from tests.factories.answers import answer
from tests.factories.rated import rated_book
from tests.factories.types import open_book

EMPTY = "Personne n’a encore répondu à ces questions."


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        open_book(session, rated_book())
        yield session


def look(session: Session, sight: Sight = EVERYTHING, *, lang: Lang = "fr", bassin: str = "") -> Shown:
    subject = subject_of(session, consultation_view(session, "essai"))
    assert subject.rates
    return rankings_page(session, subject, sight=sight, lang=lang, bassin=bassin)


def shown(page: Shown, key: str) -> Panel:
    panel = panel_named(page.panels, key)
    assert panel is not None
    for line in panel.lines:
        assert len(line.cells) == len(panel.columns)
        assert len(line.values) == len(panel.columns)
        assert not {"nan", "inf"} & {cell.lower() for cell in line.cells}
    return panel


def twelve(session: Session) -> None:
    """Eight people want light before trees, four the reverse and no bench; half share points out."""
    langs: Iterator[Lang] = cycle(("fr", "nl"))
    for number in range(12):
        order = ["lights", "trees", "benches"] if number < 8 else ["trees", "lights"]
        person = {
            "bassin": "nord",
            "wishes_order": order,
            "importance_trees": "5" if number < 9 else "2",
            "feasibility_trees": "4" if number < 3 else "no_opinion" if number < 5 else "1",
        }
        points = {"points_trees": "7", "points_lights": "3"} if number % 2 else {}
        answer(session, "essai", next(langs), person | points)


def test_places_points_and_corners_are_those_that_were_given(session: Session) -> None:
    twelve(session)
    page = look(session)
    ranking = shown(page, "ranking-1")
    assert [line.label for line in ranking.lines] == ["lights (fr)", "trees (fr)", "benches (fr)"]
    # First place, its interval, points by place, then the places one by one and what was left out.
    assert ranking.lines[0].values == (8 / 12, None, 20 / 12, 8, 4, 0, 0)
    assert ranking.lines[2].values == (0, None, 0, 0, 0, 8, 4)
    low, high = wilson(8, 12)
    assert ranking.lines[0].cells[1].startswith(f"{low:.0%}"[:-1])
    assert f"{high:.0%}"[:-1] in ranking.lines[0].cells[1]
    duels = shown(page, "duels-1")
    assert duels.lines[2].values == (8 / 12, 1, None)
    points = shown(page, "points-1")
    assert [line.values for line in points.lines] == [(1, None, 7, 42), (1, None, 3, 18), (0, None, 0, 0)]
    matrix = shown(page, "matrix")
    assert matrix.lines[0].values == (9 / 12, None, 3 / 10, None, None)
    assert "difficile" in matrix.lines[0].cells[-1]
    assert matrix.lines[1].cells == ("–",) * 5
    assert "lights (fr)" in page.sentence
    assert look(session, lang="nl").sentence != page.sentence


def test_somebody_from_whom_small_numbers_are_hidden_sees_none_of_the_places(session: Session) -> None:
    twelve(session)
    page = look(session, PROTECTED)
    ranking = shown(page, "ranking-1")
    assert ranking.figure is None
    assert len(ranking.columns) == 2
    # Four people put trees first: hidden, and the eight others with them.
    assert [line.values[0] for line in ranking.lines if line.values[0]] == []
    assert panel_named(page.panels, "duels-1") is None
    # Six people shared points out: fewer than ten.
    assert panel_named(page.panels, "points-1") is None
    assert shown(page, "matrix").lines[0].values[2] is None


def test_no_answer_one_answer_and_blank_ones_are_said(session: Session) -> None:
    assert look(session) == Shown(EMPTY, ())
    answer(session, "essai", "fr", {"bassin": "nord"})
    assert look(session) == Shown(EMPTY, ())
    answer(session, "essai", "fr", {"bassin": "nord", "wishes_order": ["trees"], "importance_trees": "3"})
    page = look(session)
    assert shown(page, "ranking-1").lines[0].values[0] == 1
    assert shown(page, "matrix").lines[0].values[0] == 0
    assert look(session, bassin="sud") == Shown(EMPTY, ())
    # To somebody else nothing is told but that there is too little.
    assert look(session, PROTECTED).panels == (panel_named(look(session, PROTECTED).panels, "matrix"),)
    session.execute(update(BallotTally).where(BallotTally.picks == "trees").values(picks="gone trees"))
    assert "n’a plus" in shown(look(session), "ranking-1").note
