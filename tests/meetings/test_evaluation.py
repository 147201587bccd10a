from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.consultations.models import Consultation, Ticket
from app.consultations.tickets import draft_id_of_ticket
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.errors import NoSuchMeetingError, NoSuchRegistrationError, NotToBeEvaluatedError
from app.meetings.evaluation import evaluation_state, is_open, open_evaluation
from app.meetings.hand_out import hand_out
from app.meetings.models import Meeting, Registration
from app.meetings.rules import EVALUATION_PERIOD
from tests.meetings.factories import AFTER, FORM, committed_meeting, seated

pytestmark = pytest.mark.usefixtures("database")


def opened(meeting_id: int) -> int:
    with transaction() as session:
        return open_evaluation(session, meeting_id).id


def welcomed(meeting_id: int, token: str) -> UUID:
    registration_id = read_token(token)
    assert registration_id is not None
    with transaction() as session:
        mark_present(session, meeting_id, registration_id, present=True)
    return registration_id


def test_opening_puts_the_form_to_the_participants_with_a_ticket_for_each_seat() -> None:
    meeting_id = committed_meeting(capacity=7)
    consultation_id = opened(meeting_id)
    with reading() as session:
        consultation = session.get_one(Consultation, consultation_id)
        stock = session.scalar(select(func.count()).select_from(Ticket))
        assert session.get_one(Meeting, meeting_id).evaluation_id == consultation_id
        assert consultation.code == "evaluation-nord-1"
        assert (consultation.audience, consultation.access) == ("participants", "ticket")
        assert consultation.strand_code == "focus-groups"
        assert consultation.title == {
            "fr": "Évaluation\u00a0: L’accueil & l’écoute",
            "nl": "Evaluatie: Onthaal & luisteren",
        }
        assert consultation.closes_at == FORM.ends_at + EVALUATION_PERIOD
    assert stock == 7


def test_opening_twice_keeps_the_first() -> None:
    meeting_id = committed_meeting()
    assert opened(meeting_id) == opened(meeting_id)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 5


def test_it_opens_no_evaluation_of_a_draft_of_a_crowd_nobody_counted_or_of_nothing() -> None:
    draft = committed_meeting(code="draft", public=False)
    crowd = committed_meeting(code="crowd", capacity=None)
    for meeting_id in (draft, crowd):
        with pytest.raises(ConflictError), transaction() as session:
            open_evaluation(session, meeting_id)
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        open_evaluation(session, 999)


def test_somebody_who_was_there_gets_one_ticket_once() -> None:
    meeting_id = committed_meeting()
    token = seated()
    consultation_id = opened(meeting_id)
    person = welcomed(meeting_id, token)
    with transaction() as session:
        code, ticket = hand_out(session, "nord-1", token)
    assert code == "evaluation-nord-1"
    with reading() as session:
        assert session.get_one(Registration, person).evaluation_issued
        assert draft_id_of_ticket(session, consultation_id, ticket) is not None
    with pytest.raises(NotToBeEvaluatedError), transaction() as session:
        hand_out(session, "nord-1", token)


def test_only_those_who_were_there_get_a_ticket_and_only_while_it_is_open() -> None:
    meeting_id = committed_meeting()
    token = seated()
    with pytest.raises(NotToBeEvaluatedError), transaction() as session:
        hand_out(session, "nord-1", token)
    consultation_id = opened(meeting_id)
    with pytest.raises(NotToBeEvaluatedError), transaction() as session:
        hand_out(session, "nord-1", token)
    person = welcomed(meeting_id, token)
    with (
        clock.set_to(AFTER + EVALUATION_PERIOD),
        pytest.raises(NotToBeEvaluatedError),
        transaction() as session,
    ):
        hand_out(session, "nord-1", token)
    with reading() as session:
        assert not session.get_one(Registration, person).evaluation_issued
        assert is_open(session, consultation_id)
        assert not is_open(session, None)


def test_a_strangers_link_gets_no_ticket() -> None:
    opened(committed_meeting())
    with pytest.raises(NoSuchRegistrationError), transaction() as session:
        hand_out(session, "nord-1", "x" * 43)


def test_whoever_was_there_gets_a_form_even_where_more_came_than_there_were_seats() -> None:
    meeting_id = committed_meeting(capacity=1)
    opened(meeting_id)
    with transaction() as session:
        session.get_one(Meeting, meeting_id).capacity = 2
    tokens = [seated(number=n) for n in range(2)]
    for token in tokens:
        welcomed(meeting_id, token)
        with transaction() as session:
            assert hand_out(session, "nord-1", token)


def test_handing_out_a_ticket_touches_every_registration_alike(backend: str) -> None:
    """On PostgreSQL each row names the transaction that wrote it: one row alone would point at the ticket."""
    if backend != "postgresql":
        pytest.skip("SQLite keeps no such mark")
    meeting_id = committed_meeting()
    tokens = [seated(number=n) for n in range(4)]
    opened(meeting_id)
    welcomed(meeting_id, tokens[2])
    with transaction() as session:
        hand_out(session, "nord-1", tokens[2])
    with reading() as session:
        written = session.connection().exec_driver_sql(
            "SELECT count(*), count(DISTINCT xmin::text) FROM registration"
        )
        assert tuple(written.one()) == (4, 1)


def test_the_team_sees_how_many_answers_came_in() -> None:
    meeting_id = committed_meeting()
    with reading() as session:
        assert evaluation_state(session, None) is None
    consultation_id = opened(meeting_id)
    with reading() as session:
        state = evaluation_state(session, consultation_id)
    assert state is not None
    assert (state.answers, state.is_open) == (0, True)
    with clock.set_to(FORM.ends_at + EVALUATION_PERIOD + timedelta(days=1)), reading() as session:
        state = evaluation_state(session, consultation_id)
    assert state is not None
    assert not state.is_open
