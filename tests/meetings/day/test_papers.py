"""The handover, kept and never overwritten unseen, and the sheet that people sign."""

from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.db import reading, transaction
from app.kit import clock
from app.meetings.day.handover import Handover, handover_of
from app.meetings.day.purge import purge_days
from tests.meetings.day.people import CODE, give_person, hold_meeting
from tests.staff.world import give_members, sign_in
from tests.support.forms import Form, forms_of

HANDOVER = f"/staff/meetings/{CODE}/handover"


@pytest.fixture
def member(client: TestClient) -> TestClient:
    give_members()
    return sign_in(client, "nord@example.be")


def form_of(member: TestClient) -> Form:
    return next(form for form in forms_of(member.get(HANDOVER)).values() if form.action == HANDOVER)


def kept(meeting_id: int) -> Handover:
    with reading() as session:
        return handover_of(session, meeting_id)


def test_a_handover_is_kept_by_the_hour_shows_conflicts_and_is_forgotten(member: TestClient) -> None:
    meeting_id = hold_meeting()
    give_person(meeting_id, "Amina Exemple", needs=["sign_language"], needs_note="LSFB")
    give_person(meeting_id, "Jan De Smet", needs_note="Noten: allergie", companion=True)
    give_person(meeting_id, "Weg", "cancelled", needs=["wheelchair"])
    page = unescape(member.get(HANDOVER).text)
    assert "Amina Exemple (LSFB)" in page
    assert "Jan De Smet (Noten: allergie)" in page
    assert "Weg" not in page
    form = form_of(member)
    typed = form.values() | {
        "hour.1": "13:30", "what.1": "Accueil", "hour.2": "", "what.2": "Café", "hour.3": "13:00",
        "what.3": "Installer", "who.3": "Sacha", "interpreter": "Mme Exemple, 0471 00 00 00",
        "state.sign_language": "asked", "words.sign_language": "Info-Sourds", "ready": ["pens", "nonsense"],
    }  # fmt: skip
    wrong = member.post(HANDOVER, data=typed | {"hour.1": "25:00"})
    assert wrong.status_code == 422
    assert "Mme Exemple" in wrong.text
    assert kept(meeting_id) == Handover()

    assert member.post(HANDOVER, data=typed).status_code == 303
    now = kept(meeting_id)
    assert [(row.hour, row.what) for row in now.run_sheet] == [
        ("13:00", "Installer"), ("13:30", "Accueil"), ("", "Café"),
    ]  # fmt: skip
    assert (now.arrangements["sign_language"].state, now.ready) == ("asked", ("pens",))

    late = member.post(HANDOVER, data=typed | {"remarks": "La clé est au concierge."})
    assert late.status_code == 409
    assert "13:00 – Installer – Sacha" in late.text
    assert "La clé est au concierge." in late.text
    assert kept(meeting_id) == now, "nothing is overwritten unseen"
    again = next(form for form in forms_of(late).values() if form.action == HANDOVER)
    assert member.post(HANDOVER, data=again.values()).status_code == 303
    assert kept(meeting_id).remarks == "La clé est au concierge."

    with clock.set_to(clock.now() + timedelta(days=200)), transaction() as session:
        purge_days(session)
    assert kept(meeting_id) == Handover()


def test_the_sheet_has_both_languages_a_page_for_each_day_and_room_for_more(member: TestClient) -> None:
    meeting_id = hold_meeting()
    give_person(meeting_id, "Zoé", needs=["wheelchair"])
    give_person(meeting_id, "Amina")
    give_person(meeting_id, "Weg", "waiting")
    address = f"/staff/meetings/{CODE}/attendance-sheet"
    page = unescape(member.get(address).text)
    assert page.count("Liste de présence / Aanwezigheidslijst") == 2
    assert page.index("Amina") < page.index("Zoé")
    assert "Weg" not in page
    sheet = page.partition('class="signatures"')[2].partition("</table>")[0]
    assert '<span class="sign">E</span>' in sheet
    assert "rolstoel" not in sheet
    assert "fauteuil" not in sheet, "what a letter stands for is not for everybody's eyes"
    assert member.get(f"{address}?sitting=2").text.count('class="signatures"') == 1
