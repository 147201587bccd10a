"""The meetings to come of the demonstration: seats in each bassin, and a workshop for which people wait."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.files import read
from app.meetings.models import Registration
from app.meetings.queries import MeetingView, upcoming


def check_meetings_to_come(session: Session) -> None:
    """Assert that each bassin has a group with seats left, and that the workshop gives them by profile."""
    meetings = {meeting.id: meeting for meeting in upcoming(session)}
    groups = [meeting for meeting in meetings.values() if meeting.kind == "focus_group"]
    assert len({group.bassin_code for group in groups}) == len(groups) == 5
    assert all(0 < group.taken < (group.capacity or 0) for group in groups)
    rows = session.scalars(select(Registration).where(Registration.meeting_id.in_(meetings))).all()
    of_groups = {row.email for row in rows if meetings[row.meeting_id].kind == "focus_group"}
    assert of_groups == {person["email"] for person in read("people")["people"]}
    (workshop,) = (meeting for meeting in meetings.values() if meeting.kind == "atelier")
    _check_workshop(workshop, [row for row in rows if row.meeting_id == workshop.id])


def _check_workshop(workshop: MeetingView, rows: list[Registration]) -> None:
    assert len(workshop.sittings) == 2
    assert workshop.taken <= (workshop.capacity or 0)
    assert Counter(row.profile for row in rows if row.status == "confirmed")["professional"] == 5
    assert "ceiling" in {row.waits_for for row in rows if row.status == "waiting"}
