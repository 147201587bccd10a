"""Who answered beside who lives here, as an analyst and as a facilitator see it, in both languages."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.analysis.panels import Panel, panel_named
from app.analysis.representation import Representation, representation_page
from app.analysis.sight import EVERYTHING, PROTECTED, Sight
from app.analysis.statistics.raking import LOWEST, Margin, rake
from app.analysis.subjects import subject_of
from app.consultations.models import Consultation
from app.consultations.progress import progress
from app.consultations.queries import view
from app.consultations.start import start_draft
from app.consultations.steps import steps
from app.db import transaction
from app.kit.localized import Lang
from app.territory.queries import all_bassins
from tests.factories.answers import make_consultation
from tests.factories.crowd import give_answers
from tests.factories.populations import BASSINS, give_population
from tests.factories.voices import citizen, professional

PEOPLE = {"nord": 22, "nord-est": 12, "sud-est": 6, "sud": 10, "centre-ouest": 10}
AGES = {"18-29": 300_000, "30-44": 300_000, "60-74": 250_000, "0-12": 150_000}


def crowd() -> list[dict[str, Any]]:
    """Sixty people with a bassin and three without; the seventh of each ten writes in Dutch."""
    found: list[dict[str, Any]] = []
    for bassin, n in PEOPLE.items():
        for number in range(n):
            picks = ("helpdesk", "outreach") if bassin == "nord" else ("coming-home", "no-wrong-door")
            language = "nl" if number % 10 == 6 else "fr"
            age = {"age": "18-29" if number % 2 else "30-44"} if number % 4 else {}
            found.append({**citizen(bassin, *picks), **age, "language": language})
    return [*found, *[citizen("unknown", "helpdesk")] * 3]


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        yield session


@pytest.fixture
def consultation(session: Session) -> Consultation:
    return make_consultation(session)


def shown(
    session: Session, consultation: Consultation, lang: Lang = "fr", sight: Sight = EVERYTHING,
    visible: list[str] | None = None,
) -> Representation:  # fmt: skip
    session.flush()
    bassins = {one.code: one.name for one in all_bassins(session)}
    return representation_page(
        session, subject_of(session, view(consultation)), lang=lang, sight=sight, bassins=bassins,
        visible=list(bassins) if visible is None else visible,
    )  # fmt: skip


def panel(found: Representation, key: str) -> Panel:
    one = panel_named(found.panels, key)
    assert one is not None, [each.key for each in found.panels]
    return one


def test_shares_stand_beside_those_of_the_population_and_who_is_missing_is_named(
    session: Session, consultation: Consultation
) -> None:
    give_population(session, invented=True)
    give_population(session, "age_band", AGES)
    give_answers(session, consultation, crowd())
    found = shown(session, consultation)
    places = panel(found, "bassin")
    shares = {code: line.values for code, line in zip(BASSINS, places.lines, strict=True)}
    assert list(shares["nord"][:2]) == pytest.approx([22, 22 / 60])
    assert shares["nord"][3] == pytest.approx(200 / 1200)
    assert shares["nord"][4] == pytest.approx(22 / 60 - 200 / 1200)
    assert places.lines[0].cells[4:] == ("+20", "plus")
    assert "60 sur 63" in places.basis
    assert "1\u202f200\u202f000 habitant·es" in places.basis
    for said in ("Institut d’essai, 2024.", "exemple fictif", "3 réponses sont laissées de côté"):
        assert said in places.note
    ages = panel(found, "age-band")
    assert [line.label for line in ages.lines] == ["De 18 à 29 ans", "De 30 à 44 ans", "De 60 à 74 ans"]
    assert ages.lines[2].cells[-1] == "moins"
    assert "0-12" in ages.note, "what the questionnaire does not offer is said and is in no share"
    assert sum(line.values[3] or 0 for line in ages.lines) == pytest.approx(1)
    assert found.beside.lead == (
        "Un groupe manque nettement\u00a0: De 60 à 74 ans (0\u202f% des réponses, 29\u202f% des habitant·es)."
    )
    dutch = shown(session, consultation, "nl")
    assert "60 tot 74 jaar (0% van de antwoorden, 29% van de inwoners)" in dutch.beside.lead
    assert panel(dutch, "bassin").lines[0].cells[-1] == "meer"


def test_whoever_may_not_see_small_numbers_cannot_work_them_out(
    session: Session, consultation: Consultation
) -> None:
    """Two are old and seven did not say their age: the seven, or a base without them, would tell the two."""
    give_population(session)
    give_population(session, "age_band", AGES)
    ages = ["18-29"] * 30 + ["30-44"] * 22 + ["60-74"] * 2
    answers = [{**citizen("nord", "helpdesk"), "age": age} for age in ages]
    nameless = [citizen("sud", "helpdesk")] * 4 + [citizen("unknown", "helpdesk")] * 3
    give_answers(session, consultation, [*answers, *nameless])
    found = shown(session, consultation, sight=PROTECTED, visible=["nord", "sud"])
    by_age = panel(found, "age-band")
    assert [line.values[0] for line in by_age.lines] == [30, 22, None]
    assert "61 sur 61" in by_age.basis
    assert "laissées de côté" not in by_age.note
    assert "Un tiret" in by_age.note
    places = panel(found, "bassin")
    assert [line.label for line in places.lines] == ["Bassin Nord", "Bassin Sud"]
    assert places.lines[1].cells[0] == "–"
    assert "61 sur 61" in places.basis
    for one in found.panels:
        assert all(n is None or n == 0 or n >= 5 for line in one.lines for n in line.values[:1]), one.key
    assert found.weighted is not None
    assert found.weighted.panel is None
    assert "analystes" in found.weighted.sentence


def test_weights_are_those_of_the_joint_counts_and_stand_beside_the_shares_as_answered(
    session: Session, consultation: Consultation
) -> None:
    give_population(session)
    give_answers(session, consultation, crowd())
    found = shown(session, consultation)
    assert found.weighted is not None
    table = found.weighted.panel
    assert table is not None
    base = sum(PEOPLE.values()) + 3
    lines = {line.label: line.values for line in table.lines}
    helpdesk = lines["Helpdesk pour situations complexes"]
    assert list(helpdesk[:2]) == pytest.approx([25, 25 / base])
    # People without a bassin keep their share; the rest is divided as the population is.
    assert helpdesk[2] == pytest.approx(3 / base + (1 - 3 / base) * 200 / 1200, abs=1e-5)
    counts = [*PEOPLE.values(), 3]
    targets = {code: (1 - 3 / base) * n / 1_200_000 for code, n in BASSINS.items()} | {"": 3 / base}
    raked = rake(counts, [Margin([*PEOPLE, ""], targets)])
    assert f"{int(raked.effective)} personnes" in table.basis
    assert raked.effective < base
    assert min(raked.weights) > LOWEST
    assert "les mêmes actions viennent en tête" in found.weighted.sentence
    assert "points" in found.weighted.sentence


def test_where_nothing_can_be_weighted_or_compared_a_sentence_says_why(
    session: Session, consultation: Consultation
) -> None:
    empty = shown(session, consultation)
    assert "Aucun chiffre publié" in empty.beside.lead
    assert empty.way.lead == "Personne n’a encore commencé."
    give_population(session)
    nobody = shown(session, consultation)
    assert (nobody.beside.lead, nobody.panels) == ("Pas encore de réponse.", ())
    assert nobody.weighted is not None
    assert nobody.weighted.sentence == "Rien n’est pondéré\u00a0: personne n’a encore choisi d’action."
    give_answers(session, consultation, [citizen("nord", "helpdesk")])
    one = shown(session, consultation)
    assert [line.cells[-1] for line in panel(one, "bassin").lines] == ["pas net"] * 5
    hidden = shown(session, consultation, sight=PROTECTED)
    assert hidden.panels == ()
    assert hidden.beside.lead == "Rien ici ne peut être comparé aux chiffres publiés."
    assert hidden.beside.notes == ("Par bassin\u00a0: trop peu de réponses pour comparer.",)
    give_answers(session, consultation, [citizen("nord", "helpdesk")] * 40, first=2)
    alike = shown(session, consultation)
    assert alike.weighted is not None
    assert "personne n’a choisi d’action (Bassin Nord-Est" in alike.weighted.sentence
    give_population(session, "commune", {"mars": 3, "venus": 4})
    give_population(session, "profile", {"inhabitant": 3, "beneficiary": 4})
    odd = shown(session, consultation, "nl")
    assert "Per gemeente: niet vergeleken" in odd.beside.notes[0]
    assert panel(odd, "profile").lines[1].cells[0] == "0"

    workers = make_consultation(session, "professionnels")
    give_answers(session, workers, [professional(["nord", "sud"], "helpdesk")] * 40, first=100)
    work = shown(session, workers)
    assert "Personne n’a publié combien" in work.beside.lead
    assert "jamais pondérées" in work.beside.lead
    assert work.weighted is None
    give_population(session, audience="professionals")
    several = shown(session, workers)
    assert "comme un seul choix" in several.beside.notes[0]


def test_margins_that_contradict_the_answers_are_said_and_nothing_is_weighted(
    session: Session, consultation: Consultation
) -> None:
    """Whoever lives in the north writes French and everybody else Dutch: no weight meets both margins."""
    give_population(session, counts={"nord": 50, "sud": 50})
    give_population(session, "language", {"fr": 80, "nl": 20})
    north = [{**citizen("nord", "helpdesk"), "language": "fr"}] * 20
    south = [{**citizen("sud", "outreach"), "language": "nl"}] * 20
    give_answers(session, consultation, [*north, *south])
    found = shown(session, consultation)
    assert found.weighted is not None
    assert found.weighted.panel is None
    assert "aucune pondération n’amène ces réponses" in found.weighted.sentence


def test_the_way_is_what_one_counts_by_hand(session: Session, consultation: Consultation) -> None:
    """Ten send on the web, five on paper in Dutch, two stay at the first page: so each step has this many."""
    papers = [{**citizen("sud", "helpdesk"), "channel": "paper", "language": "nl"}] * 5
    give_answers(session, consultation, [*[citizen("nord", "helpdesk")] * 10, *papers])
    for _ in range(2):
        start_draft(session, consultation, "fr")
    session.flush()
    way = {step.name: step for step in steps(session, view(consultation))}
    by_hand: dict[str, Counter[tuple[str, str]]] = {
        ":begun": Counter({("fr", "web"): 12, ("nl", "paper"): 5}),
        "page_commune": Counter({("fr", "web"): 12, ("nl", "paper"): 5}),
        "page_bassin": Counter({("fr", "web"): 10, ("nl", "paper"): 5}),
        "page_obstacles": Counter(),
        "page_priorities": Counter({("fr", "web"): 10, ("nl", "paper"): 5}),
        ":check": Counter({("fr", "web"): 10, ("nl", "paper"): 5}),
        ":sent": Counter({("fr", "web"): 10, ("nl", "paper"): 5}),
    }
    assert {name: way[name].came for name in by_hand} == by_hand
    assert [name for name, step in way.items() if not step.for_all] == ["page_obstacles", "page_helpers"]
    known = progress(session, view(consultation))
    assert {stop.name: stop.came for stop in known.stops} == {
        name: step.total for name, step in way.items() if name not in {":begun", ":sent"}
    }
    found = shown(session, consultation)
    assert found.way.lead == (
        "Sur les 17 réponses commencées, 88\u202f% ont été envoyées."
        " Sur le web\u00a0: 83\u202f% et Sur papier\u00a0: 100\u202f%."
    )
    lines = {line.label: line for line in panel(found, "steps").lines}
    assert list(lines["Votre bassin"].values) == pytest.approx([15, 15 / 17, 15 / 17])
    assert lines["Les difficultés"].values == (0, 0.0, None)
    assert lines["Vos deux idées"].values[2] == pytest.approx(1)
    channels = panel(found, "steps-by-channel")
    assert channels.columns == ("Sur le web", "Sur papier")
    assert channels.lines[2].cells == ("10 (83\u202f%)", "5 (100\u202f%)")
    hidden = shown(session, consultation, sight=PROTECTED)
    assert hidden.way.panels == ()
    assert "masqué" in hidden.way.lead, "two who stopped are a few: neither they nor the sum may be had"
