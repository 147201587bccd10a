"""*apart*: answers and contacts share nothing finer than their consultation or their meeting.

Shown twice: by the tables themselves, and by a matcher that has the whole database in hand.
"""

from collections.abc import Callable
from random import Random
from uuid import UUID

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import DateTime, RowMapping, Table, select

from app.consultations.models import Response
from app.contacts.ask_for_results import ask_for_results
from app.contacts.models import ResultsWish
from app.db import reading, transaction
from app.tables import metadata
from tests.factories.answers import answer, make_consultation
from tests.support.house import furnish
from tests.support.matching import SHUFFLES, best_match, orders, ranks
from tests.support.visitor import CITIZEN, Visitor

ANSWERS = {"response", "draft", "answer_choice", "ticket", "entry", "paper_sheet", "paper_entry", "text_mark"}
CONTACTS = {
    "registration", "results_wish", "outbox_mail", "contact", "contact_import", "invitation", "door_press",
    "meeting_handover",
    "no_mail", "support_request",
}  # fmt: skip
SHARED = {"consultation", "meeting", "programme", "bassin", "staff_user"}
"""What both may point to: as fine as it gets.

A bassin is coarser than its meetings. The team is who types a sheet in and who has a request in hand, and
nobody who answers.
"""
SAME_NAME = {
    "id": "random on both sides, see below",
    "consultation_id": "as fine as it gets",
    "version": "how often a row was locked: small numbers",
    "language": "people read one of two languages",
    "profile": "one of five words, which people say of themselves on both sides",
}
PEOPLE = 48


def tables(names: set[str]) -> list[Table]:
    return [metadata.tables[name] for name in sorted(names)]


def test_no_key_leads_from_an_answer_to_a_contact() -> None:
    """Keys are followed both ways, over any number of tables, but not through what both may point to."""
    neighbours: dict[str, set[str]] = {name: set() for name in metadata.tables}
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            neighbours[table.name].add(key.column.table.name)
            neighbours[key.column.table.name].add(table.name)
    reached, ahead = set(ANSWERS), list(ANSWERS)
    while ahead:
        fresh = neighbours[ahead.pop()] - reached - SHARED
        reached |= fresh
        ahead += fresh
    assert reached & CONTACTS == set()
    assert "questionnaire_version" in reached, "the walk does go beyond the first table"


def test_no_column_is_on_both_sides_but_those_that_tell_little() -> None:
    columns = [
        {column.name for table in tables(side) for column in table.columns} for side in (ANSWERS, CONTACTS)
    ]
    assert columns[0] & columns[1] == set(SAME_NAME)


def test_what_was_sent_has_no_hour_and_no_number() -> None:
    for table in tables(ANSWERS - {"draft"}):
        assert [c.name for c in table.columns if isinstance(c.type, DateTime)] == []
        numbers = {c.name for c in table.primary_key if c.type.python_type is int}
        assert numbers == set(), table.name
        assert table.dialect_options["sqlite"]["with_rowid"] is False, (
            f"SQLite numbers the rows of {table.name}"
        )


@pytest.mark.usefixtures("database")
def test_no_value_of_an_answer_stands_in_a_contact() -> None:
    furnish()
    with transaction() as session:
        ask_for_results(session, "citoyens", "qui@example.be", "fr")
    with reading() as session:
        values = [
            {
                str(value)
                for table in tables(side)
                for row in session.execute(select(table)).mappings()
                for name, value in row.items()
                if name not in SAME_NAME.keys() - {"id"} and isinstance(value, UUID | str) and value
            }
            for side in (ANSWERS, CONTACTS)
        ]
    assert all(values)
    assert values[0] & values[1] == set()


@pytest.mark.usefixtures("database")
def test_nothing_of_an_answer_goes_along_with_an_address(client: TestClient) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    visitor = Visitor(client, "citoyens")
    visitor.begin()
    visitor.fill(CITIZEN)
    visitor.send()
    assert 'href="/fr/c/citoyens/results"' in visitor.page.text, "a plain link, the same for everybody"
    with_cookie = client.get("/fr/c/citoyens/results").text
    client.cookies.clear()
    assert client.get("/fr/c/citoyens/results").text == with_cookie


def _person(number_of: dict[str, int]) -> Callable[[RowMapping], int]:
    """Return what finds the person of a row: by the words of their answer, or by their address."""
    return lambda row: number_of[row["email"] if "email" in row else row["answers"]["change_nearby"]]


@pytest.mark.usefixtures("database")
def test_apart() -> None:
    """48 people answer and at once leave an address; a matcher sorts both tables in every way there is."""
    random = Random(2023)  # noqa: S311 - invented people
    with transaction() as session:
        make_consultation(session, "citoyens")
    words = [f"{random.getrandbits(64):016x}" for _ in range(PEOPLE)]
    emails = [f"{random.getrandbits(64):016x}@example.be" for _ in range(PEOPLE)]
    for word, email in zip(words, emails, strict=True):
        with transaction() as session:
            person = {"bassin": "nord", "profile": "carer", "change_nearby": word}
            answer(session, "citoyens", "fr", person)
        with transaction() as session:
            ask_for_results(session, "citoyens", email, "fr")

    answers = ranks(orders(Response, _person({word: number for number, word in enumerate(words)})))
    wishes = ranks(orders(ResultsWish, _person({email: number for number, email in enumerate(emails)})))
    shuffled = np.random.default_rng(2023)
    chance = max(best_match(answers, wishes[:, shuffled.permutation(PEOPLE)]) for _ in range(SHUFFLES))
    assert best_match(answers, wishes) < 1.2 * chance
    # The matcher does find them where anything tells the order of arrival on both sides.
    arrival = ranks([list(range(PEOPLE))])
    assert best_match(arrival, np.vstack([wishes, arrival])) > 1.2 * chance
