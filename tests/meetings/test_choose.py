"""Choosing among candidates, where the seats are not given in the order of arrival."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.db import reading, transaction
from app.kit.errors import ConflictError, InvalidError
from app.kit.outbox.models import OutboxMail
from app.meetings.choose import choose, refuse
from app.meetings.models import Meeting, MeetingQuota, Registration
from app.meetings.seats import settle
from tests.meetings.factories import asked, committed_meeting, registration_behind, seated
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

pytestmark = pytest.mark.usefixtures("database")


def selective(**changes: int) -> int:
    """Make a meeting of three seats: one inhabitant at most, one seat kept for a beneficiary."""
    meeting_id = committed_meeting(capacity=3, **changes)
    with transaction() as session:
        session.get_one(Meeting, meeting_id).admission = "selection"
        session.add(MeetingQuota(meeting_id=meeting_id, profile="inhabitant", ceiling=1, floor=0))
        session.add(MeetingQuota(meeting_id=meeting_id, profile="beneficiary", ceiling=None, floor=1))
    return meeting_id


def ids(*tokens: str) -> set[UUID]:
    return {registration_behind(token).id for token in tokens}


def states(*tokens: str) -> list[str]:
    return [registration_behind(token).status for token in tokens]


def test_the_chosen_get_a_seat_and_the_rest_stay_candidates_until_they_are_told() -> None:
    meeting_id = selective()
    proven, unproven = seated(number=1, profile="carer"), asked(number=2, profile="carer")
    third, fourth = seated(number=3, profile="carer"), seated(number=4, profile="inhabitant")
    with transaction() as session:
        assert choose(session, meeting_id, ids(proven, unproven, third)) == 3
    assert states(proven, unproven, third, fourth) == ["confirmed", "offered", "confirmed", "candidate"]
    with transaction() as session:
        assert refuse(session, meeting_id, ids(fourth)) == 1
    with pytest.raises(ConflictError), transaction() as session:
        refuse(session, meeting_id, ids(third, fourth))
    assert states(third, fourth) == ["confirmed", "refused"]
    with reading() as session:
        templates = list(session.scalars(select(OutboxMail.template)))
    assert templates.count("candidate_noted") == 4
    assert templates.count("candidate_chosen") == 2
    assert templates.count("seat_offered") == templates.count("candidate_refused") == 1


def test_more_than_there_are_seats_or_than_a_profile_takes_changes_nothing() -> None:
    meeting_id = selective()
    pair = seated(number=1, profile="carer", companion=True)
    tokens = [seated(number=number, profile="inhabitant") for number in (2, 3)]
    others = [seated(number=number, profile="carer") for number in (4, 5)]
    for too_many in (tokens, [pair, *others], []):
        with pytest.raises(InvalidError), transaction() as session:
            choose(session, meeting_id, ids(*too_many))
    assert set(states(pair, *tokens, *others)) == {"candidate"}


def test_when_nobody_chooses_any_more_candidates_get_their_seats_in_order() -> None:
    meeting_id = selective()
    tokens = [seated(number=number, profile="carer") for number in range(4)]
    with transaction() as session:
        meeting = session.get_one(Meeting, meeting_id)
        meeting.admission = "order"
        settle(session, meeting)
    assert states(*tokens) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert registration_behind(tokens[2]).waits_for == "kept"


def test_the_team_ticks_chooses_and_sees_what_is_missing(client: TestClient) -> None:
    selective()
    give_members()
    first = seated(number=1, profile="inhabitant", name="Lise Un", organisation="Maison X", sector="cpas")
    second = seated(number=2, profile="inhabitant", name="Lise Deux")
    admin = sign_in(client, "admin@example.be")
    page = admin.get("/staff/meetings/nord-1/candidates")
    for words in ("Lise Un", "Maison X", "CPAS", "Encore une personne recherchée"):
        assert words in page.text
    address = "/staff/meetings/nord-1/candidates"
    both = [str(found) for found in ids(first, second)]
    refused = admin.post(address, data={"chosen": both, "act": "choose"})
    assert refused.status_code == 422
    chosen = [value for form in forms_of(refused).values() for value in form.values().get("chosen", [])]
    assert sorted(chosen) == sorted(both)
    (one,) = ids(first)
    assert admin.post(address, data={"chosen": str(one), "act": "choose"}).status_code == 303
    assert states(first, second) == ["confirmed", "candidate"]
    assert admin.post(address, data={"chosen": "no id", "act": "choose"}).status_code == 422
    with reading() as session:
        assert session.get_one(Registration, one).queue_number == 1
