"""The working copy of a questionnaire: one for the team, one revision after another."""

import pytest

from app.db import reading, transaction
from app.kit.errors import NotFoundError
from app.questionnaires.change_copy import KEPT_REVISIONS, ChangedMeanwhileError, change_copy, undo
from app.questionnaires.models import WorkingRevision
from app.questionnaires.start_copy import start_copy, start_new
from app.questionnaires.working_copy import revision_of, the_copy
from tests.accounts.people import give_account
from tests.staff.world import both


@pytest.fixture
def author(database: str) -> int:  # noqa: ARG001
    """Somebody with an empty questionnaire on the table."""
    member = give_account("analyst@example.be", role="analyst")
    with transaction() as session:
        start_new(session, "wijk", both("Wijk"), "", member)
    return member


def change(author: int, seen: int, verb: str = "change") -> None:
    with transaction() as session:
        copy = the_copy(session, "wijk")
        change_copy(session, "wijk", copy.workbook, seen=seen, author_id=author, verb=verb)


def test_only_the_newest_revisions_are_kept_and_undoing_ends_with_them(author: int) -> None:
    for seen in range(1, KEPT_REVISIONS + 2):
        change(author, seen)
    with reading() as session:
        assert session.query(WorkingRevision).count() == KEPT_REVISIONS
        assert revision_of(session, "wijk", 1) is None
        newest = the_copy(session, "wijk").revision
    for seen in range(newest, newest + KEPT_REVISIONS // 2):
        with transaction() as session:
            undo(session, "wijk", seen=seen, author_id=author)
    with transaction() as session:
        copy = the_copy(session, "wijk")
        assert not copy.can_undo
        with pytest.raises(NotFoundError):
            undo(session, "wijk", seen=copy.revision, author_id=author)


def test_a_change_on_an_old_revision_is_refused_and_says_who_was_faster(author: int) -> None:
    change(author, 1)
    with pytest.raises(ChangedMeanwhileError) as refused:
        change(author, 1)
    assert refused.value.message.values["author"]
    with reading() as session:
        assert the_copy(session, "wijk").revision == 2


def test_beginning_twice_keeps_the_first(author: int) -> None:
    change(author, 1)
    for code in ("citoyens", "citoyens", "wijk"):
        with transaction() as session:
            if code == "wijk":
                with pytest.raises(NotFoundError):
                    start_copy(session, code, author)
            else:
                start_copy(session, code, author)
    with reading() as session:
        assert the_copy(session, "wijk").revision == 2
        assert the_copy(session, "citoyens").base_number == 1
