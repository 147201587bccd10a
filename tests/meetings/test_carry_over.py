"""What was registered before meetings had sittings stays true after the migration."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import MetaData, create_engine, text

from alembic import command
from app.migrations import alembic_config
from tests.conftest import SECRET, Databases, forget_everything, use_settings

WORDS = {"fr": "", "nl": ""}
WHEN = datetime(2022, 10, 4, 10, tzinfo=UTC)
PEOPLE = [
    (1, "a@example.org", "confirmed", True),
    (1, "b@example.org", "confirmed", False),
    (2, "a@example.org", "confirmed", False),
    (2, "c@example.org", "cancelled", False),
]


def meeting(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"m{number}",
        "programme_code": "p",
        "strand_code": "s",
        "kind": "atelier",
        "starts_at": WHEN,
        "ends_at": WHEN.replace(hour=12),
        "status": "published",
    } | dict.fromkeys(("title", "description", "place", "access"), WORDS)


def registration(number: int, meeting: int, email: str, status: str, *, present: bool) -> dict[str, Any]:
    return {
        "id": UUID(int=number),
        "meeting_id": meeting,
        "queue_number": number,
        "name": "A",
        "email": email,
        "organisation": "",
        "profile": "carer",
        "language": "fr",
        "needs": [],
        "status": status,
        "present": present,
        "mailed_at": WHEN,
    }


def test_sittings_attendance_and_people_are_carried_over(
    backend: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.empty(backend)
    use_settings(monkeypatch, database_url=url, secret_key=SECRET)
    command.upgrade(alembic_config(), "0009")
    engine = create_engine(url)
    before = MetaData()
    before.reflect(engine)
    strand = dict.fromkeys(("title", "summary", "held"), WORDS)
    with engine.begin() as connection:
        programme = {"code": "p", "title": WORDS, "summary": WORDS, "source": WORDS}
        connection.execute(before.tables["programme"].insert(), programme)
        connection.execute(
            before.tables["strand"].insert(), {"programme_code": "p", "code": "s", "position": 1} | strand
        )
        for number in (1, 2):
            connection.execute(before.tables["meeting"].insert(), meeting(number))
        for number, (of, email, status, present) in enumerate(PEOPLE, start=1):
            row = registration(number, of, email, status, present=present)
            if backend == "sqlite":
                row["id"] = row["id"].hex
            connection.execute(before.tables["registration"].insert(), row)
    command.upgrade(alembic_config(), "head")

    def rows(query: str) -> list[tuple[Any, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    assert rows("SELECT meeting_id, number FROM sitting ORDER BY meeting_id") == [(1, 1), (2, 1)]
    assert rows(
        "SELECT registration.email, sitting.meeting_id, state FROM attendance"
        " JOIN registration ON registration.id = registration_id JOIN sitting ON sitting.id = sitting_id"
    ) == [("a@example.org", 1, "present")]
    assert sorted(rows("SELECT email, count(DISTINCT person) FROM registration GROUP BY email")) == [
        ("a@example.org", 1),
        ("b@example.org", 1),
        ("c@example.org", 1),
    ]
    assert rows("SELECT count(DISTINCT person) FROM registration") == [(3,)]
    engine.dispose()
    forget_everything()
    databases.drop(url)
