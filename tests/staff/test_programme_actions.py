"""The actions of a programme, and one of them over the bassins: each kind of evidence for itself."""

import csv
import re
from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.kit import clock
from app.meetings.minutes.review import publish
from app.meetings.minutes.write import save_item
from app.meetings.votes.record import VoteWish, record_votes
from app.syntheses.publish import publish as publish_choice
from app.syntheses.queries import current_ballot
from tests.factories.answers import answer, make_consultation
from tests.factories.choices import choose
from tests.factories.minutes import give_minutes, words
from tests.factories.voices import PROGRAMME, citizen, professional
from tests.meetings.factories import AFTER, committed_meeting
from tests.staff.world import give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

HERE = f"/staff/programmes/{PROGRAMME}/actions"
ITEM = UUID(int=31)


def nobody_asked() -> None:
    give_members()


def answered() -> None:
    """Eleven citizens, twelve professionals, public minutes of two groups, two rooms, a draft choice."""
    give_members()
    with transaction() as session:
        make_consultation(session)
        make_consultation(session, "professionnels")
        for number in range(11):
            other = "outreach" if number < 6 else "coming-home"
            answer(session, "citoyens", "nl" if number % 2 else "fr", citizen("nord", "helpdesk", other))
        for number in range(12):
            first = "helpdesk" if number < 2 else "no-wrong-door"
            answer(session, "professionnels", "fr", professional(["nord", "sud"], first, "outreach"))
        choose(session, "nord", 1)
    codes = ("nord-1", "sud-1", "sud-2")
    meetings = {code: committed_meeting(code=code, bassin_code=code[:-2]) for code in codes}
    named = words("Un numéro", "Een nummer", kind="obstacle", action=f"{PROGRAMME}/helpdesk")
    for code, item in (("nord-1", ITEM), ("sud-1", UUID(int=32))):
        give_minutes(code, UUID(int=item.int + 10), public=False)
        with transaction() as session:
            save_item(session, meetings[code], item, named, seen=0, user_id=1)
            publish(session, meetings[code], seen=3, checked=False, user_id=1)
    with clock.set_to(AFTER), transaction() as session:
        for code, dots in (("nord-1", 9), ("sud-2", 8)):
            wish = VoteWish(None, 3, {"helpdesk": dots, "outreach": 6})
            record_votes(session, meetings[code], wish, user_id=1)


@pytest.fixture
def world() -> Callable[[], object]:
    return answered


def read(client: TestClient, path: str = "") -> str:
    page = client.get(f"{HERE}{path}")
    assert page.status_code == 200
    assert not re.search(r"\b(nan|inf)\b", page.text, re.IGNORECASE)
    return " ".join(unescape(page.text).replace("\u00a0", " ").replace("\u202f", " ").split())


def table(client: TestClient, path: str, key: str) -> dict[str, list[str]]:
    answer = client.get(f"{HERE}{path}?table={key}.csv")
    rows = csv.reader(answer.text.removeprefix("\ufeff").splitlines())
    return {row[0]: row[1:] for row in rows}


def test_every_kind_of_evidence_stands_in_its_own_column_and_leads_to_its_source(
    make_client: Callable[[], TestClient],
) -> None:
    with clock.set_to(AFTER):
        client = sign_in(make_client(), "analyst@example.be")
        page = read(client)
        line = table(client, "", "actions")["Helpdesk pour situations complexes"]
        one = read(client, "/helpdesk")
        places = table(client, "/helpdesk", "places")
        groups = table(client, "/helpdesk", "by-group")
        minutes = client.get("/fr/m/nord-1/minutes").text
    assert (float(line[0]), float(line[2])) == pytest.approx((1.0, 2 / 12))
    assert line[4:] == ["2", "17", "Bassin Nord"], "groups, dots, and who chose it, never added up"
    assert "Groupes : 2 sur 2" in page
    assert "Citoyen·nes : 100 % (11 sur 11), nette" in one
    assert "Professionnel·les : 17 % (2 sur 12)" in one
    assert "Choisie par Bassin Nord." in one
    assert "Gommettes : 17, dans les 2 salles qui ont voté" in one
    assert (places["Bassin Nord"][-1], places["Bassin Sud"][-1]) == ("choisie", "–")
    assert float(places["Bassin Sud"][2]) == pytest.approx(2 / 12)
    assert places["Bassin Sud"][0] == "–"
    assert float(groups["Citoyen·nes, en néerlandais"][2]) == 5
    assert one.count("Un numéro") == 2
    assert f'href="/fr/m/nord-1/minutes#item-{ITEM}"' in one
    assert f'id="item-{ITEM}"' in minutes, "the link leads to its very place"


def test_drafts_of_other_bassins_small_groups_and_what_does_not_exist_are_not_told(
    make_client: Callable[[], TestClient],
) -> None:
    with clock.set_to(AFTER):
        sud, nord = (sign_in(make_client(), f"{name}@example.be") for name in ("sud", "nord"))
        assert table(sud, "", "actions")["Helpdesk pour situations complexes"][-1] == "–"
        assert "Choisie par Bassin Nord." in read(nord, "/helpdesk")
        theirs = table(sud, "/helpdesk", "places")
        assert "Bassin Nord" not in theirs
        assert sud.get(f"{HERE}/helpdesk?table=by-group.csv").status_code == 404
        with transaction() as session:
            ballot = current_ballot(session)
            assert ballot is not None
            publish_choice(session, ballot, "nord", user_id=1)
        assert "Choisie par Bassin Nord." in read(sud, "/helpdesk")
        assert sud.get(f"{HERE}/nothing").status_code == 404
        assert sud.get("/staff/programmes/nothing/actions").status_code == 404


class TestBeforeAnybodyWasAsked:
    """A programme with a ballot and nothing else."""

    @pytest.fixture
    def world(self) -> Callable[[], object]:
        return nobody_asked

    def test_each_page_has_its_sentence(self, make_client: Callable[[], TestClient]) -> None:
        client = sign_in(make_client(), "analyst@example.be")
        assert "Aucun bassin n’a encore choisi." in read(client)
        one = read(client, "/helpdesk")
        assert "personne n’a encore été interrogé" in one
        assert "Aucun groupe n’a encore de compte-rendu public" in one
        with transaction() as session:
            make_consultation(session)
            make_consultation(session, "professionnels")
            answer(session, "citoyens", "fr", citizen("nord"))
            answer(session, "professionnels", "nl", professional(["nord"], "helpdesk"))
        one = read(client, "/helpdesk")
        assert "Citoyen·nes : personne n’a encore choisi" in one
        assert "Professionnel·les : 100 % (1 sur 1)" in one
        assert "Professionnel·les : 0 % (0 sur 1)" in read(client, "/outreach")
