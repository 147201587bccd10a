from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from app.accounts.models import AuditLine
from app.contacts.models import Contact, Invitation
from app.db import reading, transaction
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from tests.contacts.people import CODE, answer_with, give_closed_circle, give_list, invite_all, links
from tests.factories.answers import make_consultation
from tests.staff.world import give_members, sign_in

HERE = f"/staff/consultations/{CODE}/invitations"


@pytest.fixture
def analyst(make_client: Callable[[], TestClient]) -> TestClient:
    give_members()
    give_closed_circle()
    return sign_in(make_client(), "analyst@example.be")


def mails() -> dict[str, int]:
    with reading() as session:
        rows = session.execute(select(OutboxMail.template, func.count()).group_by(OutboxMail.template))
        return dict(rows.all())


def shown(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_the_team_sees_whom_and_what_before_anything_leaves(analyst: TestClient) -> None:
    list_id = give_list(("nora@example.be", "nl"), ("sam@example.be", "fr"))
    page = shown(analyst, f"{HERE}?list={list_id}")
    assert "Envoyer 2 invitations" in page
    assert "1 en français, 1 en néerlandais" in page
    assert "Votre avis compte\u00a0: Une consultation d’essai" in page
    assert "Uw mening telt: Een proefraadpleging" in page
    assert "Envoyer une invitation" in shown(analyst, f"{HERE}?list={list_id}&language=nl&sector=CPAS")
    assert mails() == {}


def test_pressing_sends_once_and_the_counts_follow(
    analyst: TestClient, make_client: Callable[[], TestClient]
) -> None:
    list_id = give_list(("nora@example.be", "nl"), ("sam@example.be", "fr"))
    for posted in (2, 0):
        sent = analyst.post(f"{HERE}/send", data={"list": str(list_id)})
        assert sent.headers["location"] == f"{HERE}?done=invited&n={posted}"
    assert mails() == {"invitation": 2}
    assert "2 invitations sont en route" in shown(analyst, f"{HERE}?done=invited&n=2")
    answer_with(make_client(), links()["sam@example.be"])
    refused = analyst.post(f"{HERE}/reminder")
    assert refused.headers["location"].endswith("n=0"), "they were invited today"
    with transaction() as session:
        session.execute(update(Invitation).values(invited_on=clock.today() - timedelta(days=1)))
    page = shown(analyst, HERE)
    assert "Envoyer un rappel" in page
    assert "nora@example.be" not in page, "nobody sees who has answered and who has not"
    assert analyst.post(f"{HERE}/reminder").headers["location"] == f"{HERE}?done=reminded&n=1"
    again = analyst.post(f"{HERE}/reminder")
    assert again.status_code == 422
    assert "un rappel par jour" in unescape(again.text)
    assert mails() == {"invitation": 2, "invitation_reminder": 1}
    with reading() as session:
        verbs = set(session.scalars(select(AuditLine.verb)))
    assert {"invitations_invited", "invitations_reminded"} <= verbs


def test_the_trial_goes_to_whoever_presses_in_both_languages(analyst: TestClient) -> None:
    analyst.post(f"{HERE}/trial")
    with reading() as session:
        found = session.execute(select(OutboxMail.template, OutboxMail.language)).all()
    assert sorted(map(tuple, found)) == [("invitation_trial", "fr"), ("invitation_trial", "nl")]


def test_slips_are_in_the_language_of_whom_they_are_for_and_looking_is_noted(analyst: TestClient) -> None:
    list_id = give_list(("sam@example.be", "fr"))
    with transaction() as session:
        for name, language in (("Ali", "fr"), ("Lieve", "nl")):
            session.add(
                Contact(
                    id=uuid4(),
                    list_id=list_id,
                    name=name,
                    email="",
                    language=language,
                    organisation="",
                    sector="",
                )
            )
    assert "2 personnes n’ont pas d’adresse" in shown(analyst, f"{HERE}?list={list_id}")
    for n in (2, 0):
        assert (
            analyst.post(f"{HERE}/slips", data={"list": str(list_id)}).headers["location"].endswith(f"n={n}")
        )
    page = shown(analyst, f"{HERE}/slips")
    assert page.count("<svg") == 2
    assert f"/fr/c/{CODE}/i/" in page
    assert f"/nl/c/{CODE}/i/" in page
    assert "Voor Lieve" in page
    assert mails() == {}
    with reading() as session:
        assert "read_slips" in set(session.scalars(select(AuditLine.verb)))


@pytest.mark.parametrize(
    "posted", [{}, {"list": "99"}, {"list": "1", "language": "de"}, {"list": "1", "sector": "x"}]
)
def test_a_choice_that_is_none_is_said_and_sends_nothing(analyst: TestClient, posted: dict[str, str]) -> None:
    give_list(("sam@example.be", "fr"))
    for button in ("send", "slips"):
        assert analyst.post(f"{HERE}/{button}", data=posted).status_code == 422
    with reading() as session:
        assert session.scalars(select(Invitation)).all() == []


def test_what_is_open_to_all_has_no_invitations(analyst: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    for method, rest in (("GET", ""), ("POST", "/send"), ("POST", "/reminder"), ("GET", "/slips")):
        answer = analyst.request(method, f"/staff/consultations/citoyens/invitations{rest}")
        assert answer.status_code == 409, (method, rest)


def test_nothing_leaves_once_it_is_closed(analyst: TestClient) -> None:
    list_id = give_list(("sam@example.be", "fr"))
    invite_all(list_id)
    with transaction() as session:
        make_consultation(
            session,
            "citoyens",
            code="passee",
            access="ticket",
            opened=timedelta(days=-9),
            closes=timedelta(days=-1),
        )
    for button in ("send", "reminder"):
        refused = analyst.post(
            f"/staff/consultations/passee/invitations/{button}", data={"list": str(list_id)}
        )
        assert refused.status_code == 422
        assert "close" in unescape(refused.text)
