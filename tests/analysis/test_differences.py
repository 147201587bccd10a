"""What the pages on differences say, beside a count of the answers themselves."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.analysis.differences import (
    Differences,
    Reader,
    Wish,
    consultation_differences,
    programme_differences,
)
from app.analysis.sight import EVERYTHING, PROTECTED
from app.analysis.subjects import subject_of
from app.consultations.models import Consultation
from app.consultations.queries import consultation_view
from app.db import reading, transaction
from app.kit.localized import Lang
from app.questionnaires.mapping import Fates
from app.territory.queries import all_bassins
from tests.factories.answers import make_consultation
from tests.factories.crowds import count_crowd
from tests.factories.versions import open_first, publish
from tests.factories.voices import ACTIONS, PROGRAMME, citizen, professional
from tests.questionnaires.books import SET, book, options, row
from tests.support.statements import statements

Crowd = list[tuple[Lang, dict[str, Any]]]
NORD_WANTS = "helpdesk"


def crowd_of_citizens(seed: int = 3) -> Crowd:
    """Sixty people of Nord, who mostly want the help desk, and two hundred of the other bassins."""
    chance = Random(seed)  # noqa: S311 - invented answers, the same at each run
    found: Crowd = []
    for number in range(260):
        place = "nord" if number < 60 else chance.choice(("nord-est", "sud-est", "sud", "centre-ouest"))
        first = NORD_WANTS if place == "nord" and chance.random() < 0.7 else chance.choice(ACTIONS)
        second = chance.choice([one for one in ACTIONS if one != first])
        said = citizen(place, first, second, profile=chance.choice(("inhabitant", "carer")))
        said["looked_for_help"], said["found_help"] = chance.choice((("yes", "yes"), ("no", "")))
        said["helpers"] = chance.sample(("family", "doctor", "nurse", "school"), chance.choice((1, 2)))
        found.append((chance.choice(("fr", "fr", "nl")), said))
    return found


def asked(session: Session, code: str = "citoyens", *, protects: bool = False, **wish: str) -> Differences:
    """Return the page as an analyst sees it, or as a facilitator of Nord does."""
    bassins = {view.code: view.name for view in all_bassins(session)}
    reader = Reader(
        PROTECTED if protects else EVERYTHING, "fr", bassins, ["nord"] if protects else [*bassins]
    )
    subject = subject_of(session, consultation_view(session, code))
    return consultation_differences(session, subject, Wish(**wish), reader=reader)


def lines(found: Differences) -> Mapping[str, tuple[str, ...]]:
    (panel,) = found.panels
    return {line.label: line.cells for line in panel.lines}


def test_what_differs_in_a_bassin_stands_out_with_the_numbers_of_a_recount(database: str) -> None:  # noqa: ARG001
    crowd = crowd_of_citizens()
    with transaction() as session:
        make_consultation(session, "citoyens")
        count_crowd(session, "citoyens", crowd)
    with reading() as session:
        with statements() as made:
            every = asked(session)
        assert len(made) <= 10
        nord = asked(session, bassin="nord")
        rest = [asked(session, bassin=code) for code in ("nord-est", "sud-est", "sud", "centre-ouest")]
        by_language = asked(session, between="languages", question="helpers")
        help_sought = asked(session, between="bassins", question="looked_for_help", bassin="sud")
    mine = [said for _lang, said in crowd if said["bassin"] == "nord"]
    others = [said for _lang, said in crowd if said["bassin"] != "nord"]
    k1, k2 = (sum(NORD_WANTS in said["priorities"] for said in group) for group in (mine, others))
    (panel,) = nord.panels
    helpdesk = next(line for line in panel.lines if line.values and line.cells[5].startswith("ressort"))
    assert helpdesk.values[:3] == (k1 / 60, k2 / 200, round(100 * (k1 / 60 - k2 / 200), 2))
    assert f"({k1})" in helpdesk.cells[0]
    assert "Bassin Nord 60, Toutes les autres réponses 200" in panel.basis
    assert nord.sentences[0].startswith("Entre «\u00a0Bassin Nord\u00a0» et")
    assert "ressort" in every.sentences[0]
    assert "Bassin Nord, «\u00a0Helpdesk" in every.sentences[0]
    # What stands out is the same whether one bassin is looked at or all of them.
    marked = {
        (line.label, place)
        for line in every.panels[0].lines
        for place, cell in enumerate(line.cells)
        if "★" in cell
    }
    one_by_one = {
        (label, place)
        for place, one in enumerate([nord, *rest])
        for label, cells in lines(one).items()
        if "★" in cells[5]
    }
    assert marked == one_by_one
    # A question with several answers is tested option by option, and says so.
    assert "Fisher" in by_language.panels[0].stability
    assert "le même bassin et le même profil" in by_language.panels[0].stability
    french = [said for lang, said in crowd if lang == "fr" and said["looked_for_help"] == "yes"]
    doctor = sum("doctor" in said["helpers"] for said in french)
    assert any(f"({doctor})" in cells[0] for cells in lines(by_language).values())
    assert "seul un écart d’au moins" in help_sought.panels[0].stability
    assert len(lines(help_sought)) == 3


@pytest.mark.parametrize("backend", ["sqlite"])
def test_somebody_who_acts_in_several_bassins_is_one_person_among_everybody_else(database: str) -> None:  # noqa: ARG001
    chance = Random(5)  # noqa: S311 - invented answers
    places = [["nord"], ["nord", "sud"], ["sud", "sud-est"]]
    crowd: Crowd = [
        (("fr", "nl")[number % 2], professional(places[number % 3], *chance.sample(ACTIONS, 2)))
        for number in range(90)
    ]
    with transaction() as session:
        make_consultation(session, "professionnels")
        count_crowd(session, "professionnels", crowd)
    with reading() as session:
        nord = asked(session, "professionnels", bassin="nord")
        everywhere = asked(session, "professionnels", between="languages")
        inside = asked(session, "professionnels", between="languages", bassin="sud")
    assert "Bassin Nord 60, Toutes les autres réponses 30" in nord.panels[0].basis
    assert "45" in everywhere.panels[0].basis
    assert any("agissent dans plusieurs bassins" in note for note in everywhere.notes)
    assert "le même profil" in everywhere.panels[0].stability
    assert "le même bassin" not in everywhere.panels[0].stability
    assert not any("agissent dans plusieurs bassins" in note for note in inside.notes)
    assert "Réponses en français 30" in inside.panels[0].basis


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_sees_no_small_numbers_sees_none_in_the_chart_the_words_or_the_table(database: str) -> None:  # noqa: ARG001
    crowd: Crowd = [
        ("fr", citizen("nord", ACTIONS[n % 2], "outreach" if n < 3 else ACTIONS[5 + n % 2]))
        for n in range(60)
    ]
    crowd += [("fr", citizen("sud", ACTIONS[n % 2], ACTIONS[2 + n % 7])) for n in range(61)]
    with transaction() as session:
        make_consultation(session, "citoyens")
        count_crowd(session, "citoyens", crowd)
    with reading() as session:
        seen, open_to_us = asked(session, protects=True), asked(session, bassin="nord")
    assert seen.places == (("nord", "Bassin Nord"),)
    assert seen.wish.bassin == "nord"
    assert "(3)" in str(open_to_us.panels)
    (panel,) = seen.panels
    few = next(
        line
        for line, other in zip(panel.lines, open_to_us.panels[0].lines, strict=True)
        if "(3)" in other.cells[0]
    )
    assert few.cells == ("–", "–", "–", "–", "–", "masqué")
    assert few.values == (None,) * 6
    assert few.label not in panel.alt
    assert panel.figure is not None
    # Shares are whole per cents, and intervals follow from these alone.
    for line in panel.lines:
        assert all(value is None or round(100 * value, 6) % 1 == 0 for value in line.values[:2])
    with reading() as session:
        small = asked(session, protects=True, between="languages", bassin="nord")
    assert small.sentences == ("Un seul des groupes a répondu\u00a0: il n’y a encore rien à comparer.",)
    assert small.unknown, "bassin, language and answer are three dimensions"
    with transaction() as session:
        # Whoever did not choose what all others chose would be told by its share.
        make_consultation(session, "citoyens", code="alike")
        count_crowd(
            session, "alike", [("fr", citizen("nord", "helpdesk", ACTIONS[n % 2])) for n in range(50)]
        )
        count_crowd(
            session, "alike", [("fr", citizen("sud", *ACTIONS[n % 8 : n % 8 + 2])) for n in range(50)]
        )
    with reading() as session:
        alike = asked(session, "alike", protects=True)
    assert alike.sentences == (
        "Les chiffres diraient ce que quelques personnes ont répondu\u00a0: ils sont masqués.",
    )
    assert {line.values for line in alike.panels[0].lines} == {(None,) * 6}
    with reading() as session:
        bassins = {view.code: view.name for view in all_bassins(session)}
        partner = Reader(PROTECTED, "fr", bassins, [*bassins])
        subject = subject_of(session, consultation_view(session, "citoyens"))
        region = consultation_differences(session, subject, Wish(bassin="nord"), reader=partner)
    assert not region.places, "who sees every bassin could subtract them all"
    assert [code for code, _name in region.comparisons] == ["languages"]
    assert alike.panels[0].figure is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_odd_set_of_answers_has_its_sentence(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        for number in range(6):
            make_consultation(session, "citoyens", code=f"c{number}")
        count_crowd(session, "c1", [("fr", citizen("nord", "helpdesk"))])
        count_crowd(session, "c2", [("fr", citizen("nord")), ("nl", citizen("sud"))] * 10)
        count_crowd(
            session, "c3", [("fr", citizen(place, "helpdesk", "outreach")) for place in ("nord", "sud") * 20]
        )
        count_crowd(session, "c4", [("fr", citizen("nord", *ACTIONS[n % 8 : n % 8 + 2])) for n in range(30)])
        count_crowd(session, "c4", [("nl", citizen("nord", "helpdesk"))])
        count_crowd(session, "c5", [("fr", citizen("unknown", "helpdesk")) for _ in range(30)])
    with reading() as session:
        nobody = "Personne n’a encore répondu ici à cette question."
        assert asked(session, "c0").sentences == (nobody,)
        assert asked(session, "c0", between="languages", bassin="nord").sentences == (nobody,)
        assert asked(session, "c2").sentences == (nobody,), "all blank"
        one = asked(session, "c1")
        only_one = "Un seul des groupes a répondu\u00a0: il n’y a encore rien à comparer."
        assert one.sentences == (only_one,)
        same = asked(session, "c3", bassin="nord")
        assert "toutes peuvent être dues au hasard" in same.sentences[0]
        assert {cells[2] for cells in lines(same).values()} == {"0"}
        lonely = asked(session, "c4", between="languages")
        assert lonely.sentences == ("Trop peu de personnes ont répondu pour dire ce qui ressort.",)
        assert {cells[5] for cells in lines(lonely).values()} == {"trop peu"}
        assert any("Réponses en néerlandais" in note and "moins de 10" in note for note in lonely.notes)
        assert asked(session, "c4", bassin="sud").sentences == (only_one,)
        assert asked(session, "c5").sentences == (only_one,)
        # Unknown words of an address show something else, and say so.
        odd = asked(session, "c3", question="x", between="y", bassin="z")
        assert odd.unknown
        assert odd.wish == asked(session, "c3").wish
        for found in (one, same, lonely):
            assert not re.search(r"\b(nan|inf)\b", str(found.panels))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_citizens_and_professionals_stand_side_by_side_over_the_question_they_share(database: str) -> None:  # noqa: ARG001
    with transaction() as session:
        make_consultation(session, "citoyens")
        make_consultation(session, "professionnels")
        count_crowd(session, "citoyens", crowd_of_citizens())
        crowd: Crowd = [("fr", professional(["nord"], "outreach", ACTIONS[n % 8])) for n in range(80)]
        count_crowd(session, "professionnels", crowd)
    with reading() as session:
        bassins = {view.code: view.name for view in all_bassins(session)}
        reader = Reader(EVERYTHING, "nl", bassins, [*bassins])
        found = programme_differences(session, PROGRAMME, Wish(), reader=reader)
        inside = programme_differences(session, PROGRAMME, Wish(bassin="nord"), reader=reader)
        empty = programme_differences(session, "ets-2023", Wish(), reader=reader)
    assert [name for name, _label in found.questions] == ["priorities"], "the obstacles are not the same list"
    assert "Burgers 260, Professionals 80" in found.panels[0].basis
    assert "Toestappen op wie geïsoleerd leeft" in found.sentences[0]
    assert "dezelfde zorgzone" in found.panels[0].stability
    assert "Burgers 60, Professionals 80" in inside.panels[0].basis
    assert not empty.questions
    assert not empty.panels


@pytest.mark.parametrize("backend", ["sqlite"])
def test_rounds_are_compared_under_the_names_that_questions_and_options_have_now(database: str) -> None:  # noqa: ARG001
    old = [row("select_one xs", "hue"), row("select_multiple ys", "needs")]
    new = [row("select_multiple ys", "needs"), row("select_one xs", "tint")]
    fates = Fates(
        {"hue": "tint"},
        {"hue": {"red": "crimson", "grey": None}, "needs": {"time": None}},
        {"hue": {"red": "crimson"}},
    )
    with transaction() as session:
        first = open_first(session)
        ys = options("ys", ["desk", "money"])
        choices = [*options("xs", ["red", "green", "grey"]), *options("ys", ["desk", "money", "time"])]
        first.questionnaire_version_id = publish(session, book(old, choices)).id
        session.flush()
        reds: Crowd = [
            ("fr", {"hue": "red" if n < 30 else "green", "needs": ["desk", "time"]}) for n in range(40)
        ]
        count_crowd(session, first.code, [*reds, ("nl", {"hue": "grey", "needs": ["time"]})])
        version = publish(
            session, book(new, [*options("xs", ["green", "crimson"]), *ys], {**SET, "version": "3"})
        )
        version.fates = fates.to_json()
        names = [column.name for column in Consultation.__table__.columns if column.name != "id"]
        second = Consultation(**{name: getattr(first, name) for name in names})
        second.code, second.questionnaire_version_id = "second", version.id
        second.opens_at, second.closes_at = first.closes_at, first.closes_at.replace(year=2024)
        session.add(second)
        session.flush()
        # Ten people had answered before the questionnaire changed.
        second.questionnaire_version_id = first.questionnaire_version_id
        session.flush()
        count_crowd(session, "second", [("fr", {"hue": "red", "needs": ["money"]})] * 10)
        second.questionnaire_version_id = version.id
        session.flush()
        count_crowd(session, "second", [("nl", {"tint": "green", "needs": ["desk"]})] * 30)
    with reading() as session:
        colour = asked(session, "second", question="tint", between=f"with-{first.code}")
        needs = asked(session, "second", question="needs", between=f"with-{first.code}")
    assert lines(colour)["crimson"][:2] == ("25\u00a0% (10)", "73\u00a0% (30)")
    assert any("Une réponse nomme un choix d’une version plus ancienne" in note for note in colour.notes)
    assert any("Personne ne sait qui a répondu les deux fois" in note for note in colour.notes)
    assert lines(needs)["desk"][1] == "98\u00a0% (40)"
    assert any("41 réponses nomment" in note for note in needs.notes)
