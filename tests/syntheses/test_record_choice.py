"""Writing down what a bassin chose."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.syntheses.errors import AlreadyPublishedError, ChangedMeanwhileError, NoSuchBassinError
from app.syntheses.queries import choice_of, current_ballot
from app.syntheses.record_choice import ChosenWish, EvidenceWish, record_choice
from tests.accounts.people import give_account
from tests.factories.answers import make_consultation
from tests.factories.choices import BOTH, a_wish, choose, choose_and_publish
from tests.factories.voices import PROGRAMME

NOTHING = {"fr": "", "nl": ""}


@pytest.fixture
def user_id(database: str) -> int:  # noqa: ARG001
    """Somebody of the team, in a database with a consultation."""
    with transaction() as session:
        make_consultation(session)
    return give_account()


def test_it_keeps_what_was_decided_and_what_it_rests_on(user_id: int) -> None:
    with transaction() as session:
        choose(session, "nord", user_id)
    with reading() as session:
        ballot = current_ballot(session)
        assert ballot is not None
        found = choice_of(session, ballot, "nord")
        lines = session.execute(select(AuditLine.verb, AuditLine.target)).all()
    assert found is not None
    assert [chosen.action.code for chosen in found.actions] == ["helpdesk", "outreach"]
    assert (found.status, found.manner, found.gaps) == ("draft", "consensus", [])
    assert [(line.kind, line.code, line.statement) for line in found.evidence] == [
        ("consultation", "citoyens", BOTH)
    ]
    assert ("record_choice", "choice:adc-2022-2023/nord") in [tuple(line) for line in lines]


def test_a_draft_may_lack_a_language_and_is_replaced_by_the_next(user_id: int) -> None:
    half = {"fr": "Seulement en français", "nl": ""}
    with transaction() as session:
        choose(session, "nord", user_id, against=half, evidence=())
        choose(session, "nord", user_id, actions=(ChosenWish("outreach", half), ChosenWish("helpdesk")))
    with reading() as session:
        ballot = current_ballot(session)
        assert ballot is not None
        found = choice_of(session, ballot, "nord")
    assert found is not None
    assert [chosen.action.code for chosen in found.actions] == ["outreach", "helpdesk"]
    assert [gap.field for gap in found.gaps] == ["reason-1.nl", "reason-2.fr", "reason-2.nl"]
    assert len(found.evidence) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"actions": (ChosenWish("helpdesk"),)}, "action-2"),
        ({"actions": (ChosenWish("helpdesk"), ChosenWish("helpdesk"))}, "action-2"),
        ({"actions": (ChosenWish("helpdesk"), ChosenWish("free-beer"))}, "action-2"),
        (
            {"actions": (ChosenWish("helpdesk"), ChosenWish("outreach"), ChosenWish("coming-home"))},
            "action-1",
        ),
        ({"manner": "shouting"}, "manner"),
        ({"decided_on": None}, "decided_on"),
        ({"meeting_code": "nowhere"}, "meeting"),
        ({"evidence": (EvidenceWish("meeting", "nowhere"),)}, "evidence-1.source"),
        ({"evidence": (EvidenceWish("consultation", "nowhere"),)}, "evidence-1.source"),
        ({"against": {"fr": "x" * 2001, "nl": ""}}, "against.fr"),
    ],
)
def test_it_refuses_what_cannot_be_and_changes_nothing(
    user_id: int, changes: dict[str, Any], field: str
) -> None:
    with transaction() as session:
        with pytest.raises(InvalidError) as error:
            choose(session, "nord", user_id, **changes)
        assert [problem.field for problem in error.value.problems] == [field]
        ballot = current_ballot(session)
        assert ballot is not None
        assert choice_of(session, ballot, "nord") is None


def test_it_refuses_a_day_that_has_not_come(user_id: int) -> None:
    with transaction() as session, pytest.raises(InvalidError) as error:
        choose(session, "nord", user_id, decided_on=clock.today() + timedelta(days=1))
    assert [problem.field for problem in error.value.problems] == ["decided_on"]


def test_it_refuses_an_unknown_bassin(user_id: int) -> None:
    with transaction() as session, pytest.raises(NoSuchBassinError):
        choose(session, "nowhere", user_id)


def test_a_published_choice_is_not_changed(user_id: int) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
    with pytest.raises(AlreadyPublishedError), transaction() as session:
        choose(session, "nord", user_id)


def test_of_two_people_who_edit_at_once_the_second_is_told(user_id: int) -> None:
    def save(expected: int) -> int:
        with transaction() as session:
            return record_choice(
                session, programme_code=PROGRAMME, bassin_code="sud", wish=a_wish(), user_id=user_id,
                expected_version=expected,
            ).version  # fmt: skip

    version = save(0)
    with pytest.raises(ChangedMeanwhileError):
        save(version + 7)
    newer = save(version)
    with pytest.raises(ChangedMeanwhileError):
        save(version)
    assert newer == version + 1
