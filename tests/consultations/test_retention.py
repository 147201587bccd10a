"""Texts that a questionnaire promises to forget are forgotten, and nothing else changes."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.consultations.correct import begin_correction
from app.consultations.models import Draft, Response
from app.consultations.rebuild import differences
from app.consultations.sync import Device, Edit, keep_edits
from app.db import reading, transaction
from app.housekeeping import purge
from app.kit import clock
from tests.conftest import use_settings
from tests.factories.types import open_book
from tests.questionnaires.books import book, row
from tests.support.visitor import Visitor

pytestmark = pytest.mark.both_databases


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


@pytest.mark.usefixtures("database")
def test_a_file_that_was_forgotten_is_no_answer_to_read(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    use_settings(monkeypatch, database_url=database, files_folder=str(tmp_path))
    with clock.set_to(clock.now() - timedelta(days=11)):
        with transaction() as session:
            open_book(session, book([row("file", "paper", bx__retention_days="10"), row("text", "wish")]))
        visitor = Visitor(client, "essai")
        visitor.begin()
        form = visitor.form
        data = {name: values[-1] for name, values in form.values().items() if not name.endswith(":file")}
        client.post(form.action, data={**data, "go": "next"}, files={"paper:file": ("a", b"%PDF-1.7")})
    assert len(list(tmp_path.glob("??/*"))) == 1
    assert purge()["texts"] == 1
    assert list(tmp_path.glob("??/*")) == []
    visitor.go("/fr/c/essai/check")
    assert "/fr/file/" not in visitor.page.text
    assert "Sans réponse" in visitor.page.text


@pytest.mark.usefixtures("database")
def test_what_gave_way_to_another_device_is_forgotten_as_well(client: TestClient) -> None:
    with clock.set_to(clock.now() - timedelta(days=11)):
        with transaction() as session:
            open_book(session, book([row("text", "story", bx__retention_days="10")]))
        Visitor(client, "essai").begin()
        with transaction() as session:
            draft = session.scalars(select(Draft)).one()
            for device, text in (("one", "rue Haute 3"), ("two", "rue Haute 5")):
                keep_edits(session, draft.id, "fr", Device(device, 0), edits=[Edit("story", [text], 1)])
            assert draft.others == {"story": [["rue Haute 3"]]}
    assert purge()["texts"] == 1
    with reading() as session:
        draft = session.scalars(select(Draft)).one()
        assert (draft.answers, draft.others) == ({"story": ""}, {})


@pytest.mark.usefixtures("database")
def test_a_correction_keeps_no_words_for_longer_than_what_it_corrects(client: TestClient) -> None:
    now = clock.now()
    with clock.set_to(now - timedelta(days=11)):
        with transaction() as session:
            open_book(session, book([row("text", "story", bx__retention_days="10")]))
        visitor = Visitor(client, "essai")
        visitor.begin()
        visitor.press("next", {"story": "rue Haute 3"})
        visitor.send()
    with clock.set_to(now - timedelta(days=2)), transaction() as session:
        begin_correction(session, session.scalars(select(Response.id)).one(), "fr")
    assert purge()["texts"] == 2
    with reading() as session:
        assert session.scalars(select(Draft)).one().answers == {"story": ""}
        assert session.scalars(select(Response)).one().answers == {"story": ""}
