from collections.abc import Callable
from html import unescape

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.models import AuditLine
from app.contacts.models import Contact, ContactImport, ContactList
from app.db import reading, transaction
from app.kit import clock
from tests.contacts.people import give_list
from tests.staff.world import give_members, sign_in
from tests.support.forms import forms_of

FILE = (
    "Nom;E-mail;Langue;Secteur\nZoé Lefèvre;zoe@example.be;fr;CPAS\nJan;jan@example.be;;\nX;nulle part;fr;\n"
)


@pytest.fixture
def analyst(make_client: Callable[[], TestClient]) -> TestClient:
    give_members()
    return sign_in(make_client(), "analyst@example.be")


def noted() -> list[str]:
    with reading() as session:
        return [line.verb for line in session.scalars(select(AuditLine).order_by(AuditLine.id))]


def addresses() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Contact.email)))


def upload(client: TestClient, list_id: int, content: bytes, name: str = "membres.csv") -> httpx.Response:
    return client.post(f"/staff/contacts/{list_id}/import", files={"file": (name, content, "text/csv")})


def test_a_list_is_made_filled_from_a_file_and_read_with_a_line_in_the_log(analyst: TestClient) -> None:
    day = clock.today().replace(year=clock.today().year + 1, day=1).isoformat()
    made = analyst.post("/staff/contacts", data={"name": "Les membres", "kept_until": day})
    assert made.headers["location"] == "/staff/contacts/1"
    looked = upload(analyst, 1, FILE.encode("cp1252"))
    page = analyst.get(looked.headers["location"])
    shown = unescape(page.text)
    assert "Zoé Lefèvre" in shown
    assert "Ligne 3" in shown, "it says no language"
    assert "Ligne 4\u00a0: nulle part" in shown
    assert addresses() == []
    again = analyst.get(f"{looked.headers['location']}?usual=nl")
    form = list(forms_of(again).values())[-1]
    done = analyst.post(form.action, data=form.values() | {"go": ["confirm"]})
    assert done.headers["location"] == "/staff/contacts/1?added=2"
    assert addresses() == ["jan@example.be", "zoe@example.be"]
    assert "2 personnes ont été ajoutées" in analyst.get(done.headers["location"]).text
    assert "zoe@example.be" not in analyst.get("/staff/contacts/1?q=jan").text
    exported = analyst.get("/staff/contacts/1/people.csv")
    assert exported.content.startswith(b"\xef\xbb\xbfname;email")
    assert {"make_contact_list", "import_contacts", "read_contacts", "export_contacts"} <= set(noted())


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "vide.csv"), (b"%PDF-1.4 \x00", "x.pdf"), (b"PK\x03\x04", "x.xlsx"), (b"a", "")],
)
def test_a_file_that_is_none_is_refused_beside_its_field_and_keeps_nothing(
    analyst: TestClient, content: bytes, name: str
) -> None:
    list_id = give_list()
    answer = upload(analyst, list_id, content, name)
    assert answer.status_code in {400, 422}
    with reading() as session:
        assert session.scalars(select(ContactImport)).all() == []


def test_columns_that_cannot_be_are_said_and_nobody_is_added(analyst: TestClient) -> None:
    list_id = give_list()
    address = upload(analyst, list_id, FILE.encode()).headers["location"]
    for asked in ("?name=0&email=0", "?name=&email=&organisation=", "?name=77", "?usual=de"):
        assert analyst.get(address + asked).status_code == 422, asked
    refused = analyst.post(address, data={"name": "0", "email": "0", "go": "confirm"})
    assert refused.status_code == 422
    assert addresses() == []
    assert analyst.post(address, data={"go": "give-up"}).status_code == 303
    assert analyst.get(address).status_code == 404


@pytest.mark.parametrize("day", ["", "2020-01-01", "2999-01-01", "demain"])
def test_a_list_is_kept_for_two_years_at_most(analyst: TestClient, day: str) -> None:
    refused = analyst.post("/staff/contacts", data={"name": "Les membres", "kept_until": day})
    assert refused.status_code == 422
    assert 'value="Les membres"' in refused.text, "what was typed is kept"
    with reading() as session:
        assert session.scalars(select(ContactList)).all() == []


def test_somebody_is_found_by_address_and_erased_after_a_question(analyst: TestClient) -> None:
    list_id = give_list(("zoe@example.be", "fr"), ("jan@example.be", "nl"))
    give_list(("zoe@example.be", "fr"), name="Une autre")
    found = analyst.get("/staff/contacts?email=ZOE@example.be")
    assert "Une autre" in found.text
    address = (
        f"/staff/contacts/{list_id}/people/" + found.text.split(f"/staff/contacts/{list_id}/people/")[1][:42]
    )
    assert address.endswith("/erase")
    assert "Une autre" in analyst.get(address).text
    assert addresses() == ["jan@example.be", "zoe@example.be", "zoe@example.be"]
    assert analyst.post(address).status_code == 303
    assert addresses() == ["jan@example.be"]
    assert "zoe" not in str(noted())


def test_a_bounce_is_noted_and_taken_back(analyst: TestClient) -> None:
    list_id = give_list(("zoe@example.be", "fr"))
    with reading() as session:
        contact_id = session.scalars(select(Contact.id)).one()
    for word, value in (("yes", True), ("no", False)):
        analyst.post(f"/staff/contacts/{list_id}/people/{contact_id}/bounced", data={"bounced": word})
        with reading() as session:
            assert session.get_one(Contact, contact_id).bounced is value


def test_a_file_of_ours_holds_no_formula(analyst: TestClient) -> None:
    list_id = give_list()
    with_formula = b"Nom;E-mail;Langue\nZoe;zoe@example.be;fr\n"
    address = upload(analyst, list_id, with_formula).headers["location"]
    analyst.post(address, data={"go": "confirm", "usual": "none"})
    with transaction() as session:
        session.scalars(select(Contact)).one().organisation = '=HYPERLINK("x")'
    assert "'=HYPERLINK" in analyst.get(f"/staff/contacts/{list_id}/people.csv").text
