"""Slips, private pages and sheets of paper together: never more evaluations than people who were there."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.consultations.models import Ticket
from app.consultations.tickets import draft_id_of_ticket, stock_of, unused_slips
from app.db import reading, transaction
from app.kit.errors import InvalidError
from app.kit.tokens import read_token
from app.meetings.attendance import mark_present
from app.meetings.errors import EvaluationsUsedUpError, NoSuchMeetingError, NotToBeEvaluatedError
from app.meetings.evaluation import open_evaluation
from app.meetings.hand_out import (
    forms_of,
    hand_out,
    note_slip_given,
    open_slip,
    print_slips,
    require_room_for_paper,
    void_unused_slips,
)
from app.meetings.models import Meeting, Registration
from tests.meetings.factories import committed_meeting, seated

pytestmark = pytest.mark.usefixtures("database")


def a_meeting(present: int, seats: int = 5) -> tuple[int, int, list[str]]:
    """A meeting with its evaluation, and the private links of those who are there."""
    meeting_id = committed_meeting(capacity=seats)
    with transaction() as session:
        consultation_id = open_evaluation(session, meeting_id).id
    tokens = [seated(number=number) for number in range(present)]
    for token in tokens:
        with transaction() as session:
            mark_present(session, meeting_id, id_of(token), present=True)
    return meeting_id, consultation_id, tokens


def id_of(token: str) -> UUID:
    found = read_token(token)
    assert found is not None
    return found


def printed(meeting_id: int, count: int) -> list[str]:
    with transaction() as session:
        print_slips(session, meeting_id, count)
        return unused_slips(session, session.get_one(Meeting, meeting_id).evaluation_id or 0)


def used(code: str) -> tuple[str, str]:
    with transaction() as session:
        return open_slip(session, "nord-1", code)


def left(meeting_id: int) -> int:
    with reading() as session:
        evaluation_id = session.get_one(Meeting, meeting_id).evaluation_id
        return forms_of(session, meeting_id, evaluation_id).left if evaluation_id else 0


def test_a_slip_opens_one_answer_and_the_same_one_again() -> None:
    meeting_id, consultation_id, _ = a_meeting(present=1)
    (slip,) = printed(meeting_id, 1)
    code, ticket = used(slip.lower().replace("-", " "))
    assert code == "evaluation-nord-1"
    with reading() as session:
        assert draft_id_of_ticket(session, consultation_id, ticket) is not None
    assert used(slip) == (code, ticket)
    assert left(meeting_id) == 0


def test_never_more_evaluations_than_people_who_were_there() -> None:
    meeting_id, consultation_id, tokens = a_meeting(present=2)
    first, second, third = printed(meeting_id, 3)
    used(first)
    with transaction() as session:
        hand_out(session, "nord-1", tokens[0])
    for slip in (second, third):
        with pytest.raises(EvaluationsUsedUpError):
            used(slip)
    with pytest.raises(EvaluationsUsedUpError), transaction() as session:
        hand_out(session, "nord-1", tokens[1])
    with pytest.raises(EvaluationsUsedUpError), transaction() as session:
        require_room_for_paper(session, consultation_id, 1)
    with reading() as session:
        stock = stock_of(session, consultation_id)
    assert (stock.handed, stock.slips_used, stock.slips_unused) == (1, 1, 2)


def test_a_slip_that_was_printed_opens_nothing_before_somebody_is_there() -> None:
    meeting_id, consultation_id, _ = a_meeting(present=0)
    (slip,) = printed(meeting_id, 1)
    with pytest.raises(EvaluationsUsedUpError):
        used(slip)
    with reading() as session:
        fresh = session.scalars(select(Ticket).where(Ticket.slip_fingerprint.is_not(None))).one()
        assert not fresh.opened
        assert stock_of(session, consultation_id).slips_unused == 1


def test_whoever_was_handed_a_slip_gets_no_second_form_on_their_page() -> None:
    meeting_id, _, tokens = a_meeting(present=2)
    with transaction() as session:
        note_slip_given(session, meeting_id, id_of(tokens[0]))
    with pytest.raises(NotToBeEvaluatedError), transaction() as session:
        hand_out(session, "nord-1", tokens[0])
    with reading() as session:
        issued = select(func.count()).select_from(Registration).where(Registration.evaluation_issued)
        assert session.scalar(issued) == 1


def test_slips_that_were_not_used_are_made_worthless_and_used_ones_stay() -> None:
    meeting_id, _, _ = a_meeting(present=2)
    kept, gone = printed(meeting_id, 2)
    used(kept)
    with transaction() as session:
        assert void_unused_slips(session, meeting_id) == 1
    assert used(kept)
    with pytest.raises(InvalidError):
        used(gone)


def test_a_code_of_nothing_opens_nothing_and_no_odd_number_of_slips_is_printed() -> None:
    meeting_id, _, _ = a_meeting(present=1)
    printed(meeting_id, 1)
    for code in ("", "AAAA-BBBB-CCCC", "<script>", "x" * 5_000):
        with pytest.raises(InvalidError):
            used(code)
    with pytest.raises(NoSuchMeetingError), transaction() as session:
        open_slip(session, "nowhere", "AAAA-BBBB-CCCC")
    for number in (0, -1, 100_000):
        with pytest.raises(InvalidError), transaction() as session:
            print_slips(session, meeting_id, number)


def test_a_meeting_without_an_evaluation_has_no_slips() -> None:
    meeting_id = committed_meeting()
    with pytest.raises(NotToBeEvaluatedError), transaction() as session:
        print_slips(session, meeting_id, 1)
    assert left(meeting_id) == 0
