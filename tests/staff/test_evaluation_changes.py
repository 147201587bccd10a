"""What was changed after evaluations: written in two languages, public as a whole, and followed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.analysis.evaluation_changes import followed, moved
from app.analysis.statistics.pooling import Counted
from app.db import reading, transaction
from app.kit import clock
from app.meetings.changes.queries import change_of
from app.meetings.changes.write import ChangeWish, write_change
from tests.factories.answers import answer, make_consultation
from tests.meetings.factories import AFTER, FORM, make_meeting
from tests.staff.world import both, give_members, sign_in

NEW = "/staff/evaluations/changes/new"
DAY = clock.local(FORM.starts_at).date()
WHOLE = {
    "bassin": "nord",
    "heard.fr": "Le résumé venait trop tard.",
    "heard.nl": "De samenvatting kwam te laat.",
    "changed.fr": "Un résumé tous les quarts d’heure.",
    "changed.nl": "Om het kwartier een samenvatting.",
    "decided_on": DAY.isoformat(),
    "item": "language",
    "meetings": "before",
}


def evaluated(session: Session, code: str, days: int, said: str) -> None:
    """Hold a meeting some days after the first one; each letter is what somebody answers on language."""
    meeting = make_meeting(session, code=code, bassin_code="nord")
    meeting.starts_at += timedelta(days=days)
    meeting.ends_at += timedelta(days=days)
    meeting.evaluation_id = make_consultation(session, "evaluation", code=f"evaluation-{code}").id
    for step in said:
        answer(session, f"evaluation-{code}", "fr", {"language": step})


def version_in(page: str) -> dict[str, str]:
    """Return the version that a form was filled from, as it is posted."""
    return dict(re.findall(r'name="(version)" value="(\d*)"', page))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_note_is_public_in_both_languages_or_not_at_all(make_client: Callable[[], TestClient]) -> None:
    give_members()
    with clock.set_to(AFTER), transaction() as session:
        evaluated(session, "before", 0, "1122233455")
    with clock.set_to(AFTER + timedelta(days=2)):
        nord, analyst, partner = (
            sign_in(make_client(), f"{name}@example.be") for name in ("nord", "analyst", "partner")
        )
        visitor = make_client()
        assert partner.get(NEW).status_code == 403
        assert nord.post(NEW, data=WHOLE | {"bassin": "sud"}).status_code == 403
        wrong = nord.post(
            NEW,
            data=WHOLE
            | {"decided_on": "2999-01-01", "item": "nope", "meetings": "nope", "heard.nl": "x" * 601},
        )
        assert wrong.status_code == 422
        assert "Un résumé tous les quarts d’heure." in wrong.text, "nothing typed is lost"
        assert "Ce jour n’est pas encore venu" in wrong.text
        for gone in ({"decided_on": ""}, {"changed.fr": "", "changed.nl": ""}):
            assert nord.post(NEW, data=WHOLE | gone).status_code == 422
        half = nord.post(NEW, data=WHOLE | {"changed.nl": ""})
        address = half.headers["location"]
        assert nord.post(f"{address}/publish").status_code == 403, "publishing is for those who may publish"
        refused = analyst.post(f"{address}/publish")
        assert refused.status_code == 422
        assert "Dites en néerlandais ce qui a été changé." in refused.text
        assert partner.get(address).status_code == 403
        assert "quarts d’heure" not in partner.get("/staff/evaluations/changes?bassin=nord").text
        assert "quarts d’heure" not in visitor.get("/fr/bassins/nord").text
        opened = version_in(nord.get(f"{address}/edit").text)
        assert nord.post(f"{address}/edit", data=WHOLE | opened).status_code == 303
        late = nord.post(f"{address}/edit", data=WHOLE | opened | {"heard.fr": "Plus tard."})
        assert late.status_code == 409
        assert "Plus tard." in late.text
        assert "Le résumé venait trop tard." in late.text, "both are there"
        assert analyst.post(f"{address}/publish").status_code == 303
        assert nord.post(f"{address}/remove").status_code == 409
        for lang, said in (("fr", "Un résumé tous les quarts d’heure."), ("nl", "Om het kwartier")):
            for public in (f"/{lang}/bassins/nord", f"/{lang}/m/before"):
                text = visitor.get(public).text
                assert said in text
                assert "20 %" not in text
                assert "analyst" not in text
        newest = version_in(nord.get(f"{address}/edit").text)
        emptied = nord.post(f"{address}/edit", data=WHOLE | newest | {"heard.nl": ""})
        assert emptied.status_code == 422, "what is public stays whole"
        assert "quarts d’heure" in partner.get(address).text
        assert analyst.post(f"{address}/withdraw").status_code == 303
        assert "quarts d’heure" not in visitor.get("/fr/bassins/nord").text
        assert nord.post(f"{address}/remove").status_code == 303
        assert nord.get(address).status_code == 404


@pytest.mark.usefixtures("database")
def test_it_says_whether_the_next_meetings_moved_and_only_from_what_is_shown_anyway() -> None:
    with clock.set_to(AFTER), transaction() as session:
        give_members()
        for code, days, said in (
            ("first", 0, "1122233455"),
            ("second", 7, "4444555545"),
            ("third", 8, "5555"),
            ("fourth", 9, "44455"),
        ):
            evaluated(session, code, days, said)
        ids = [
            write_change(session, "nord", ChangeWish(both("Dit"), both("Changé"), day, item), user_id=1).id
            for day, item in (
                (DAY, "language"),
                (DAY + timedelta(days=30), "language"),
                (DAY, ""),
                (DAY, "lost"),
            )
        ]
    with clock.set_to(AFTER + timedelta(days=30)), reading() as session:
        changes = [change_of(session, key) for key in ids]
        found = followed(session, "nord", changes, lang="fr")
    assert [found[key].movement for key in ids] == ["more", "few", "none", "none"]
    panel = found[ids[0]].panel
    assert panel is not None
    assert [line.values[-1] for line in panel.lines] == [10, 10], "the few, and who hides them, are left out"
    assert found[ids[0]].words.startswith("Cela a bougé")
    assert "3 sur 10" in found[ids[0]].words
    assert found[ids[1]].panel is None


def test_a_movement_is_told_where_the_interval_leaves_out_no_difference() -> None:
    def of(agree: int, base: int) -> Counted:
        return Counted(base, {"4": agree, "1": base - agree})

    # Newcombe (1998), table II: 56/70 and 48/80 differ by 20 points, from 5.24 to 33.39.
    assert moved(of(48, 80), of(56, 70)) == "more"
    assert moved(of(56, 70), of(48, 80)) == "fewer"
    assert moved(of(5, 10), of(6, 10)) == "unclear"
    assert moved(of(0, 9), of(50, 50)) == "few"
    assert moved(Counted(0, {}), Counted(0, {})) == "few"
    assert moved(of(10, 10), of(10, 10)) == "unclear"
