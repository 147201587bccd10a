"""What the demonstration has to show of the École de transformation sociale of 2023: documented figures."""

from collections.abc import Sequence

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contacts.purge import purge_lists
from app.demo.staff import PASSWORD
from app.main import create_app
from app.meetings.funnel import Funnel, Step, funnels_of_programme, meetings_of_programme
from app.meetings.models import MeetingInvitation
from app.meetings.purge import purge_registrations

SCHOOL = "ets-2023"
DOCUMENTED = Funnel(265, Step(146, 146, 265), Step(116, 116, 146), Step(22, 22, 116), Step(47, 47, 116))
FRENCH = (
    "265 personnes ont été invitées, 146 ont confirmé (55\u202f%), 116 sont venues (79\u202f%",
    "22 avec un savoir d’expérience (19\u202f%) et 47 à toutes les journées (41\u202f%)",
    "41\u202f% de 116",
    "Sont réels et documentés",
)
DUTCH = (
    "265 mensen werden uitgenodigd, 146 van hen bevestigden (55%), 116 kwamen (79%",
    "22 met ervaringskennis (19%) en 47 op alle dagen (41%)",
    "41% van 116",
    "Echt en gedocumenteerd",
)


def check_funnel(session: Session) -> None:
    """Hold the three themes, over which some people came twice, against the documented figures."""
    steps = [DOCUMENTED.confirmed, DOCUMENTED.attended, DOCUMENTED.experience, DOCUMENTED.all_sittings]
    assert [round(100 * (step.share or 0)) for step in steps] == [55, 79, 19, 41]
    meetings = meetings_of_programme(session, SCHOOL)
    assert [len(meeting.sittings) for meeting in meetings] == [4, 4, 4]
    assert sum(meeting.funnel.invited for meeting in meetings) > DOCUMENTED.invited, "some in two themes"
    assert funnels_of_programme(session, SCHOOL, "programme") == {SCHOOL: DOCUMENTED}


def forget_everybody(session: Session) -> None:
    """Let the retention periods end: names, addresses and lists go."""
    assert purge_registrations(session) > 0
    assert purge_lists(session) > 0
    assert set(session.scalars(select(MeetingInvitation.contact_id))) == {None}


def check_page(email: str, words: Sequence[str]) -> None:
    """Read the page of the funnels as a member of the team, in the language of that member."""
    same_site = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(), base_url="http://127.0.0.1:8000", headers=same_site) as client:
        client.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
        page = client.get(f"/staff/funnels?programme={SCHOOL}").text
    for text in words:
        assert text in page
