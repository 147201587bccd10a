from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.consultations.errors import NotOpenError
from app.consultations.models import Consultation, Draft, Response
from app.consultations.purge import purge_drafts
from app.contacts.campaigns import Part, funnel
from app.contacts.invite import invite, send_trial
from app.contacts.models import Contact, Invitation
from app.contacts.remind import remind
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import ConflictError
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.accounts.people import give_account
from tests.conftest import use_settings
from tests.contacts.people import (
    CODE,
    answer_with,
    begin,
    give_closed_circle,
    give_list,
    give_members,
    invite_all,
    links,
)
from tests.factories.answers import make_consultation
from tests.kit.outbox.mailbox import mailbox
from tests.support.forms import forms_of
from tests.support.visitor import CITIZEN, Visitor

pytestmark = pytest.mark.usefixtures("database")

Clients = Callable[[], TestClient]


def test_everybody_gets_one_mail_in_their_language_with_a_link_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_closed_circle()
    list_id = give_list(("nora@example.be", "nl"), ("sam@example.be", "fr"))
    assert invite_all(list_id) == 2
    assert invite_all(list_id) == 0, "pressed twice"
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        assert deliver_due() == 2
        assert deliver_due() == 0
    bodies = {}
    for message in box.messages:
        address = message["To"].addresses[0].addr_spec
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        assert text is not None
        assert html is not None
        bodies[address] = (message["Content-Language"], text.get_content(), html.get_content())
    own = links() | {"nora@example.be": links(lang="nl")["nora@example.be"]}
    for address, lang in (("nora@example.be", "nl"), ("sam@example.be", "fr")):
        language, text_body, html_body = bodies[address]
        assert language == lang
        assert f"{own[address]}\n" in text_body.replace("\r\n", "\n")
        assert f'{own[address]}"' in html_body
        assert f"/{lang}/no-mail/" in text_body
    assert own["nora@example.be"][3:] not in bodies["sam@example.be"][1]
    with reading() as session:
        found = funnel(session, session.scalars(select(Invitation.consultation_id)).first() or 0)
        assert (found.invited, found.sent, found.waiting, found.answered) == (2, 2, 0, 0)
        assert {tuple(params) for params in session.scalars(select(OutboxMail.params))} == {()}


def test_only_the_chosen_part_is_invited_and_each_address_once() -> None:
    give_closed_circle()
    first = give_list(("nora@example.be", "nl"), ("sam@example.be", "fr"), ("gone@example.be", "nl"))
    second = give_list(("sam@example.be", "fr"), ("zoe@example.be", "fr"), name="Les partenaires")
    with transaction() as session:
        session.scalars(select(Contact).where(Contact.email == "gone@example.be")).one().bounced = True
        assert invite(session, CODE, Part(first, language="nl")) == 1
        assert invite(session, CODE, Part(first, sector="CPAS")) == 1
        assert invite(session, CODE, Part(first, sector="ailleurs")) == 0
        assert invite(session, CODE, Part(second)) == 1
    assert sorted(links()) == ["nora@example.be", "sam@example.be", "zoe@example.be"]


def test_two_presses_at_once_invite_everybody_once() -> None:
    give_closed_circle()
    list_id = give_members(12)
    with ThreadPoolExecutor(4) as pressing:
        posted = sum(pressing.map(invite_all, [list_id] * 4))
    assert posted == 12
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 12


def test_nobody_is_invited_to_what_is_open_to_all_closed_or_still_to_come() -> None:
    list_id = give_members(1)
    with transaction() as session:
        make_consultation(session, "citoyens", code="ouverte")
        make_consultation(session, "citoyens", code="passee", access="ticket", opened=timedelta(days=-9),
                          closes=timedelta(days=-1))  # fmt: skip
        make_consultation(session, "citoyens", code="future", access="ticket", opened=timedelta(days=2))
    for code, error in (("ouverte", ConflictError), ("passee", NotOpenError), ("future", NotOpenError)):
        with pytest.raises(error), transaction() as session:
            invite(session, code, Part(list_id))
        with pytest.raises(error), transaction() as session:
            remind(session, code)


def test_opening_the_link_changes_nothing_and_the_button_begins(make_client: Clients) -> None:
    give_closed_circle()
    invite_all(give_members(1))
    (link,) = links().values()
    assert make_client().get(link).status_code == 200
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert "/q/" in begin(make_client(), link).address


def test_the_same_link_goes_on_with_the_answer_on_any_device_and_is_good_for_one(
    make_client: Clients,
) -> None:
    give_closed_circle()
    invite_all(give_members(1))
    (link,) = links().values()
    visitor = begin(make_client(), link)
    visitor.press("next", CITIZEN)
    stopped_at = visitor.address
    again = begin(make_client(), link)
    assert again.address == stopped_at
    again.fill(CITIZEN)
    again.send()
    assert again.receipt()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
    stranger = make_client()
    shown = stranger.get(link)
    assert "Une réponse a été envoyée avec ce lien" in shown.text
    assert "/receipt" not in shown.text, "the link does not open the answer any more"
    assert stranger.post(link).headers["location"] == link
    assert "/receipt" in again.client.get(link).text, "the device that sent it still holds it"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_withdrawn_answer_does_not_give_the_link_back(make_client: Clients) -> None:
    give_closed_circle()
    invite_all(give_members(1))
    (link,) = links().values()
    client = make_client()
    code = answer_with(client, link)
    opened = client.post("/fr/my-answer", data={"code": code})
    visitor = Visitor(client, CODE)
    visitor.go(opened.headers["location"])
    visitor.go("/fr/my-answer/withdraw")
    visitor.post(next(f for f in forms_of(visitor.page).values() if f.action.endswith("/withdraw")), {})
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert "Une réponse a été envoyée avec ce lien" in make_client().get(link).text


def test_twenty_presses_on_one_link_begin_one_answer(make_client: Clients) -> None:
    give_closed_circle()
    invite_all(give_members(1))
    (link,) = links().values()
    client = make_client()
    with ThreadPoolExecutor(8) as pressing:
        statuses = set(pressing.map(lambda _: client.post(link).status_code, range(20)))
    assert statuses == {303}
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


@pytest.mark.parametrize("token", ["A" * 43, "x", "%00"])
def test_a_link_that_is_none_says_so(client: TestClient, token: str) -> None:
    give_closed_circle()
    for method in ("GET", "POST"):
        assert client.request(method, f"/nl/c/{CODE}/i/{token}").status_code == 404
        assert client.request(method, f"/nl/no-mail/{token}").status_code == 404


def test_a_link_opens_its_own_consultation_alone(client: TestClient) -> None:
    give_closed_circle()
    give_closed_circle(code="une-autre")
    invite_all(give_members(1))
    (link,) = links().values()
    assert client.post(link.replace(CODE, "une-autre")).status_code == 404


def test_an_address_that_does_not_exist_is_noted_and_not_written_to_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    consultation_id = give_closed_circle()
    invite_all(give_list(("refused@example.be", "fr"), ("sam@example.be", "fr")))
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    assert len(box.messages) == 1
    with clock.set_to(clock.now() + timedelta(days=1)), reading() as session:
        found = funnel(session, consultation_id)
    assert (found.bounced, found.undelivered, found.to_remind) == (1, 1, 1)


def test_who_asks_not_to_be_written_to_is_left_in_peace_in_every_list(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_closed_circle()
    invite_all(give_list(("sam@example.be", "fr")))
    other = give_list(("sam@example.be", "fr"), name="Les partenaires")
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    body = box.messages[0].get_body(("plain",))
    assert body is not None
    link = "/" + body.get_content().split("/fr/no-mail/")[1].split()[0]
    link = "/fr/no-mail" + link
    assert client.get(link).status_code == 200
    with reading() as session:
        assert not any(session.scalars(select(Contact.no_mail)))
    assert client.post(link).headers["location"] == f"{link}/noted"
    assert client.post(link).status_code == 303, "twice is once"
    assert client.get(f"{link}/noted").status_code == 200
    with reading() as session:
        assert all(session.scalars(select(Contact.no_mail)))
    give_closed_circle(code="une-autre")
    with transaction() as session:
        assert invite(session, "une-autre", Part(other)) == 0


def test_a_member_of_the_team_gets_the_mail_in_both_languages_with_a_link_that_opens_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_closed_circle()
    give_account("admin@example.be", role="admin")
    with transaction() as session:
        send_trial(session, CODE, 1)
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url)
        deliver_due()
    assert sorted(message["Content-Language"] for message in box.messages) == ["fr", "nl"]
    assert {message["To"].addresses[0].addr_spec for message in box.messages} == {"admin@example.be"}
    assert client.get(f"/fr/c/{CODE}/i/…").status_code == 404


def test_a_draft_that_is_purged_does_not_count_as_an_answer(make_client: Clients) -> None:
    consultation_id = give_closed_circle()
    invite_all(give_members(2))
    first, second = links().values()
    answer_with(make_client(), first)
    begin(make_client(), second)
    with transaction() as session:
        session.get_one(Consultation, consultation_id).closes_at = clock.now() - timedelta(days=40)
    with transaction() as session:
        assert purge_drafts(session) == 1
    with reading() as session:
        found = funnel(session, consultation_id)
    assert (found.answered, found.begun) == (1, 0)
