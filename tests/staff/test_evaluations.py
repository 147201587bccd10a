"""The page on which the team reads what people said of the meetings they were at."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.analysis.evaluation_across import evaluations_across
from app.analysis.evaluation_board import evaluation_board
from app.analysis.evaluations import evaluations_of
from app.db import reading, transaction
from app.kit import clock
from app.meetings.models import Meeting
from tests.factories.answers import answer, make_consultation
from tests.meetings.factories import AFTER, FORM, make_meeting
from tests.staff.world import give_members, sign_in
from tests.support.house import give_a_breaking_version

ITEMS = ("welcome", "facilitation", "expression", "language", "usefulness")


def evaluated(session: Session, code: str, said: Sequence[str], bassin: str | None = "nord") -> Meeting:
    """Make a meeting at whose evaluation each of `said` answers the same to every point."""
    meeting = make_meeting(session, code=code, bassin_code=bassin)
    name = f"evaluation-{code}"
    meeting.evaluation_id = make_consultation(session, "evaluation", code=name).id
    for number, step in enumerate(said):
        answers = dict.fromkeys(ITEMS, step) | {"usefulness": "5" if number else "4"}
        answer(session, name, "nl" if number % 2 else "fr", answers | {"improve": "Un mot de trop."})
    return meeting


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_handful_said_is_told_within_the_bassins_total_alone(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    with clock.set_to(AFTER), transaction() as session:
        evaluated(session, "large", ["5"] * 6 + ["1"])
        evaluated(session, "middle", ["4"] * 5)
        give_a_breaking_version(session)
        few = evaluated(session, "few", ["2", "5"])
        evaluated(session, "silent", [])
        evaluated(session, "region", ["3"], bassin=None)
        assert few.evaluation_id is not None
    with clock.set_to(FORM.ends_at), reading() as session:
        assert {each.state for each in evaluations_of(session, "nord").meetings} == {"wait"}, "not that day"
    with clock.set_to(FORM.ends_at + timedelta(days=1)), reading() as session:
        found = evaluations_of(session, "nord")
        assert {each.code: (each.state, each.answers) for each in found.meetings} == {
            "large": ("alone", 7), "middle": ("within", None), "few": ("within", None), "silent": ("none", 0),
        }  # fmt: skip
        assert (found.answers, found.evaluated) == (14, 3)
        items = {item.name: item for item in found.items}
        welcome = items["welcome"]
        assert welcome.pooled.total is not None
        assert (welcome.pooled.total.base, dict(welcome.pooled.total.options)) == (
            14, {"1": 1, "2": 1, "3": 0, "4": 5, "5": 7, "no_opinion": 0},
        )  # fmt: skip
        assert [found.counted[place].code for place in welcome.pooled.alone] == ["large"]
        assert "expression_help" not in items or items["expression_help"].pooled.total is None
        assert evaluation_board(session, "nord", lang="fr", by_meeting=True).lead == (
            "14 personnes ont évalué 3 rencontres\u00a0: c’est avec"
            " «\u00a0Cette rencontre m’a été utile\u00a0» qu’elles sont le plus souvent d’accord (14 sur 14,"
            " soit 100\u202f%), et avec «\u00a0L’accueil et l’organisation étaient bons\u00a0» le moins"
            " souvent (12 sur 14, soit 86\u202f%)."
        )
        region = evaluation_board(session, "region", lang="nl", by_meeting=True)
        assert region.lead.startswith("Tot nu toe minder dan vijf")
        assert not region.panels
        names = {"nord": "Nord", "sud": "Sud", "region": "Région"}
        across = evaluations_across(session, names, visible=["sud"], lang="fr")
        assert across.answers == 14, "one person of the Region would be seen beside the bassin"
        assert "Nord" not in across.panels[0].columns, "it is for those of that bassin"
        assert all(panel.total for panel in across.panels[1:])
    with clock.set_to(AFTER + timedelta(days=1)):
        nord = sign_in(make_client(), "nord@example.be")
        page = nord.get("/staff/evaluations")
        assert "14 personnes" in page.text
        assert "Un mot de trop" not in page.text
        for place, status in (("nord", 200), ("sud", 403), ("region", 403), ("nope", 404)):
            assert nord.get(f"/staff/evaluations?bassin={place}").status_code == status
        assert "14 personnes" in nord.get("/staff/evaluations/across").text
        file = nord.get("/staff/evaluations?bassin=nord&table=item-welcome.csv")
        assert file.text.splitlines()[1].endswith(",1,0,0,0,6,0,7"), "the meeting that stands alone"
        assert nord.get("/staff/evaluations/across?table=nope.csv").status_code == 404
        whole = sign_in(make_client(), "admin@example.be").get("/staff/evaluations?bassin=region").text
        assert "Moins de cinq réponses" in whole
        assert "data-chart" not in whole
        partner = sign_in(make_client(), "partner@example.be").get("/staff/evaluations?bassin=nord").text
        assert "14 personnes" in partner
        assert "large" not in partner, "whoever pays for the meetings sees bassins, not single meetings"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_that_somebody_was_led_to_a_question_is_not_told_where_the_question_before_is_hidden() -> None:
    helped = {"expression_help": ["time"]}
    with clock.set_to(AFTER), transaction() as session:
        evaluated(session, "large", ["5", "5", "4", "3"])
        for help_wanted in ("time", "time", "words", "rounds", "writing", "time"):
            said = {"expression": "2", "expression_help": [help_wanted]}
            answer(session, "evaluation-large", "fr", said)
        few = evaluated(session, "few", ["5", "5", "5"], bassin="sud")
        answer(session, "evaluation-few", "fr", {"expression": "1"} | helped)
        for number in range(3):
            answer(session, "evaluation-few", "fr", {"welcome": str(1 + number)})
        assert few.bassin_code == "sud"
    with clock.set_to(FORM.ends_at + timedelta(days=1)), reading() as session:
        board = evaluation_board(session, "sud", lang="fr", by_meeting=True)
        names = {"nord": "Nord", "sud": "Sud"}
        across = evaluations_across(session, names, visible=list(names), lang="fr")
    assert board.answers == 7
    told = [label for label, _reason in board.withheld]
    assert "J’ai pu dire ce que je voulais dire." in told, "four people answered it"
    assert not [label for label in told if label.startswith("Qu’est-ce qui")]
    notes = {panel.key: panel.note for panel in across.panels}
    assert "Sud" in notes["item-expression"]
    assert "Sud" not in notes["item-expression-help"]
