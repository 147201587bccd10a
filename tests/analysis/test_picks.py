"""What is said and shown follows how many actions people may pick, and what older versions let them do."""

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.analysis.boards import board, side_by_side
from app.analysis.pick_words import tie_rule
from app.analysis.priorities import priorities_json
from app.analysis.sight import EVERYTHING
from app.analysis.subjects import Subject, subject_of
from app.consultations.models import BallotTally
from app.consultations.queries import consultation_view
from app.db import transaction
from app.kit.localized import Lang
from app.programmes.models import Ballot
from tests.factories.answers import answer, make_consultation
from tests.factories.voices import citizen


def _subject(session: Session, pick: int) -> Subject:
    """Return the consultation of citizens as if its ballot let people pick so many."""
    subject = subject_of(session, consultation_view(session, "citoyens"))
    assert subject.ballot
    return replace(subject, ballot=replace(subject.ballot, pick=pick))


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_words_follow_how_many_may_be_picked(database: str, lang: Lang) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session)
        for _ in range(3):
            answer(session, "citoyens", "fr", citizen("nord", "helpdesk", "outreach"))
        answer(session, "citoyens", "fr", citizen("nord", "coming-home", "no-wrong-door"))
        said = {
            pick: board(session, _subject(session, pick), lang=lang, sight=EVERYTHING) for pick in (1, 2, 3)
        }
        beside, _whole = side_by_side(session, _subject(session, 3), [], lang=lang, sight=EVERYTHING)
    heads = {pick: shown.panels[0].columns[3] for pick, shown in said.items()}
    assert len(set(heads.values())) == 3
    assert ("3" in heads[3], "3" in heads[2]) == (True, False)
    # Who may pick one has no pair; of three together the best are said with whom they cover.
    assert said[1].pairs == ()
    assert len(said[1].reading) == len(said[3].reading) == 3
    for pick in (2, 3):
        assert "100%" in said[pick].reading[0].replace("\u00a0", "")
    assert any("100" in pair for pair in said[3].pairs)
    assert said[3].found.best is not None
    assert all(len(one) == 3 for one in said[3].found.best.approval.sets)
    assert beside.lines


def test_options_of_an_older_version_are_left_out_and_larger_sets_are_counted(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session)
        answer(session, "citoyens", "fr", citizen("nord", "helpdesk", "outreach"))
        answer(session, "citoyens", "fr", citizen("nord", "coming-home"))
        session.execute(
            update(BallotTally)
            .where(BallotTally.picks == "coming-home")
            .values(picks="coming-home gone-long-ago helpdesk outreach")
        )
        found = priorities_json(session, "citoyens")
    counted = {row["action"]: row["n"] for row in found["actions"] if row["n"]}
    assert counted == {"helpdesk": 2, "outreach": 2, "coming-home": 1}
    assert (found["base"], found["pick"]) == (2, 2)
    assert "gone-long-ago" not in str(found)


def test_the_rule_for_ties_that_was_recorded_is_said(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session)
        session.execute(update(Ballot).values(tie_rule="second-vote"))
        shown = board(
            session, subject_of(session, consultation_view(session, "citoyens")), lang="fr", sight=EVERYTHING
        )
    assert "second-vote" in shown.tie_rule
    assert "égalité reste" in tie_rule("shown", "fr")
