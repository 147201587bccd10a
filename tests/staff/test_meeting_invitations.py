"""The page on which the team invites people to a meeting, and the one on which they reply."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.contacts.lists import erase_list
from app.db import transaction
from app.kit import clock
from app.meetings.models import Meeting, MeetingQuota
from tests.contacts.people import give_list
from tests.meetings.factories import AFTER, committed_meeting
from tests.meetings.guests import give_guests, stands, tokens
from tests.staff.world import give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HERE = "/staff/meetings/nord-1/invitations"


def test_a_facilitator_chooses_a_list_sees_whom_sends_reminds_and_reads_the_replies(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    committed_meeting()
    list_id = give_list(("lea@example.be", "fr"), ("jan@example.be", "nl"), ("=SUM(A1)@example.be", "fr"))
    nord = sign_in(make_client(), "nord@example.be")
    assert "Choisissez une liste" in nord.post(f"{HERE}/send").text
    before = nord.get(f"{HERE}?list={list_id}").text
    assert "3 personnes recevraient" in before
    assert "Uitnodiging: Onthaal" in before, "the mail is shown in both languages"
    sent = nord.post(f"{HERE}/send", data={"list": list_id})
    assert sent.headers["location"] == f"{HERE}?done=invited&n=3&noted=0"
    nord.post(f"{HERE}/trial")
    assert "Il n’y a personne à relancer aujourd’hui" in nord.get(HERE).text
    with clock.set_to(clock.now() + timedelta(days=1)):
        nord = sign_in(make_client(), "nord@example.be")
        page = nord.get(f"{HERE}?state=silent").text
        assert "Envoyer 3 rappels" in page
        assert nord.post(f"{HERE}/reminder").headers["location"].endswith("done=reminded&n=3&noted=0")
        assert "Envoyer 3 rappels" not in nord.get(HERE).text
    table = nord.get(f"{HERE}/replies.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["name"] for row in rows} == {"Lea", "Jan", "'=Sum(A1)"}
    assert {row["reply"] for row in rows} == {"silent"}
    assert "@" not in table.text, "addresses stay in their list"


def test_letters_are_printed_in_the_language_of_each_and_erased_people_are_counted_without_a_name(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    committed_meeting()
    list_id = give_guests("nord-1", ("lea@example.be", "fr"))
    analyst = sign_in(make_client(), "analyst@example.be")
    letters = analyst.get(f"{HERE}/letters").text
    assert "Odette" in letters
    assert f"/fr/rsvp/{tokens('nord-1')['']}" in letters
    assert "<svg" in letters
    with transaction() as session:
        erase_list(session, list_id)
    page = analyst.get(HERE).text
    assert "2 personnes ont été effacées avec leur liste" in page
    assert "Lea" not in page
    with clock.set_to(AFTER):
        analyst = sign_in(make_client(), "analyst@example.be")
        assert "on n’écrit plus à personne" in analyst.get(HERE).text
        assert analyst.post(f"{HERE}/reminder").status_code == 422


def test_a_guest_replies_with_one_press_and_opening_the_link_changes_nothing(client: TestClient) -> None:
    meeting_id = committed_meeting()
    give_guests("nord-1", ("lea@example.be", "fr"))
    link = f"/fr/rsvp/{tokens('nord-1')['lea@example.be']}"
    for asked in ("?reply=yes", "?reply=no", "?reply=<b>", ""):
        assert client.get(link + asked).status_code == 200
    assert stands(meeting_id)["Lea"] == "silent"
    assert client.post(link, data={"reply": "perhaps"}).status_code == 422
    yes = client.post(link, data={"reply": "yes"})
    assert yes.status_code == 303
    assert "/fr/m/nord-1/r/" in yes.headers["location"]
    assert client.get(yes.headers["location"]).status_code == 200
    assert "Vous avez dit que vous venez" in client.get(link).text
    assert client.post(link, data={"reply": "no"}).headers["location"] == link
    assert stands(meeting_id)["Lea"] == "declined"
    assert 'value="no"' not in client.get(link).text, "a no need not be said twice"
    assert "U hebt gezegd dat u niet kunt komen" in client.get(link.replace("/fr/", "/nl/")).text
    assert client.get("/fr/rsvp/nothing").status_code == 404
    with clock.set_to(AFTER):
        assert "Merci à toutes" in client.get(link).text
        assert client.post(link, data={"reply": "yes"}).status_code == 410
    with transaction() as session:
        session.get_one(Meeting, meeting_id).status = "cancelled"
    assert client.post(link, data={"reply": "yes"}).status_code == 410


def test_where_seats_are_counted_by_profile_a_yes_says_it_and_a_no_need_not(client: TestClient) -> None:
    meeting_id = committed_meeting()
    with transaction() as session:
        session.add(MeetingQuota(meeting_id=meeting_id, profile="carer", ceiling=2, floor=0))
    give_guests("nord-1", ("lea@example.be", "fr"), ("jan@example.be", "nl"))
    links = {email: f"/fr/rsvp/{token}" for email, token in tokens("nord-1").items()}
    refused = client.post(links["lea@example.be"], data={"reply": "yes"})
    assert refused.status_code == 422
    assert 'href="#profile"' in refused.text
    assert client.post(links["lea@example.be"], data={"reply": "yes", "profile": "carer"}).status_code == 303
    assert client.post(links["jan@example.be"], data={"reply": "no"}).status_code == 303
    assert stands(meeting_id) == {"Lea": "confirmed", "Jan": "declined", "Odette": "silent"}


def test_who_has_no_address_may_leave_a_telephone_number_which_is_checked(client: TestClient) -> None:
    committed_meeting()
    give_guests("nord-1", ("lea@example.be", "fr"))
    odette, lea = (f"/fr/rsvp/{tokens('nord-1')[email]}" for email in ("", "lea@example.be"))
    assert 'name="phone"' in client.get(odette).text
    assert 'name="phone"' not in client.get(lea).text
    refused = client.post(odette, data={"reply": "yes", "phone": "12"})
    assert refused.status_code == 422
    assert 'value="12"' in refused.text
    private = client.post(odette, data={"reply": "yes", "phone": "0475 12 34 56"}).headers["location"]
    assert "+32 475 12 34 56" in client.get(private).text
