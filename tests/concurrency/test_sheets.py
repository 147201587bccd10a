"""Sheets typed in and numbered at the same moment: each counts once, and no number is given twice."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.consultations.figures import total_responses
from app.consultations.models import Response
from app.consultations.paper.errors import SheetDoneError
from app.consultations.paper.models import PaperEntry
from app.consultations.paper.plan import take_numbers
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences
from app.db import reading, transaction
from tests.factories.answers import make_consultation
from tests.factories.sheets import type_person
from tests.staff.world import give_members
from tests.support import crowd

PERSON = {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]}
CROWD = 8

pytestmark = pytest.mark.usefixtures("database")


def together(*tasks: Callable[[], object]) -> list[object]:
    """Do everything at once; give what each came to, `None` where somebody else had done it."""
    return crowd.together(*tasks, too_late=SheetDoneError)


def type_now(who: int) -> str:
    with transaction() as session:
        return type_person(session, 1, who, "fr", PERSON)


def number_now() -> list[int]:
    with transaction() as session:
        run = take_numbers(session, consultation_by_code(session, "citoyens"), 3)
        return list(range(run.first, run.last + 1))


def test_one_sheet_typed_by_a_crowd_at_once_counts_once() -> None:
    give_members()
    with transaction() as session:
        take_numbers(session, make_consultation(session, "citoyens"), 1)
    found = together(*(lambda who=who: type_now(who) for who in (1, 2, 3, 4) * 2))
    assert sorted(filter(None, map(str, found))) == sorted(["once", "done", *["None"] * (CROWD - 2)])
    with reading() as session:
        assert total_responses(session, consultation_by_code(session, "citoyens").id) == 1
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        assert session.scalar(select(func.count()).select_from(PaperEntry)) == 0
        assert list(differences(session)) == []


def test_numbers_taken_at_once_are_all_different() -> None:
    with transaction() as session:
        make_consultation(session, "citoyens")
    found = together(*[number_now] * CROWD)
    given = sorted(number for run in found if isinstance(run, list) for number in run)
    assert given == list(range(1, 3 * CROWD + 1))
