"""Rounds that are added at once: each window keeps its own, and never are there more than there can be."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.consultations.models import Draft
from app.consultations.rounds import Change
from app.consultations.save import save_page
from app.consultations.start import start_draft
from app.db import reading, transaction
from app.kit.forms import Posted
from tests.factories.rounds import household_book
from tests.factories.types import open_book

WINDOWS = 8

pytestmark = pytest.mark.usefixtures("database")


def test_windows_that_add_at_once_keep_each_its_own_up_to_the_limit() -> None:
    with transaction() as session:
        draft_id = start_draft(session, open_book(session, household_book()), "fr").id
    start = Barrier(WINDOWS)

    def add(number: int) -> bool:
        start.wait()
        with transaction() as session:
            change = Change("add", "people", f"k{number}")
            saved = save_page(session, draft_id, "people", Posted({}), "fr", validate=False, change=change)
            return not saved.problems

    with ThreadPoolExecutor(WINDOWS) as pool:
        added = list(pool.map(add, range(WINDOWS)))

    with reading() as session:
        answers = session.scalars(select(Draft)).one().answers
    assert sum(added) == 4
    assert sorted(answers["people"]) == [f"k{number}" for number, done in enumerate(added) if done]
