"""Sums over the cubes are read once, and anew as soon as something is counted."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction
from app.consultations.figures import option_counts, participation_by, total_responses
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import rebuild
from app.consultations.send import send
from app.consultations.withdraw import withdraw
from app.db import reading, transaction
from tests.factories.answers import answer, fill_pages, make_consultation

PERSON = {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk", "outreach"]}


@pytest.fixture
def summed(database: str) -> Iterator[list[str]]:  # noqa: ARG001 - it must be there first
    """The statements that sum a cube, as they are executed."""
    found: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "sum(" in statement and statement.startswith("SELECT"):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def picked(session: Session) -> tuple[int, int, dict[str, int]]:
    consultation = consultation_by_code(session, "citoyens").id
    return (
        total_responses(session, consultation),
        option_counts(session, [consultation], "priorities").get("helpdesk", 0),
        participation_by(session, [consultation], "bassin"),
    )


def seen() -> tuple[int, int, dict[str, int]]:
    with reading() as session:
        return picked(session)


def test_what_is_counted_anew_is_read_anew_and_nothing_else_is(summed: list[str]) -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    assert seen() == (0, 0, {})
    with transaction() as session:
        first = answer(session, "citoyens", "fr", PERSON)
        assert picked(session) == (1, 1, {"nord": 1}), "who writes sees what nobody else sees yet"
        assert seen() == (0, 0, {})
    assert seen() == (1, 1, {"nord": 1})

    summed.clear()
    assert seen() == (1, 1, {"nord": 1})
    assert summed == [], "nothing was counted meanwhile"

    with transaction() as session:
        fill_pages(
            session, begin_correction(session, first, "fr"), "fr", PERSON | {"priorities": ["outreach"]}
        )
        send(session, first, "fr")
    assert seen() == (1, 0, {"nord": 1}), "a correction changes no total"
    with transaction() as session:
        answer(session, "citoyens", "nl", PERSON)
        rebuild(session)
    assert seen() == (2, 1, {"nord": 2})
    with transaction() as session:
        withdraw(session, first)
    assert seen() == (1, 1, {"nord": 1})
