"""The pages of a consultation at every moment of its life."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.consultations.models import Draft, Response, Ticket
from app.consultations.open_consultation import open_consultation
from app.consultations.purge import purge_drafts
from app.consultations.tickets import create_tickets, draft_id_of_ticket, hand_out_ticket
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, NotFoundError
from tests.factories.answers import answer, fill_draft, make_consultation
from tests.support.forms import forms_of
from tests.support.visitor import CITIZEN, Visitor

Clients = Callable[[], TestClient]


@pytest.mark.usefixtures("database")
def test_a_consultation_that_is_not_open_yet_says_when(client: TestClient) -> None:
    with transaction() as session:
        row = make_consultation(session, "citoyens", opened=timedelta(days=4), closes=timedelta(days=9))
        code = row.code
    page = client.get(f"/nl/c/{code}")
    assert page.status_code == 200
    assert "Nog niet open" in page.text
    assert client.post(f"/nl/c/{code}/start").status_code == 410


@pytest.mark.usefixtures("database")
def test_a_closed_consultation_thanks_and_shows_the_way(client: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens", opened=timedelta(days=-9), closes=timedelta(days=-1))
    page = client.get("/fr/c/citoyens")
    assert page.status_code == 200
    assert "C’est terminé" in page.text
    assert client.post("/fr/c/citoyens/start").status_code == 410


def test_an_unknown_consultation_is_a_kind_page_in_the_readers_language(client: TestClient) -> None:
    page = client.get("/nl/c/nergens")
    assert page.status_code == 404
    assert "Er is geen raadpleging op dit adres." in page.text


@pytest.mark.usefixtures("database")
def test_what_was_typed_before_closing_stays_but_cannot_be_sent_after(client: TestClient) -> None:
    with transaction() as session:
        row = make_consultation(session, "citoyens")
        row_id = row.id
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    with transaction() as session:
        session.get_one(type(row), row_id).closes_at = clock.now() - timedelta(minutes=1)
    assert visitor.send().status_code == 410
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        assert session.scalars(select(Draft)).one().answers["bassin"] == "nord"


@pytest.mark.usefixtures("database")
def test_another_persons_token_opens_nothing(make_client: Clients) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
    mine = Visitor(make_client(), "citoyens")
    mine.begin()
    token = mine.form.values()["draft"][0]
    stranger = make_client()
    tampered = ("A" if token[-1] != "A" else "B").join([token[:-1], ""])
    assert stranger.get(f"/fr/c/citoyens/resume/{tampered}").status_code == 404
    assert stranger.get(f"/fr/c/professionnels/resume/{token}").status_code == 404
    assert stranger.get("/fr/c/citoyens/q/page_you").status_code == 404
    answer = stranger.post(
        "/fr/c/citoyens/q/page_you", data={"draft": tampered, "shown": "profile", "profile": "carer"}
    )
    assert answer.status_code == 404


@pytest.mark.usefixtures("database")
def test_following_a_link_changes_nothing(make_client: Clients) -> None:
    """Programs that read mails follow links: only pressing a button does something."""
    with transaction() as session:
        consultation = make_consultation(session, "evaluation", access="ticket")
        create_tickets(session, consultation.id, 2)
        token = hand_out_ticket(session, consultation.id)
    assert make_client().get(f"/fr/c/evaluation/t/{token}").status_code == 200
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.usefixtures("database")
def test_a_ticket_is_good_for_one_answer(make_client: Clients) -> None:
    with transaction() as session:
        consultation = make_consultation(session, "evaluation", access="ticket")
        create_tickets(session, consultation.id, 2)
        token = hand_out_ticket(session, consultation.id)
    codes = []
    for first in (True, False):
        visitor = Visitor(make_client(), "evaluation")
        visitor.go(f"/fr/c/evaluation/t/{token}")
        visitor.post(next(f for f in forms_of(visitor.page).values() if "/t/" in f.action), {})
        if first:
            visitor.fill({"welcome": "4"})
            visitor.send()
        codes.append(visitor.receipt())
    assert codes[0] == codes[1], "the second time it leads to the receipt"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


@pytest.mark.usefixtures("database")
def test_without_a_ticket_a_closed_circle_stays_closed(client: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "evaluation", access="ticket")
    assert client.post("/fr/c/evaluation/start").status_code == 410
    assert client.get("/fr/c/evaluation/t/" + "A" * 43).status_code == 404


@pytest.mark.usefixtures("database")
def test_a_ticket_leads_to_no_response_for_who_has_only_the_database() -> None:
    with transaction() as session:
        consultation = make_consultation(session, "evaluation", access="ticket")
        create_tickets(session, consultation.id, 3)
        token = hand_out_ticket(session, consultation.id)
        assert token is not None
        draft_id = draft_id_of_ticket(session, consultation.id, token)
        stored = {ticket.id for ticket in session.scalars(select(Ticket))}
    assert draft_id not in stored
    assert token not in {str(ticket) for ticket in stored}


@pytest.mark.usefixtures("database")
def test_drafts_are_forgotten_thirty_days_after_closing() -> None:
    with transaction() as session:
        make_consultation(session, "citoyens", closes=timedelta(days=1))
        fill_draft(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer"})
        answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer"})
    for days, left in ((30, 1), (32, 0)):
        with clock.set_to(clock.now() + timedelta(days=days)), transaction() as session:
            purge_drafts(session)
            assert session.scalar(select(func.count()).select_from(Draft)) == left
            assert session.scalar(select(func.count()).select_from(Response)) == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"questionnaire_code": "nothing"}, NotFoundError),
        ({"code": "citoyens"}, ConflictError),
        ({"title": {"fr": "Titre", "nl": " "}}, InvalidError),
        ({"closes_at": clock.at_brussels(clock.today()) - timedelta(days=400)}, InvalidError),
    ],
)
def test_a_consultation_opens_only_when_it_is_whole(
    change: dict[str, object], error: type[Exception]
) -> None:
    both = {"fr": "Texte", "nl": "Tekst"}
    wish: dict[str, object] = {
        "code": "essai", "programme_code": "adc-2022-2023", "strand_code": "digital-consultation",
        "questionnaire_code": "citoyens", "audience": "citizens", "access": "open", "title": both,
        "intro": both, "thanks": both, "opens_at": clock.now(), "closes_at": clock.now() + timedelta(days=1),
    }  # fmt: skip
    with transaction() as session:
        make_consultation(session, "citoyens")
        with pytest.raises(error):
            open_consultation(session, **(wish | change))  # type: ignore[arg-type]


@pytest.mark.usefixtures("database")
def test_forgetting_on_this_device_keeps_what_was_sent(client: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()
    client.post("/fr/c/citoyens/forget")
    assert client.get("/fr/c/citoyens/receipt").status_code == 404
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


@pytest.mark.usefixtures("database")
def test_the_order_shown_is_drawn_kept_and_stored(make_client: Clients) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    orders = set()
    for _ in range(4):
        visitor = Visitor(make_client(), "citoyens")
        visitor.begin()
        visitor.fill(CITIZEN)
        visitor.go("/fr/c/citoyens/q/page_priorities?to=check")
        first = tuple(visitor.form.names["priorities"])
        visitor.go("/nl/c/citoyens/q/page_priorities")
        assert tuple(visitor.form.names["priorities"]) == first, "a language switch does not shuffle again"
        orders.add(first)
        visitor.go("/fr/c/citoyens/check")
        visitor.send()
    with reading() as session:
        stored = {tuple(r.shown_order["priorities"]) for r in session.scalars(select(Response))}
    assert stored == orders
    assert len(orders) > 1
