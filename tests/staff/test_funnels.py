"""The pages on which the team reads a funnel."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.db import transaction
from app.kit import clock
from app.kit.localized import Lang
from app.meetings.funnel import NOTHING, Funnel, Step
from app.staff.funnel_words import sentence
from tests.meetings.factories import AFTER
from tests.meetings.test_funnel import Trace, World, put_into
from tests.staff.world import give_members, sign_in

SCHOOL = Funnel(265, Step(146, 146, 265), Step(116, 116, 146), Step(22, 22, 116), Step(47, 47, 116))
HERE = "/staff/funnels?programme=adc-2022-2023"
MIXED = Funnel(10, Step(12, 8, 10), Step(5, 4, 12), Step(0, 0, 5), Step(0, 0, 0))
LATE = Funnel(2, Step(2, 0, 2), Step(1, 0, 2), Step(0, 0, 1), Step(0, 0, 0))
ONE = Funnel(1, Step(0, 0, 1), Step(0, 0, 0), Step(0, 0, 0), Step(0, 0, 0))


TOLD: list[tuple[Lang, Funnel, str]] = [
    (
        "fr",
        SCHOOL,
        """265 personnes ont été invitées, 146 ont confirmé (55\u202f%), 116 sont venues (79\u202f% des
        personnes confirmées), dont 22 avec un savoir d’expérience (19\u202f%) et 47 à toutes les journées
        (41\u202f%).""",
    ),
    (
        "nl",
        SCHOOL,
        """265 mensen werden uitgenodigd, 146 van hen bevestigden (55%), 116 kwamen (79% van wie bevestigde),
        onder wie 22 met ervaringskennis (19%) en 47 op alle dagen (41%).""",
    ),
    (
        "fr",
        MIXED,
        """10 personnes ont été invitées, 12 ont confirmé, dont 8 sur invitation (80\u202f% des personnes
        invitées), 5 sont venues, dont 4 après avoir confirmé (33\u202f% des personnes confirmées).""",
    ),
    ("nl", ONE, "1 persoon werd uitgenodigd, nog niemand heeft bevestigd."),
    (
        "nl",
        LATE,
        "2 mensen werden uitgenodigd, 2 bevestigden zonder uitnodiging, 1 kwam zonder te bevestigen.",
    ),
    ("fr", NOTHING, "Personne n’a encore été invité ni ne s’est inscrit."),
]


@pytest.mark.parametrize(("lang", "found", "said"), TOLD)
def test_a_funnel_is_told_in_one_sentence_of_either_language(lang: Lang, found: Funnel, said: str) -> None:
    assert sentence(found, lang) == re.sub(r"\n +", " ", said)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_programme_is_shown_whole_to_who_sees_the_region_and_by_bassin_to_a_facilitator(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    there = [
        Trace(n, n % 2, invited=True, status="confirmed", walk_in=False, profile="carer", present=(True,))
        for n in range(7)
    ]
    with transaction() as session:
        put_into(session, World((("nord", 1), (None, 1)), tuple(there)))
    with clock.set_to(AFTER):
        whole = sign_in(make_client(), "analyst@example.be").get(HERE).text
        part = sign_in(make_client(), "nord@example.be").get(HERE).text
        nothing = sign_in(make_client(), "sud@example.be").get("/staff/funnels?programme=nope")
    assert "7 personnes ont été invitées" in whole
    assert "personnes ont été invitées" not in part
    assert "4 de 4" not in whole
    assert whole.count("bassin-tag") > part.count("bassin-tag") > 0
    assert nothing.status_code == 404
