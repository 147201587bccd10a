"""The live figures of somebody who may not see small numbers: none of them is anywhere in the page."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.consultations.models import BallotTally, PageVisit, Participation
from app.db import transaction
from app.housekeeping import purge
from app.kit import clock
from tests.factories.answers import make_consultation
from tests.factories.voices import ACTIONS
from tests.staff.world import give_members, sign_in

LIVE = (
    "/staff/consultations/citoyens",
    "/staff/consultations/citoyens?bassin=nord",
    "/staff/consultations/citoyens?profile=carer",
    "/staff/consultations/citoyens?bassin=nord&profile=carer",
    "/staff/consultations/citoyens/priorities",
    "/staff/consultations/citoyens/priorities?bassin=nord",
    "/staff/consultations/citoyens/priorities?profile=carer",
    "/staff/consultations/citoyens/side-by-side",
    "/staff/consultations/citoyens/side-by-side?profile=carer",
    "/staff/consultations/citoyens/progress",
    "/staff/consultations",
    "/staff/bassins/nord",
    "/staff/programmes/adc-2022-2023/actions",
    f"/staff/programmes/adc-2022-2023/actions/{ACTIONS[0]}",
    f"/staff/programmes/adc-2022-2023/actions/{ACTIONS[-1]}",
    "/staff/",
)
FILES = (
    "/staff/consultations/citoyens?table=bassin.csv",
    "/staff/consultations/citoyens?table=profile.csv",
    "/staff/consultations/citoyens?bassin=nord&table=profile.csv",
    "/staff/consultations/citoyens/side-by-side?table=side-by-side.csv",
    "/staff/programmes/adc-2022-2023/actions?table=actions.csv",
    f"/staff/programmes/adc-2022-2023/actions/{ACTIONS[-1]}?table=places.csv",
)
SMALL = {1, 2, 3, 4}


def counted() -> None:
    """Count, in the cubes alone: 40 people of Nord, three of them carers; 22 of Sud, two of them carers.

    In Nord the three carers alone chose the last action but one, and four others the last.
    """
    give_members()
    with transaction() as session:
        row = make_consultation(session).id
        day = clock.today()
        for bassin, profile, language, n in (
            ("nord", "inhabitant", "fr", 31),
            ("nord", "inhabitant", "nl", 6),
            ("nord", "carer", "fr", 3),
            ("sud", "inhabitant", "fr", 20),
            ("sud", "carer", "nl", 2),
        ):
            slot = len(bassin)
            for place in (bassin, "_all"):
                key = {"consultation_id": row, "bassin": place, "profile": profile, "language": language}
                session.add(
                    Participation(**key, day=day, channel="web", questionnaire_version_id=1, slot=slot, n=n)
                )
                session.add_all(
                    BallotTally(**key, question="priorities", picks=picks, slot=slot, n=part)
                    for picks, part in _ballots(profile, n)
                )
        for page, n in ((":sent", 62), ("page_priorities", 3), ("page_profile", 1)):
            session.add(
                PageVisit(
                    consultation_id=row, page=page, what="here", language="fr", channel="web", slot=0, n=n
                )
            )


def _ballots(profile: str, n: int) -> Iterator[tuple[str, int]]:
    rare = " ".join(sorted(ACTIONS[-2:]))
    often = " ".join(sorted(ACTIONS[:2]))
    if profile == "carer":
        yield rare, n
        return
    yield often, n // 2
    yield " ".join(sorted(ACTIONS[2:4])), n - n // 2


@pytest.fixture
def world() -> Callable[[], object]:
    return counted


def shown_numbers(page: str) -> set[int]:
    """Return every whole number that stands in a table, a sentence, a list of figures or a chart."""
    found: set[int] = set()
    cells = r"<td[^>]*>(.*?)</td>|<dd[^>]*>(.*?)</dd>"
    said = r'id="[\w-]+-alt">(.*?)</p>|<p class="lead[^"]*">(.*?)</p>'
    for text in re.findall(f"{cells}|{said}", page, re.DOTALL):
        found |= _whole_numbers(re.sub(r"<[^>]+>", " ", "".join(text)))
    for chart in re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL):
        for trace in json.loads(chart)["data"]:
            if trace["type"] == "bar":
                lengths = trace["x"] if trace.get("orientation") == "h" else trace["y"]
                found |= {n for n in lengths if isinstance(n, int)}
            for over in trace.get("hovertext", []):
                found |= _whole_numbers(over)
    return found


def _whole_numbers(text: str) -> set[int]:
    # Days, shares, and how many lines a chart has, are no counts of people.
    said = re.sub(
        r"\d{1,2}/\d{2}/\d{4}|\d{1,2} \w+ \d{4}|[\d,.]+[\u202f\u00a0 ]?%|\d+ (actions|chiffres)",
        " ",
        unescape(text),
    )
    return {int(n) for n in re.findall(r"\d+", said)}


def test_a_partner_finds_no_small_number_in_any_live_page_chart_or_file(
    database: str,  # noqa: ARG001 - the answers are counted in it
    make_client: Callable[[], TestClient],
) -> None:
    analyst, partner = (sign_in(make_client(), f"{role}@example.be") for role in ("analyst", "partner"))
    seen_by_analyst: set[int] = set()
    for address in LIVE:
        answer = partner.get(address)
        assert answer.status_code == 200, address
        assert not shown_numbers(answer.text) & SMALL, f"{address} shows {shown_numbers(answer.text) & SMALL}"
        # With its total known, the larger part of a row would give the small one away.
        assert 37 not in shown_numbers(answer.text), address
        seen_by_analyst |= shown_numbers(analyst.get(address).text)
    assert {2, 3, 37} <= seen_by_analyst, "the control: these numbers are there to be found"
    for address in FILES:
        lines = partner.get(address).text.splitlines()
        cells = {cell for line in lines for cell in line.split(",")[1:]}
        assert not cells & {"1", "2", "3", "4", "37"}, address
    assert "Vous voyez des chiffres protégés" in unescape(partner.get(LIVE[0]).text)


def test_every_look_at_small_numbers_is_noted_once_a_day_and_forgotten_after_a_year(
    database: str,  # noqa: ARG001 - the answers are counted in it
    make_client: Callable[[], TestClient],
) -> None:
    analyst, partner, admin = (
        sign_in(make_client(), f"{role}@example.be") for role in ("analyst", "partner", "admin")
    )
    address = "/staff/consultations/citoyens"
    for client in (analyst, analyst, partner):
        client.get(address)
        client.get(f"{address}?bassin=nord&table=profile.csv")
    page = admin.get("/staff/looks").text
    rows = [row for row in page.split("<tr>") if "<td>" in row]
    assert len(rows) == 2, "twice on one day is one line, and a partner sees nothing that is noted"
    assert sum("bassin=nord&amp;table=profile.csv" in row for row in rows) == 1
    assert analyst.get("/staff/looks").status_code == 403
    with clock.set_to(clock.now() + timedelta(days=366)):
        assert purge()["looks"] == 2


def test_a_partner_enters_no_room_but_those_of_figures(
    database: str,  # noqa: ARG001 - the members are in it
    make_client: Callable[[], TestClient],
) -> None:
    partner = sign_in(make_client(), "partner@example.be")
    page = partner.get("/staff/").text
    for address in ("/staff/meetings", "/staff/funnels", "/staff/requests", "/staff/minutes"):
        assert f'href="{address}"' not in page
        assert partner.get(address).status_code == 403
    assert 'href="/staff/consultations"' in page
