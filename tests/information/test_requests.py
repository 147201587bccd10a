"""Asking for something, being answered, and being forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email.message import EmailMessage
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect, select

from app.db import reading, transaction
from app.housekeeping import purge
from app.information.decide import accept, decline, withdraw
from app.information.errors import AlreadyClosedError, TooManyRequestsError
from app.information.follow_up import add_sitting
from app.information.forget import forget_person
from app.information.models import RequestSitting, SupportRequest
from app.information.queries import year_report
from app.information.rules import MOST_IN_A_DAY, RETENTION, is_telephone
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.outbox.models import OutboxMail
from app.kit.outbox.worker import deliver_due
from tests.conftest import use_settings
from tests.information.things import accepted, asked, id_of
from tests.kit.outbox.mailbox import mailbox
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

pytestmark = pytest.mark.usefixtures("database")

FILLED = {
    "organisation": "Maison  Exemple",
    "sector": "housing",
    "bassin": "nord",
    "mode": "online",
    "wishes": "Évaluer notre accueil.",
    "dates": "le mardi",
    "name": "Zoë Exemple",
    "email": "ZOE@example.org",
    "telephone": "",
    "consent": "yes",
}


def everything() -> list[SupportRequest]:
    with reading() as session:
        return list(session.scalars(select(SupportRequest)))


def mails() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(OutboxMail.template).where(OutboxMail.state == "waiting")))


def deliver(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    with mailbox() as box:
        use_settings(monkeypatch, smtp_url=box.url, base_url="https://ateliers.example.org")
        deliver_due()
        return box.messages


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.both_databases
def test_a_form_pressed_many_times_at_once_is_one_request_with_one_link_and_one_mail(
    make_client: Callable[[], TestClient],
) -> None:
    form = forms_of(make_client().get("/fr/requests/support"))["form-1"]
    posted = form.values() | {name: [value] for name, value in FILLED.items()} | {"day1": ["2099-01-02"]}
    clients = [make_client() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: client.post(form.action, data=posted), clients))
    assert {answer.status_code for answer in answers} == {303}
    (link,) = {answer.headers["location"] for answer in answers}
    (request,) = everything()
    assert (request.organisation, request.email, request.status) == (
        "Maison Exemple",
        "zoe@example.org",
        "pending",
    )
    assert request.proposed_days == ["2099-01-02"]
    assert mails() == ["request_received"]
    page = unescape(clients[0].get(link).text)
    assert "zoe@example.org" in page
    assert "2 janvier 2099" in page
    assert "Wij hebben uw aanvraag ontvangen" in clients[0].get(link.replace("/fr/", "/nl/")).text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client: TestClient) -> None:
    wrong = FILLED | {
        "email": "",
        "sector": "nowhere",
        "day1": "2001-01-01",
        "telephone": "allo",
        "consent": "",
    }
    answer = client.post("/nl/requests/presentation", data=wrong)
    assert answer.status_code == 422
    shown = unescape(answer.text)
    for said in (
        "Dit lijkt niet op een telefoonnummer", "Stel een dag voor die nog moet komen", "Vink dit vakje aan",
        "Kies een van de", "Évaluer notre accueil.", 'value="allo"',
    ):  # fmt: skip
        assert said in shown, said
    empty = client.post("/fr/requests/support", data={})
    assert "une adresse e-mail ou un numéro de téléphone" in unescape(empty.text)
    trapped = client.post("/fr/requests/support", data=FILLED | {"website": "x"})
    assert (trapped.status_code, everything()) == (422, [])
    assert client.post("/fr/requests/money", data=FILLED).status_code == 404


def test_the_link_of_somebody_else_shows_and_withdraws_nothing(client: TestClient) -> None:
    mine, theirs = asked(), asked(email="other@example.org")
    forged = theirs[:22] + mine[22:]
    for token in (forged, "x" * 43, mine[:-1]):
        assert client.get(f"/fr/my-request/{token}").status_code == 404
        assert client.post(f"/fr/my-request/{token}/withdraw").status_code == 404
    assert {request.status for request in everything()} == {"pending"}
    assert client.post(f"/nl/my-request/{mine}/withdraw").status_code == 303
    assert client.post(f"/nl/my-request/{mine}/withdraw").status_code == 303, "twice changes nothing"
    assert sorted(request.status for request in everything()) == ["pending", "withdrawn"]


def test_a_decision_is_mailed_in_the_language_of_the_person_and_is_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = asked(language="nl")
    with pytest.raises(InvalidError), transaction() as session:
        decline(session, id_of(token), "")
    with transaction() as session:
        decline(session, id_of(token), "Onze agenda is volzet <tot juni>.")
    with pytest.raises(AlreadyClosedError), transaction() as session:
        accept(session, id_of(token))
    with pytest.raises(AlreadyClosedError), transaction() as session:
        withdraw(session, token)
    # The confirmation that had not left has nothing to say any more.
    (message,) = deliver(monkeypatch)
    assert message["To"].addresses[0].addr_spec == "zoe@example.org"
    assert message["Content-Language"] == "nl"
    assert "Onze agenda is volzet <tot juni>." in plain(message)
    assert f"https://ateliers.example.org/nl/my-request/{token}" in plain(message)
    html = message.get_body(("html",))
    assert html is not None
    assert "volzet &lt;tot juni&gt;" in html.get_content()


def test_an_address_is_not_flooded_and_who_withdrew_gets_no_promise(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_IN_A_DAY):
        token = asked()
    with pytest.raises(TooManyRequestsError):
        asked()
    told = client.post("/fr/requests/support", data=FILLED)
    assert told.status_code == 422
    assert 'id="email-error"' in told.text
    assert "Évaluer notre accueil." in unescape(told.text), "what was typed stays"
    asked(email="", telephone="+32 470 12 34 56")
    with transaction() as session:
        accept(session, id_of(token))
    with transaction() as session:
        withdraw(session, token)
    assert len(deliver(monkeypatch)) == MOST_IN_A_DAY - 1


def test_people_are_forgotten_a_year_after_the_last_sitting_and_the_counts_stay() -> None:
    begun = clock.at_brussels(date(2023, 2, 1), 10)
    with clock.set_to(begun):
        request_id = accepted(sector="independent-practice", organisation="Zoë Exemple, psychologue")
        waiting = id_of(asked(email="late@example.org"))
    last = date(2023, 11, 20)
    with clock.set_to(clock.at_brussels(last, 18)), transaction() as session:
        for day in (date(2023, 3, 1), last):
            add_sitting(session, request_id, held_on=day, mode="online", note="avec Zoë")
    with clock.set_to(clock.at_brussels(last + RETENTION, 12)):
        assert purge()["requests"] == 1, "the one that nobody ever decided"
    with clock.set_to(clock.at_brussels(last + RETENTION + timedelta(days=1), 12)):
        assert purge()["requests"] == 1
        assert purge()["requests"] == 0
    with reading() as session:
        rows = [session.get_one(SupportRequest, one) for one in (request_id, waiting)]
        kept = [getattr(row, column.key) for row in rows for column in inspect(SupportRequest).columns]
        kept += [sitting.note for sitting in session.scalars(select(RequestSitting))]
        report = year_report(session, 2023)
    assert [text for text in kept if isinstance(text, str) and ("Zoë" in text or "@" in text)] == []
    assert [row.status for row in rows] == ["accepted", "withdrawn"]
    assert (len(report.services), report.sittings) == (1, 2)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_somebody_is_erased_on_request_and_their_link_ends(
    client: TestClient, make_client: Callable[[], TestClient]
) -> None:
    give_members()
    token = asked()
    admin = sign_in(client, "admin@example.be")
    page = f"/staff/requests/{id_of(token)}"
    assert "zoe@example.org" in admin.get(page).text
    assert admin.post(f"{page}/forget").status_code == 303
    after = unescape(admin.get(page).text)
    assert "zoe@example.org" not in after
    assert "personne effacée" in after
    assert make_client().get(f"/fr/my-request/{token}").status_code == 404
    with pytest.raises(AlreadyClosedError), transaction() as session:
        accept(session, id_of(token))
    with transaction() as session:
        forget_person(session, id_of(token))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_team_decides_follows_up_and_counts_from_the_pages(client: TestClient) -> None:
    give_members()
    request_id = id_of(asked())
    page = f"/staff/requests/{request_id}"
    nord = sign_in(client, "nord@example.be")
    assert "Service Exemple" in nord.get("/staff/requests?status=pending&kind=support").text
    refused = nord.post(f"{page}/decision", data={"reply": "", "decision": "declined"})
    assert (refused.status_code, mails()) == (422, ["request_received"])
    assert nord.post(f"{page}/decision", data={"reply": "Oui", "decision": "accepted"}).status_code == 303
    wish = {"in_charge": "3", "objective": "Mieux accueillir", "year": "2022", "staff_note": "appeler"}
    assert nord.post(f"{page}/follow-up", data=wish).status_code == 303
    assert nord.post(f"{page}/follow-up", data=wish | {"in_charge": "99"}).status_code == 422
    assert nord.post(f"{page}/sittings", data={"held_on": "2099-01-01", "mode": "online"}).status_code == 422
    for day in ("2023-05-04", "2023-06-01"):
        assert nord.post(f"{page}/sittings", data={"held_on": day, "mode": "online"}).status_code == 303
    assert nord.post(f"{page}/sittings/2/remove").status_code == 303
    assert nord.post(f"{page}/sittings/2/remove").status_code == 404
    shown = unescape(nord.get(page).text)
    for said in ("acceptée", "séance notée", "Mieux accueillir"):
        assert said in shown
    year = nord.get("/staff/support/2023")
    assert "Mieux accueillir" in year.text
    lines = nord.get("/staff/support/2023/services.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[4:6] == ["1", "oui"]
    assert nord.post("/staff/support/2023/mornings", data={}).status_code == 403
    client.cookies.clear()
    sud = sign_in(client, "sud@example.be")
    assert "Service Exemple" not in sud.get("/staff/requests").text + sud.get("/staff/support/2023").text


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("02 123 45 67", True),
        ("+32 (0)470/12.34.56", True),
        ("0470-12", False),
        ("٠٤٧٠١٢٣٤٥٦", False),
        ("12345678x", False),
    ],
)
def test_a_telephone_number_can_be_dialled(text: str, *, dialled: bool) -> None:
    assert is_telephone(text) is dialled
