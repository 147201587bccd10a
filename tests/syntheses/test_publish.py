"""Making a choice public, and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.db import reading, transaction
from app.kit import clock
from app.meetings.schedule import MeetingForm, SittingTimes, schedule
from app.programmes.queries import BallotView
from app.syntheses.errors import AlreadyPublishedError, NoChoiceError, NotPublishedError, NotReadyError
from app.syntheses.publish import publish
from app.syntheses.queries import choice_of, current_ballot, published_choice
from app.syntheses.record_choice import ChosenWish, EvidenceWish
from app.syntheses.withdraw_publication import withdraw_publication
from tests.accounts.people import give_account
from tests.factories.answers import answer, make_consultation
from tests.factories.choices import BOTH, choose, choose_and_publish
from tests.factories.voices import ACTIONS, PROGRAMME, citizen

HALF = {"fr": "Seulement en français", "nl": " "}


@pytest.fixture
def user_id(database: str) -> int:  # noqa: ARG001
    """Somebody of the team, in a database with a consultation that twelve people answered."""
    with transaction() as session:
        make_consultation(session)
        for place in range(12):
            answer(session, "citoyens", "fr", citizen("nord", "helpdesk", ACTIONS[place % 2]))
    return give_account()


def the_ballot() -> BallotView:
    """Return the ballot of the programme."""
    with reading() as session:
        found = current_ballot(session)
    assert found is not None
    return found


def test_it_freezes_protected_figures(user_id: int) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
        answer(session, "citoyens", "nl", citizen("nord", "outreach"))
    with reading() as session:
        found = published_choice(session, the_ballot(), "nord")
        verbs = set(session.scalars(select(AuditLine.verb)))
    assert found is not None
    assert found.figures is not None
    (line,) = found.figures["consultations"]
    assert (line["code"], line["base"], found.figures["released_on"]) == (
        "citoyens", 12, clock.today().isoformat(),
    )  # fmt: skip
    assert "publish_choice" in verbs


def test_it_names_every_gap_field_by_field(user_id: int) -> None:
    with transaction() as session:
        choose(
            session, "nord", user_id, against=HALF, evidence=(),
            actions=(ChosenWish("helpdesk", BOTH), ChosenWish("outreach", HALF)),
        )  # fmt: skip
        with pytest.raises(NotReadyError) as error:
            publish(session, the_ballot(), "nord", user_id=user_id)
        assert published_choice(session, the_ballot(), "nord") is None
    assert [problem.field for problem in error.value.problems] == [
        "reason-2.nl", "against.nl", "evidence-1.source",
    ]  # fmt: skip


def test_it_refuses_to_lead_readers_to_a_meeting_that_is_a_draft(user_id: int) -> None:
    with transaction() as session:
        starts_at = clock.now() - timedelta(days=90)
        meeting = schedule(
            session,
            MeetingForm(
                programme_code=PROGRAMME, strand_code="focus-groups", kind="focus_group", bassin_code="nord",
                title=BOTH, description=BOTH, place=BOTH,
                sittings=(SittingTimes(starts_at, starts_at + timedelta(hours=3)),),
            ),
        )  # fmt: skip
        choose(session, "nord", user_id, evidence=(EvidenceWish("meeting", meeting.code, BOTH),))
        with pytest.raises(NotReadyError) as error:
            publish(session, the_ballot(), "nord", user_id=user_id)
    assert [problem.field for problem in error.value.problems] == ["evidence-1.source"]


def test_nothing_recorded_cannot_be_published_nor_withdrawn(user_id: int) -> None:
    with transaction() as session:
        with pytest.raises(NoChoiceError):
            publish(session, the_ballot(), "nord", user_id=user_id)
        with pytest.raises(NoChoiceError):
            withdraw_publication(session, the_ballot(), "nord", user_id=user_id)


def test_it_is_published_once(user_id: int) -> None:
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
    with pytest.raises(AlreadyPublishedError), transaction() as session:
        publish(session, the_ballot(), "nord", user_id=user_id)


def test_a_withdrawn_choice_is_a_draft_and_comes_back_with_the_same_figures(user_id: int) -> None:
    ballot = the_ballot()
    with transaction() as session:
        choose_and_publish(session, "nord", user_id)
        before = choice_of(session, ballot, "nord")
        withdraw_publication(session, ballot, "nord", user_id=user_id)
        assert published_choice(session, ballot, "nord") is None
        answer(session, "citoyens", "nl", citizen("nord", "outreach"))
        choose_and_publish(session, "nord", user_id, manner="vote")
        after = choice_of(session, ballot, "nord")
    assert before is not None
    assert after is not None
    assert after.figures == before.figures
    assert after.manner == "vote"


def test_a_draft_cannot_be_withdrawn(user_id: int) -> None:
    with transaction() as session:
        choose(session, "nord", user_id)
    with pytest.raises(NotPublishedError), transaction() as session:
        withdraw_publication(session, the_ballot(), "nord", user_id=user_id)
