"""Inviting a list to a meeting, replying in one press, and reminding the silent."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.contacts.campaigns import Part
from app.contacts.errors import NoSuchLinkError
from app.contacts.lists import erase_list
from app.contacts.models import Contact
from app.contacts.no_mail import stop_writing
from app.db import reading, transaction
from app.kit import clock
from app.kit.localized import Lang
from app.kit.outbox.content import render_row
from app.kit.outbox.models import OutboxMail
from app.meetings.cancel import cancel
from app.meetings.errors import MeetingOverError
from app.meetings.funnel import Step, funnel_of_meeting
from app.meetings.invite import Invited, invite, reach
from app.meetings.models import Meeting, MeetingInvitation, Registration
from app.meetings.register import register
from app.meetings.remind_silent import remind_silent
from app.meetings.reply import Yes, accept, decline, guest_of
from tests.contacts.people import give_list
from tests.meetings.factories import AFTER, FORM, committed_meeting, make_wish, registration_behind, seated
from tests.meetings.guests import give_guests, invite_list, stands, tokens

pytestmark = pytest.mark.usefixtures("database")
CODE = "nord-1"
LEA: tuple[str, Lang] = ("lea@example.be", "fr")
JAN: tuple[str, Lang] = ("jan@example.be", "nl")
NORA: tuple[str, Lang] = ("nora@example.be", "nl")


def mails(template: str) -> list[OutboxMail]:
    with reading() as session:
        return list(session.scalars(select(OutboxMail).where(OutboxMail.template == template)))


def test_everybody_is_invited_once_in_their_language_and_who_may_not_be_written_to_is_left_out() -> None:
    meeting_id = committed_meeting()
    list_id = give_list(LEA, JAN, NORA, ("gone@example.be", "fr"), ("stop@example.be", "fr"))
    seated(number=0, email="nora@example.be")
    with transaction() as session:
        session.execute(update(Contact).where(Contact.email == "gone@example.be").values(bounced=True))
        stop_writing(
            session, session.scalars(select(Contact.id).where(Contact.email == "stop@example.be")).one()
        )
    with reading() as session:
        found = reach(session, meeting_id, FORM.programme_code, Part(list_id))
        assert (found.to_mail, found.registered, found.bounced, found.no_mail) == (2, 1, 1, 1)
    assert invite_list(CODE, list_id) == Invited(mailed=2, noted=1)
    assert invite_list(CODE, list_id) == Invited(0, 0)
    assert invite_list(CODE, give_list(LEA, name="Une autre liste")) == Invited(0, 0)
    assert stands(meeting_id) == {"Jan": "silent", "Lea": "silent", "Nora": "confirmed"}
    sent = {mail.language: mail for mail in mails("meeting_invitation")}
    with reading() as session:
        content = render_row(session, sent["nl"])
        assert content is not None
        assert (content.to_address, content.subject) == ("jan@example.be", "Uitnodiging: Onthaal & luisteren")
        for part in (content.text, content.html.replace("&amp;", "&")):
            assert "dinsdag 12 maart 2030" in part
            assert "Spiegelplein, Jette" in part
            assert f"/nl/rsvp/{tokens(CODE)['jan@example.be']}?reply=yes" in part
            assert f"/nl/rsvp/{tokens(CODE)['jan@example.be']}?reply=no" in part
            assert "/nl/no-mail/" in part
        funnel = funnel_of_meeting(session, meeting_id)
        assert (funnel.invited, funnel.confirmed) == (3, Step(1, 1, 3))


def test_a_yes_registers_a_no_frees_the_seat_for_the_next_and_one_may_change_ones_mind() -> None:
    meeting_id = committed_meeting(capacity=1)
    give_guests(CODE, LEA, JAN)
    lea, jan = tokens(CODE)["lea@example.be"], tokens(CODE)["jan@example.be"]
    with transaction() as session:
        first = accept(session, lea, Yes())
        assert first.status == "confirmed"
        assert accept(session, lea, Yes()).token == first.token, "a second press changes nothing"
        assert accept(session, jan, Yes()).status == "waiting"
    assert stands(meeting_id) == {"Lea": "confirmed", "Jan": "waiting", "Odette": "silent"}
    assert len(mails("registration_confirmed")) == 1, (
        "the link proved the address: nothing is left to confirm"
    )
    with transaction() as session:
        decline(session, lea)
        decline(session, lea)
    assert stands(meeting_id) == {"Lea": "declined", "Jan": "confirmed", "Odette": "silent"}
    with transaction() as session:
        assert accept(session, lea, Yes()).status == "waiting"
    with reading() as session:
        assert guest_of(session, lea).reply == "yes"
        rows = session.execute(select(Registration.person, MeetingInvitation.person).join(MeetingInvitation))
        assert all(here == there for here, there in rows), "one person in the funnel"
        assert funnel_of_meeting(session, meeting_id).confirmed == Step(1, 1, 3)


def test_the_link_of_an_invitation_never_reaches_the_seat_of_somebody_with_the_same_telephone() -> None:
    committed_meeting()
    give_guests(CODE, LEA)
    lea = tokens(CODE)["lea@example.be"]
    with transaction() as session:
        register(
            session, CODE, make_wish(email="lea@example.be", phone="+32475123456"), address_confirmed=True
        )
        partner = register(session, CODE, make_wish(email="", phone="+32475123456", name="Sam")).token
        assert partner is not None
        decline(session, lea)
        decline(session, lea)
        assert guest_of(session, lea).registration_token is None
    assert registration_behind(partner).status == "confirmed"


def test_who_registers_or_cancels_elsewhere_stands_as_their_registration_says() -> None:
    meeting_id = committed_meeting(registration_opens_at=clock.now() - timedelta(days=2))
    give_guests(CODE, LEA, JAN)
    lea, odette = tokens(CODE)["lea@example.be"], tokens(CODE)[""]
    with transaction() as session:
        register(session, CODE, make_wish(email="jan@example.be"), address_confirmed=True)
        token = accept(session, lea, Yes()).token
        assert token is not None
        cancel(session, CODE, token)
        # The time of public registration does not bind who was invited.
        session.get_one(Meeting, meeting_id).registration_closes_at = clock.now() - timedelta(days=1)
        session.flush()
        assert accept(session, odette, Yes(profile="carer")).status == "confirmed"
    assert stands(meeting_id) == {"Lea": "declined", "Jan": "confirmed", "Odette": "confirmed"}
    with reading() as session:
        assert funnel_of_meeting(session, meeting_id).confirmed == Step(2, 2, 3)


def test_only_the_silent_are_reminded_and_once_a_day_at_most() -> None:
    meeting_id = committed_meeting()
    give_guests(CODE, LEA, JAN, NORA)
    with transaction() as session:
        decline(session, tokens(CODE)["lea@example.be"])
        session.execute(update(Contact).where(Contact.email == "jan@example.be").values(bounced=True))
        assert remind_silent(session, meeting_id) == 0, "they were invited today"
    tomorrow = clock.now() + timedelta(days=1)
    for moment, n in ((tomorrow, 1), (tomorrow, 0), (tomorrow + timedelta(days=1), 1)):
        with clock.set_to(moment), transaction() as session:
            assert remind_silent(session, meeting_id) == n
    (mail, _) = mails("meeting_invitation_reminder")
    with reading() as session:
        content = render_row(session, mail)
        assert content is not None
        assert content.to_address == "nora@example.be"
    with transaction() as session:
        accept(session, tokens(CODE)["nora@example.be"], Yes())
        assert render_row(session, mail) is None, "a reminder that waits is dropped once they replied"
    with clock.set_to(AFTER), pytest.raises(MeetingOverError), transaction() as session:
        remind_silent(session, meeting_id)


def test_links_of_others_and_of_erased_lists_open_nothing_and_the_funnel_stays() -> None:
    meeting_id = committed_meeting()
    list_id = give_guests(CODE, LEA)
    lea = tokens(CODE)["lea@example.be"]
    for wrong in ("nothing", lea[:-1] + ("A" if lea[-1] != "A" else "B")):
        with reading() as session, pytest.raises(NoSuchLinkError):
            guest_of(session, wrong)
    with transaction() as session:
        erase_list(session, list_id)
    with transaction() as session, pytest.raises(NoSuchLinkError):
        accept(session, lea, Yes())
    with reading() as session:
        assert funnel_of_meeting(session, meeting_id).invited == 2
        assert [render_row(session, mail) for mail in mails("meeting_invitation")] == [None]


def test_nobody_is_invited_to_what_is_over_or_not_public() -> None:
    meeting_id = committed_meeting()
    list_id = give_list(LEA)
    with clock.set_to(AFTER), pytest.raises(MeetingOverError), transaction() as session:
        invite(session, meeting_id, Part(list_id))
    with reading() as session:
        assert session.scalars(select(MeetingInvitation)).all() == []
        assert session.get_one(Meeting, meeting_id).status == "published"
