"""What people wrote about meetings: masked, read by an analyst first, and gone with the answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.evaluation_comments import evaluation_comments
from app.analysis.sight import EVERYTHING, PROTECTED
from app.consultations.models import Response
from app.consultations.retention import _emptied
from app.consultations.texts.models import TextMark
from app.consultations.withdraw import withdraw
from app.db import reading, transaction
from app.kit import clock
from tests.factories.answers import answer, make_consultation
from tests.meetings.factories import AFTER, make_meeting
from tests.staff.world import give_members, sign_in

LATER = AFTER + timedelta(days=1)
ADDRESS = "/staff/evaluations/comments?bassin=nord"
NICE = "Madame Claes a bien aidé. Claire aussi."
PRIVATE = "Je suis la seule infirmière de la rue."


def write(session: Session, code: str, texts: list[str], bassin: str = "nord") -> list[UUID]:
    """Make a meeting that as many people evaluated, each in a text of their own."""
    meeting = make_meeting(session, code=code, bassin_code=bassin)
    meeting.evaluation_id = make_consultation(session, "evaluation", code=f"evaluation-{code}").id
    return [
        answer(session, f"evaluation-{code}", "fr", {"welcome": "5" if n else "4", "improve": text})
        for n, text in enumerate(texts)
    ]


def press(client: TestClient, page: str, text: str, verdict: str) -> int:
    """Press a button of the text that holds these words, and return the status of the answer."""
    part = next(part for part in page.split("<blockquote")[1:] if text in re.sub(r"<[^>]+>", "", part))
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', part))
    return client.post("/staff/evaluations/comments", data=fields | {"verdict": verdict}).status_code


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_text_is_read_by_an_analyst_before_the_others_and_never_names_anybody(
    make_client: Callable[[], TestClient],
) -> None:
    give_members()
    with clock.set_to(AFTER), transaction() as session:
        ids = write(session, "large", [NICE, PRIVATE, "", "", "", "Appelez le 0470 12 34 56"])
        write(session, "few", ["Trois mots seulement"], bassin="sud")
    with clock.set_to(LATER):
        nord, analyst, partner = (
            sign_in(make_client(), f"{name}@example.be") for name in ("nord", "analyst", "partner")
        )
        page = analyst.get(ADDRESS).text
        assert "Madame <strong>[PERSONNE-1]</strong>" in page
        assert "<mark>Claire</mark>" in page
        assert "[TÉLÉPHONE-1]" in page
        assert not {"Claes", "0470", "large", "Focus"} & set(re.findall(r"\w+", page))
        for others in (nord, partner):
            assert "infirmière" not in others.get(ADDRESS).text, "nobody has read it yet"
            assert others.get(f"{ADDRESS}&show=unread").text.count("<blockquote") == 0
            assert press(others, page, "infirmière", "cleared") == 403
        assert "Trois mots" not in analyst.get("/staff/evaluations/comments?bassin=sud").text
        assert press(analyst, page, "a bien aidé", "cleared") == 303
        assert press(analyst, page, "infirmière", "hidden") == 303
        assert press(analyst, page, "infirmière", "published") == 404
        assert "a bien aidé" in nord.get(ADDRESS).text
        assert "Claes" not in nord.get(ADDRESS).text
        assert "infirmière" not in partner.get(ADDRESS).text
        assert "infirmière" in analyst.get(f"{ADDRESS}&show=hidden&page=99").text
        assert nord.get("/staff/evaluations/comments?bassin=sud").status_code == 403
    with transaction() as session:
        session.get_one(Response, ids[0]).answers = {"welcome": "4", "improve": "Trop court."}
        withdraw(session, ids[1])
    with clock.set_to(LATER):
        assert "Trop court" not in nord.get(ADDRESS).text, "its author changed it, so it is read again"
        assert press(analyst, page, "a bien aidé", "cleared") == 409
        assert press(analyst, page, "infirmière", "cleared") == 404


@pytest.mark.usefixtures("database")
def test_nothing_is_left_of_what_was_decided_once_the_text_is_gone() -> None:
    with clock.set_to(AFTER), transaction() as session:
        ids = write(session, "large", ["Un", "Deux", "Trois", "Quatre", "Cinq"])
    with clock.set_to(LATER), transaction() as session:
        found = evaluation_comments(session, "nord", sight=EVERYTHING, lang="nl")
        assert found.lead == "5 teksten moeten nog gelezen worden."
        order = [one.reference for one in found.asked[0].comments]
        again = evaluation_comments(session, "nord", sight=EVERYTHING, lang="fr")
        assert [one.reference for one in again.asked[0].comments] == order == sorted(order)
        for response in ids:
            session.add(
                TextMark(response_id=response, question="improve", fingerprint="0" * 32, verdict="cleared")
            )
        session.flush()
        withdraw(session, ids[0])
        _emptied(session, session.get_one(Response, ids[1]), {"improve"})
    with clock.set_to(LATER), reading() as session:
        assert set(session.scalars(select(TextMark.response_id))) == set(ids[2:])
        left = evaluation_comments(session, "nord", sight=PROTECTED, lang="fr")
        assert (left.asked, left.pages) == ((), 1), "four people are too few, and of none is the text read"
