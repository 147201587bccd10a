"""The pages of an answer that was sent, as its author walks through them without scripts."""

from collections.abc import Callable
from datetime import timedelta

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.consultations.models import Draft, Response
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences
from app.consultations.tickets import create_tickets, hand_out_ticket
from app.db import reading, transaction
from app.kit import clock
from tests.factories.answers import make_consultation
from tests.support.forms import Form, forms_of
from tests.support.visitor import CITIZEN, Visitor

Clients = Callable[[], TestClient]
CHANGED = "Un arrêt de bus avec un toit."

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def consultation(database: str) -> None:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")


def close_it() -> None:
    with transaction() as session:
        consultation_by_code(session, "citoyens").closes_at = clock.now() - timedelta(minutes=1)


def sender(client: TestClient, lang: str = "fr") -> tuple[Visitor, str]:
    """Somebody who has answered, and the code of the receipt."""
    visitor = Visitor(client, "citoyens", lang)
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()
    return visitor, visitor.receipt()


def form_to(page: httpx.Response, action: str) -> Form:
    return next(form for form in forms_of(page).values() if form.action.endswith(action))


def opened(client: TestClient, code: str, lang: str = "fr") -> Visitor:
    """Somebody who has typed the code of an answer."""
    visitor = Visitor(client, "citoyens", lang)
    visitor.go(f"/{lang}/my-answer")
    visitor.post(form_to(visitor.page, "/my-answer"), {"code": code})
    return visitor


def count(model: type[Draft] | type[Response]) -> int:
    with reading() as session:
        assert list(differences(session)) == []
        return session.scalar(select(func.count()).select_from(model)) or 0


def change(visitor: Visitor) -> None:
    """Begin to correct, and change one answer."""
    visitor.post(form_to(visitor.page, "/my-answer/correct"), {})
    assert visitor.address.endswith("/c/citoyens/check")
    visitor.go(f"/{visitor.lang}/c/citoyens/q/page_change?to=check")
    visitor.press("next", {"change_nearby": CHANGED})
    assert visitor.address.endswith("/check")


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_the_code_opens_the_answer_on_any_device_in_any_language(make_client: Clients, lang: str) -> None:
    _, code = sender(make_client())
    visitor = opened(make_client(), code.lower().replace("-", " "), lang)
    assert visitor.page.status_code == 200
    assert visitor.address == f"/{lang}/my-answer"
    assert "Un bureau où l’on parle ma langue" in visitor.page.text
    assert code in visitor.page.text
    other = "nl" if lang == "fr" else "fr"
    assert f'href="/{other}/my-answer"' in visitor.page.text


def test_a_wrong_code_is_said_beside_the_field_and_kept_to_be_mended(client: TestClient) -> None:
    visitor = opened(client, "AAAA-BBBB-CCC")
    assert visitor.page.status_code == 422
    assert 'value="AAAA-BBBB-CCC"' in visitor.page.text
    assert 'href="#code"' in visitor.page.text


def test_scanning_shows_only_a_button_and_reads_the_same_for_any_code(make_client: Clients) -> None:
    _, code = sender(make_client())
    stranger = make_client()
    right, wrong = (stranger.get(f"/fr/my-answer/{one}") for one in (code, "0000-0000-0000"))
    assert right.text.replace(code, "0000-0000-0000") == wrong.text
    assert "set-cookie" not in right.headers
    assert stranger.get("/fr/my-answer/correct").headers["location"] == "/fr/my-answer"
    visitor = Visitor(stranger, "citoyens")
    visitor.page = right
    visitor.post(form_to(right, "/my-answer"), {})
    assert "Un bureau où l’on parle ma langue" in visitor.page.text


def test_the_receipt_leads_there_and_shows_a_code_to_scan(client: TestClient) -> None:
    visitor, code = sender(client)
    assert 'class="qr"' in visitor.page.text
    visitor.post(form_to(visitor.page, "/my-answer"), {})
    assert visitor.address == "/fr/my-answer"
    assert code in visitor.page.text


def test_a_correction_takes_the_place_of_what_was_sent(make_client: Clients) -> None:
    _, code = sender(make_client())
    visitor = opened(make_client(), code)
    change(visitor)
    assert count(Response) == 1
    with reading() as session:
        assert session.scalars(select(Response)).one().answers["change_nearby"] != CHANGED
    visitor.send()
    assert visitor.address.endswith("/receipt")
    assert visitor.receipt() == code
    assert count(Response) == 1
    assert count(Draft) == 0
    visitor = opened(make_client(), code)
    assert CHANGED in visitor.page.text


def test_a_correction_can_go_on_elsewhere_and_be_left(make_client: Clients) -> None:
    _, code = sender(make_client())
    change(opened(make_client(), code))
    visitor = opened(make_client(), code, "nl")
    assert CHANGED not in visitor.page.text, "what counts is what was sent"
    visitor.post(form_to(visitor.page, "/my-answer/correct"), {})
    assert CHANGED in visitor.page.text
    visitor.post(form_to(visitor.page, "/my-answer/leave"), {})
    assert visitor.address == "/nl/my-answer"
    assert count(Draft) == 0
    visitor.go("/nl/c/citoyens/receipt")
    assert visitor.receipt() == code


def test_in_two_tabs_the_second_sending_leads_to_the_same_receipt(client: TestClient) -> None:
    visitor, code = sender(client)
    visitor = opened(client, code)
    change(visitor)
    old_tab = visitor.page
    visitor.send()
    visitor.page = old_tab
    visitor.send()
    assert visitor.receipt() == code
    assert count(Response) == 1


def test_a_correction_under_way_leaves_the_answer_as_it_was_when_it_closes(client: TestClient) -> None:
    visitor, code = sender(client)
    visitor = opened(client, code)
    change(visitor)
    check = visitor.page
    visitor.go("/fr/c/citoyens/q/page_you")
    page = visitor.page
    close_it()
    for tab, answers in ((check, {}), (page, {"profile": "inhabitant"})):
        visitor.page = tab
        visitor.post(forms_of(tab)["answer"], answers)
        assert visitor.page.status_code == 410
        assert "Votre réponse reste" in visitor.page.text or "Your answer stays" in visitor.page.text
    for rest in ("q/page_you", "check", "later", "receipt"):
        visitor.go(f"/fr/c/citoyens/{rest}")
        assert visitor.page.status_code == 200
        assert visitor.receipt() == code
        assert CHANGED not in visitor.page.text
    visitor = opened(client, code)
    assert CHANGED not in visitor.page.text
    assert not [form for form in forms_of(visitor.page).values() if form.action.endswith("/correct")]


@pytest.mark.parametrize("closed", [False, True])
def test_withdrawing_asks_first_then_leaves_nothing(make_client: Clients, *, closed: bool) -> None:
    client = make_client()
    _, code = sender(client)
    visitor = opened(client, code)
    change(visitor)
    if closed:
        close_it()
    visitor.go("/nl/my-answer/withdraw")
    assert count(Response) == 1, "asking withdraws nothing"
    form = form_to(visitor.page, "/my-answer/withdraw")
    for _ in range(2):
        visitor.post(form, {})
        assert visitor.address == "/nl/my-answer/withdrawn"
        assert visitor.page.status_code == 200
    assert count(Response) == 0
    assert count(Draft) == 0
    assert not dict(client.cookies), "this browser remembers nothing of it"
    assert opened(make_client(), code).page.status_code == 422
    assert client.get("/fr/c/citoyens/receipt").status_code == 404


def test_a_withdrawal_in_another_tab_ends_the_correction_kindly(make_client: Clients) -> None:
    client = make_client()
    _, code = sender(client)
    visitor = opened(client, code)
    change(visitor)
    check = visitor.page
    other = opened(make_client(), code)
    other.go("/fr/my-answer/withdraw")
    other.post(form_to(other.page, "/my-answer/withdraw"), {})
    visitor.page = check
    assert visitor.send().status_code == 404
    assert client.get("/fr/c/citoyens/q/page_you").status_code == 404
    assert client.get("/fr/c/citoyens").status_code == 200
    assert count(Response) == count(Draft) == 0


def test_each_button_means_the_answer_of_its_own_page(make_client: Clients) -> None:
    _, first = sender(make_client())
    _, second = sender(make_client())
    client = make_client()
    page_of_first = opened(client, first)
    page_of_first.go("/fr/my-answer/withdraw")
    opened(client, second)
    page_of_first.post(form_to(page_of_first.page, "/my-answer/withdraw"), {})
    assert opened(make_client(), first).page.status_code == 422
    assert opened(make_client(), second).page.status_code == 200


def test_reading_an_old_answer_keeps_a_draft_that_this_browser_holds(make_client: Clients) -> None:
    _, code = sender(make_client())
    client = make_client()
    begun = Visitor(client, "citoyens")
    begun.begin()
    visitor = opened(client, code)
    assert "/c/citoyens/later" in visitor.page.text, "it says how to keep the other one before correcting"
    begun.go("/fr/c/citoyens/q/page_bassin")
    assert begun.page.status_code == 200
    assert begun.form.values()["draft"] != form_to(visitor.page, "/my-answer/correct").values()["answer"]


def test_on_a_shared_device_one_press_forgets(client: TestClient) -> None:
    visitor, code = sender(client)
    visitor = opened(client, code)
    visitor.post(form_to(visitor.page, "/my-answer/close"), {})
    assert not dict(client.cookies)
    assert code not in visitor.page.text
    assert count(Response) == 1


@pytest.mark.parametrize("action", ["correct", "leave", "withdraw"])
@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_without_a_token_of_ours_nothing_happens(client: TestClient, action: str, token: str) -> None:
    _, code = sender(client)
    opened(client, code)
    assert client.post(f"/fr/my-answer/{action}", data={"answer": token}).status_code == 404
    assert (count(Response), count(Draft)) == (1, 0)


def test_the_answer_of_a_ticket_can_be_corrected_and_given_anew(make_client: Clients) -> None:
    with transaction() as session:
        evaluation = make_consultation(session, "evaluation", access="ticket")
        create_tickets(session, evaluation.id, 1)
        ticket = hand_out_ticket(session, evaluation.id)
    visitor = Visitor(make_client(), "evaluation")

    def enter() -> None:
        visitor.go(f"/fr/c/evaluation/t/{ticket}")
        visitor.post(form_to(visitor.page, f"/t/{ticket}"), {})

    enter()
    visitor.fill({"welcome": "4"})
    visitor.send()
    code = visitor.receipt()
    assert "/results" not in visitor.page.text, "the results of an evaluation go to nobody outside"
    visitor.post(form_to(visitor.page, "/my-answer"), {})
    visitor.post(form_to(visitor.page, "/my-answer/correct"), {})
    enter()
    assert visitor.address.endswith("/check"), "the ticket leads back to the correction"
    visitor.send()
    assert visitor.receipt() == code
    visitor.go("/fr/my-answer/withdraw")
    visitor.post(form_to(visitor.page, "/my-answer/withdraw"), {})
    enter()
    assert "/q/" in visitor.address
    assert (count(Response), count(Draft)) == (0, 1)
