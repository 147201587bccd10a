"""Texts that a questionnaire promises to forget are forgotten, and nothing else changes."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.models import Draft, Response
from app.consultations.rebuild import differences
from app.db import reading, transaction
from app.housekeeping import purge
from app.kit import clock
from tests.factories.types import open_book
from tests.questionnaires.books import book, row
from tests.support.visitor import Visitor


@pytest.mark.usefixtures("database")
def test_the_words_go_after_their_days_and_every_count_stays(client: TestClient) -> None:
    rows = [
        row("text", "story", bx__retention_days="10"),
        row("text", "wish"),
    ]
    now = clock.now()
    with clock.set_to(now - timedelta(days=11)):
        with transaction() as session:
            open_book(session, book(rows), code="essai")
        visitor = Visitor(client, "essai")
        visitor.begin()
        visitor.press("next", {"story": "Ma mère, rue Haute 3"})
        visitor.press("next", {"wish": "Un banc"})
        visitor.send()
        client.cookies.clear()
        visitor.begin()
        visitor.press("next", {"story": "Un brouillon"})
    with clock.set_to(now - timedelta(days=5)):
        client.cookies.clear()
        visitor.begin()
        visitor.press("next", {"story": "Plus récent"})
    assert purge()["texts"] == 2
    with reading() as session:
        assert session.scalars(select(Response)).one().answers == {"story": "", "wish": "Un banc"}
        assert {draft.answers["story"] for draft in session.scalars(select(Draft))} == {"", "Plus récent"}
        assert list(differences(session)) == []
    assert purge()["texts"] == 0
