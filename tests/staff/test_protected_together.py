"""Two pages side by side: what one hides from a partner, no other gives back by subtraction."""

import csv
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.consultations.models import BallotTally, PageVisit, Participation
from app.db import transaction
from app.kit import clock
from tests.factories.answers import make_consultation
from tests.factories.voices import ACTIONS
from tests.staff.test_protected import shown_numbers
from tests.staff.world import give_members, sign_in

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

PROGRAMME = "/staff/programmes/adc-2022-2023"
CITIZENS = "/staff/consultations/citoyens"


def counted() -> None:
    """Count 50 inhabitants who answered in French, two carers in Dutch and three professionals.

    Three people more have begun the citizens' questionnaire.
    """
    give_members()
    with transaction() as session:
        citizens, professionals = (
            make_consultation(session, code).id for code in ("citoyens", "professionnels")
        )
        for row, bassin, profile, language, n in (
            (citizens, "nord", "inhabitant", "fr", 30),
            (citizens, "sud", "inhabitant", "fr", 20),
            (citizens, "sud", "carer", "nl", 2),
            (professionals, "sud", "professional", "fr", 3),
        ):
            for place in (bassin, "_all"):
                key = {"consultation_id": row, "bassin": place, "profile": profile, "language": language}
                session.add(
                    Participation(
                        **key, day=clock.today(), channel="web", questionnaire_version_id=1, slot=n, n=n
                    )
                )
                # Three pairs of actions in turn, so that no answer is everybody's.
                session.add_all(
                    BallotTally(
                        **key, question="priorities", slot=n, n=part,
                        picks=" ".join(sorted(ACTIONS[2 * pair : 2 * pair + 2])),
                    )
                    for pair in range(3)
                    if (part := len(range(pair, n, 3)))
                )  # fmt: skip
        for page, n in ((":sent", 52), ("page_priorities", 3)):
            session.add(
                PageVisit(
                    consultation_id=citizens,
                    page=page,
                    what="here",
                    language="fr",
                    channel="web",
                    slot=0,
                    n=n,
                )
            )


@pytest.fixture
def world() -> Callable[[], object]:
    return counted


def rows(client: TestClient, address: str) -> dict[str, list[str]]:
    """Return the lines of a file by their first cell, none where the page has no such panel."""
    answer = client.get(address)
    lines = csv.reader(answer.text.removeprefix("\ufeff").splitlines()) if answer.status_code == 200 else ()
    return {line[0]: line[1:] for line in lines}


def test_what_a_page_hides_from_a_partner_no_other_page_gives_back(
    make_client: Callable[[], TestClient],
) -> None:
    partner, analyst = (sign_in(make_client(), f"{role}@example.be") for role in ("partner", "analyst"))
    assert 52 in shown_numbers(partner.get(CITIZENS).text), "the total is there to subtract from"
    # Fifty of 52 are inhabitants who answered in French: each of these bases would tell of the two others.
    inhabitants = f"{CITIZENS}/priorities?profile=inhabitant"
    assert "50 personnes" in unescape(analyst.get(inhabitants).text).replace("\u00a0", " ")
    page = unescape(partner.get(inhabitants).text)
    assert "50" not in page.split('id="figures"')[1].split("</div>\n  </div>")[0]
    assert "à côté des chiffres des autres" in page
    for address in (f"{CITIZENS}/priorities?table=support.csv", f"{PROGRAMME}/priorities?table=support.csv"):
        assert "En français" in rows(analyst, address)["Action"], "the control: the panel is there"
        assert not {"En français", "Habitant·es"} & set(rows(partner, address).get("Action", ())), address
    # 52 sent and 55 begun: three have not gone on.
    assert 55 in shown_numbers(analyst.get(f"{CITIZENS}/progress").text)
    assert not shown_numbers(partner.get(f"{CITIZENS}/progress").text) & {3, 55}
    # 52 citizens, and 55 with the professionals.
    strands = f"{PROGRAMME}?table=strands.csv"
    assert "55 réponses" in unescape(analyst.get(PROGRAMME).text)
    assert "55" not in unescape(partner.get(PROGRAMME).text).split('id="figures"')[1]
    assert "55" not in partner.get(strands).text
    # A bassin that the table of bassins and profiles hides is hidden wherever it stands.
    by_bassin = rows(partner, f"{CITIZENS}?table=bassin.csv")
    column = rows(analyst, f"{PROGRAMME}?table=places.csv")["Bassin Nord"].index("30")
    places = rows(partner, f"{PROGRAMME}?table=places.csv")
    for bassin in ("Bassin Nord", "Bassin Sud"):
        assert places[bassin][column].isdigit() is by_bassin[bassin][0].isdigit()
