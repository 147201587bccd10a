"""What the figures of the priorities say, beside a recount of the responses themselves."""

from collections import Counter
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.cast import NoBallotError
from app.analysis.priorities import (
    NoSuchPlaceError,
    NoSuchScopeError,
    priorities,
    priorities_json,
)
from app.analysis.statistics.intervals import wilson
from app.consultations.models import Response
from app.consultations.queries import consultation_by_code, consultation_view
from app.db import reading, transaction
from app.kit.localized import Lang
from tests.factories.answers import answer, fill_draft, make_consultation
from tests.factories.voices import ACTIONS, PROGRAMME, citizen, professional

PLACES = ("nord", "nord-est", "sud-est", "sud", "centre-ouest", "unknown")


@pytest.fixture
def answered(database: str) -> str:
    """Two consultations with forty invented answers and one draft."""
    chance = Random(7)  # noqa: S311 - invented answers, the same at each run
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        make_consultation(session, "professionnels", code="professionnels-2023")
        languages: tuple[Lang, Lang] = ("fr", "nl")
        for _ in range(25):
            picks = chance.sample(ACTIONS, chance.choice((0, 1, 2, 2, 2)))
            answer(session, "citoyens-2023", chance.choice(languages), citizen(chance.choice(PLACES), *picks))
        for _ in range(15):
            places = chance.sample(PLACES[:5], chance.choice((1, 1, 2, 3)))
            picks = chance.sample(ACTIONS, 2)
            answer(session, "professionnels-2023", chance.choice(languages), professional(places, *picks))
        fill_draft(session, "citoyens-2023", "fr", citizen("nord", "helpdesk"))
    return database


def recount(session: Session, codes: list[str], bassin: str | None) -> tuple[int, Counter[str]]:
    """Count the stored answers one by one."""
    ids = [consultation_by_code(session, code).id for code in codes]
    base, counted = 0, Counter[str]()
    for response in session.scalars(select(Response).where(Response.consultation_id.in_(ids))):
        places = response.answers.get("bassins") or [response.answers["bassin"]]
        picks = response.answers.get("priorities", [])
        if picks and (bassin is None or bassin in places):
            base += 1
            counted.update(picks)
    return base, counted


def test_the_json_equals_a_recount_of_the_answers_themselves(answered: str) -> None:  # noqa: ARG001
    scopes = {"citoyens-2023": ["citoyens-2023"], PROGRAMME: ["citoyens-2023", "professionnels-2023"]}
    with reading() as session:
        for scope, codes in scopes.items():
            for bassin in (None, *PLACES):
                found = priorities_json(session, scope, bassin)
                base, counted = recount(session, codes, bassin)
                assert (found["scope"], found["bassin"], found["base"]) == (scope, bassin, base)
                assert [row["action"] for row in found["actions"]] == list(ACTIONS)
                for row in found["actions"]:
                    n = counted[row["action"]]
                    assert row["n"] == n
                    assert row["share"] == pytest.approx(n / base)
                    assert (row["low"], row["high"]) == pytest.approx(wilson(n, base))


def test_french_and_dutch_answers_add_up(answered: str) -> None:  # noqa: ARG001
    with reading() as session:
        view = consultation_view(session, "citoyens-2023")
        whole = priorities(session, view)
        parts = [priorities(session, view, language=lang) for lang in ("fr", "nl")]
    assert whole.base == sum(part.base for part in parts)
    assert whole.blanks == sum(part.blanks for part in parts)
    for place, row in enumerate(whole.rows):
        assert row.n == sum(part.rows[place].n for part in parts)


def test_drafts_never_count(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        answer(session, "citoyens-2023", "fr", citizen("nord", "helpdesk", "outreach"))
        before = priorities_json(session, "citoyens-2023")
        fill_draft(session, "citoyens-2023", "nl", citizen("nord", "helpdesk", "coming-home"))
        assert priorities_json(session, "citoyens-2023") == before


def test_nobody_having_answered_gives_no_share_and_no_winner(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        found = priorities_json(session, "citoyens-2023", "sud")
        whole = priorities(session, consultation_view(session, "citoyens-2023"))
    assert found["base"] == 0
    for row in found["actions"]:
        assert (row["n"], row["share"], row["low"], row["high"]) == (0, None, None, None)
    assert whole.best is None
    assert all(row.tied for row in whole.rows)


def test_blank_answers_are_counted_apart(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        answer(session, "citoyens-2023", "fr", citizen("nord", "helpdesk"))
        answer(session, "citoyens-2023", "nl", citizen("nord"))
        found = priorities(session, consultation_view(session, "citoyens-2023"), bassin="nord")
    assert (found.base, found.blanks) == (1, 1)


def test_everybody_choosing_the_same_two_shows_them_tied_and_first(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        for _ in range(6):
            answer(session, "citoyens-2023", "fr", citizen("sud", "helpdesk", "outreach"))
        found = priorities(session, consultation_view(session, "citoyens-2023"))
    assert [row.action.code for row in found.candidates] == ["helpdesk", "outreach"]
    assert all((row.share, row.rank, row.tied) == (1.0, 1, True) for row in found.candidates)
    assert found.same_best == (frozenset({"helpdesk", "outreach"}),)


def test_it_refuses_a_scope_a_place_and_a_questionnaire_without_ballot(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, code="citoyens-2023")
        make_consultation(session, "evaluation", code="evaluation-1")
        with pytest.raises(NoSuchScopeError):
            priorities_json(session, "nowhere")
        with pytest.raises(NoSuchPlaceError):
            priorities_json(session, "citoyens-2023", "nowhere")
        with pytest.raises(NoBallotError):
            priorities_json(session, "evaluation-1")
