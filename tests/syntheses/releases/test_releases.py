"""Published figures: counted once, protected beside what is public, and never changed by a later answer."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.analysis.release import release
from app.consultations.counting import Counts
from app.consultations.cubes import write_counts
from app.consultations.models import Consultation
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.syntheses.releases.errors import FiguresMovedError, NotADraftError, NothingToPublishError
from app.syntheses.releases.make import digest, public_tables
from app.syntheses.releases.models import Release
from app.syntheses.releases.verbs import prepare, publish, withdraw
from tests.factories.answers import make_consultation
from tests.factories.releases import PROGRAMME, TITLE, give_release
from tests.factories.voices import ACTIONS
from tests.staff.world import give_members, sign_in

CODE = "citoyens-passee"
BALLOT = f"{CODE}.ballot.bassin"
PEOPLE = f"{CODE}.people-bassin.language"
PLACES = ("nord", "nord-est", "sud-est", "sud", "centre-ouest")


def counted() -> None:
    """Count, in the cubes alone, what people of the five bassins chose in a consultation that is over."""
    give_members()
    with transaction() as session:
        make_consultation(
            session, "citoyens", code=CODE, opened=timedelta(days=-60), closes=timedelta(days=-30)
        )
    for place, bassin in enumerate(PLACES):
        for other, n in enumerate((14, 9, 3, 11, 6)):
            pair = (ACTIONS[(place + other) % 9], ACTIONS[(place + 2 * other + 1) % 9])
            more(bassin, "nl" if other % 3 == 2 else "fr", pair, n + place)


def more(bassin: str, language: str, picks: tuple[str, ...], n: int) -> None:
    """Count n more people."""
    with transaction() as session:
        row = session.scalars(select(Consultation.id).where(Consultation.code == CODE)).one()
        counts = Counts()
        picked = " ".join(sorted(set(picks)))
        for place in (bassin, "_all"):
            tail = (place, "inhabitant", language, 0)
            counts.participation[(row, clock.today(), "web", 1, *tail)] += n
            counts.ballots[(row, "priorities", picked, *tail)] += n
        write_counts(session, counts)


@pytest.fixture
def world() -> Callable[[], object]:
    return counted


def test_a_release_is_published_in_both_languages_with_its_files_and_without_small_numbers(
    database: str,  # noqa: ARG001 - the answers are counted in it
    make_client: Callable[[], TestClient],
) -> None:
    analyst, visitor = sign_in(make_client(), "analyst@example.be"), make_client()
    address = f"/staff/programmes/{PROGRAMME}/releases"
    assert f'value="{BALLOT}"' in analyst.get(f"{address}/new").text
    refused = analyst.post(address, data={"title.fr": "Un titre", "tables": [BALLOT]})
    assert refused.status_code == 422
    assert "Un titre" in refused.text
    assert f'value="{BALLOT}" checked' in refused.text
    made = analyst.post(
        address, data={"title.fr": TITLE["fr"], "title.nl": TITLE["nl"], "tables": [BALLOT, PEOPLE]}
    )
    assert made.status_code == 303
    preview = analyst.get(made.headers["location"]).text
    assert visitor.get("/fr/figures/1").status_code == 404, "a draft is not public"
    with reading() as session:
        release = session.scalars(select(Release)).one()
        content, seen = release.content, release.digest
    assert analyst.post(f"{made.headers['location']}/publish", data={"seen": seen}).status_code == 303
    table = next(table for table in content["tables"] if table["key"] == BALLOT)
    small = [n for row in table["counts"] for n in row if n is not None and 0 < n < 5]
    assert not small
    assert any(n is None for row in table["counts"] for n in row)
    assert not table["withheld"]
    for lang, title in TITLE.items():
        assert title in visitor.get(f"/{lang}/figures").text
        page = visitor.get(f"/{lang}/figures/1").text
        assert page.count("<table") == preview.count("<table"), "the preview shows what the public sees"
        assert f"/{lang}/figures/1/{BALLOT}.csv" in page
        lines = list(csv.reader(StringIO(visitor.get(f"/{lang}/figures/1/{BALLOT}.csv").text)))
        cells = [line for line in lines[1:] if len(line) == 5]
        shown = [
            n for row, total in zip(table["counts"], table["row_totals"], strict=True) for n in (*row, total)
        ]
        assert [line[2] for line in cells] == [
            {"fr": "masqué", "nl": "verborgen"}[lang] if n is None else str(n) for n in shown
        ]
    assert visitor.get(f"/fr/figures/1/{CODE}.nothing.csv").status_code == 404


def test_what_is_released_stays_whatever_is_answered_and_only_says_what_was_counted_together(
    database: str,  # noqa: ARG001 - the answers are counted in it
) -> None:
    with transaction() as session:
        first = give_release(session, [BALLOT])
    with reading() as session:
        before = session.get_one(Release, first)
        assert digest(json.loads(json.dumps(before.content))) == before.digest, (
            "the same content, the same bytes"
        )
    with transaction() as session:
        # Counted on the same answers, another table stands beside the first, which stays to the letter.
        second = give_release(session, [BALLOT, PEOPLE])
    more("nord", "fr", ACTIONS[:2], 1)
    with transaction() as session:
        late = prepare(session, PROGRAMME, title=TITLE, keys=[BALLOT, f"{CODE}.ballot.language"], user_id=1)
        number, seen, tables = late.number, late.digest, late.content["tables"]
        assert late.refused == {f"{CODE}.ballot.language": "moved"}
        publish(session, number, seen=seen, user_id=1)
    with reading() as session:
        again = session.get_one(Release, first)
        assert again.content == before.content
        assert session.get_one(Release, second).content["tables"][0] == before.content["tables"][0]
        assert tables == before.content["tables"]
    with transaction() as session:
        nothing = prepare(session, PROGRAMME, title=TITLE, keys=[f"{CODE}.ballot.profile"], user_id=1)
        with pytest.raises(NothingToPublishError):
            publish(session, nothing.number, seen=nothing.digest, user_id=1)


def test_nothing_else_is_published_than_what_was_looked_at_and_withdrawn_figures_stay_known(
    database: str,  # noqa: ARG001 - the answers are counted in it
    make_client: Callable[[], TestClient],
) -> None:
    with transaction() as session:
        number = prepare(session, PROGRAMME, title=TITLE, keys=[BALLOT], user_id=1).number
        seen = session.get_one(Release, number).digest
    more("sud", "nl", ACTIONS[3:5], 7)
    with transaction() as session, pytest.raises(FiguresMovedError):
        publish(session, number, seen=seen, user_id=1)
    with transaction() as session:
        other = give_release(session, [PEOPLE])
        withdraw(session, other, user_id=1)
    assert make_client().get(f"/fr/figures/{other}").status_code == 404
    with transaction() as session:
        with pytest.raises(NotADraftError):
            withdraw(session, other, user_id=1)
        publish(session, other, seen="", user_id=1)
    assert make_client().get(f"/fr/figures/{other}").status_code == 200
    with transaction() as session, pytest.raises(InvalidError):
        prepare(session, PROGRAMME, title=TITLE, keys=["citoyens.ballot.bassin"], user_id=1)


def test_the_page_of_a_bassin_shows_no_more_than_what_was_released_before(
    database: str,  # noqa: ARG001 - the answers are counted in it
) -> None:
    def line() -> dict[str, Any]:
        with reading() as session:
            found = release(session, PROGRAMME, "nord", clock.today(), tables=public_tables(session))
        return next(one for one in found["consultations"] if one["code"] == CODE)

    free = line()
    with transaction() as session:
        give_release(session, [BALLOT, PEOPLE])
        table = public_tables(session)[CODE][0]
    column = [code for code, _ in table["columns"]].index("nord")
    released = {code: row[column] for (code, _), row in zip(table["rows"], table["counts"], strict=True)}
    beside = {row["action"]: row["share"] for row in line()["actions"]}
    assert {code for code, share in beside.items() if share is None} == {
        code for code, n in released.items() if n is None
    }
    assert beside != {row["action"]: row["share"] for row in free["actions"]}, "alone it would hide otherwise"
    more("nord", "fr", ACTIONS[:2], 2)
    assert line()["withheld"] == "released"
    assert line()["actions"] == []
