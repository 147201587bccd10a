"""Corrections and withdrawals that arrive together: nothing counts twice, nothing is lost, nobody waits."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.accounts.models import AuditLine
from app.consultations.correct import begin_correction, drop_correction
from app.consultations.errors import NoDraftError
from app.consultations.figures import option_counts, total_responses
from app.consultations.models import Draft, Response
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences
from app.consultations.send import send
from app.consultations.withdraw import withdraw
from app.db import reading, transaction
from tests.factories.answers import answer, fill_draft, fill_pages, make_consultation
from tests.support import crowd

NORD = {
    "bassin": "nord",
    "profile": "carer",
    "priorities": ["helpdesk", "outreach"],
    "change_nearby": "Avant",
}
SUD = {"bassin": "sud", "profile": "carer", "priorities": ["helpdesk"], "change_nearby": "Après"}
CROWD = 8

pytestmark = pytest.mark.usefixtures("database")


def together(*tasks: Callable[[], object]) -> list[object]:
    """Do everything at once; give what each came to, `None` where there was no answer any more."""
    return crowd.together(*tasks, too_late=NoDraftError)


def sent() -> UUID:
    with transaction() as session:
        return answer(session, "citoyens", "fr", NORD)


def being_corrected() -> UUID:
    mine = sent()
    with transaction() as session:
        fill_pages(session, begin_correction(session, mine, "fr"), "fr", SUD)
    return mine


def begin_now(mine: UUID) -> UUID:
    with transaction() as session:
        return begin_correction(session, mine, "fr").id


def send_now(mine: UUID) -> UUID | None:
    with transaction() as session:
        return send(session, mine, "fr").response_id


def withdraw_now(mine: UUID) -> str:
    with transaction() as session:
        withdraw(session, mine)
    return "withdrawn"


def drop_now(mine: UUID) -> str:
    with transaction() as session:
        drop_correction(session, mine)
    return "dropped"


def assert_left(responses: int) -> None:
    """So many responses stand, they are what is counted, and no correction is under way."""
    with reading() as session:
        assert list(differences(session)) == []
        assert session.scalar(select(func.count()).select_from(Response)) == responses
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert total_responses(session, consultation_by_code(session, "citoyens").id) == responses


@pytest.fixture(autouse=True)
def consultation(database: str) -> None:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")


def test_one_answer_opened_in_many_tabs_has_one_correction() -> None:
    mine = sent()
    assert together(*[lambda: begin_now(mine)] * CROWD) == [mine] * CROWD
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_correction_sent_from_many_tabs_counts_once() -> None:
    mine = being_corrected()
    assert together(*[lambda: send_now(mine)] * CROWD) == [mine] * CROWD
    assert_left(1)
    with reading() as session:
        assert session.get_one(Response, mine).answers["change_nearby"] == "Après"


def test_many_withdrawals_at_once_are_one() -> None:
    mine = being_corrected()
    came_to = together(*[lambda: withdraw_now(mine)] * CROWD)
    assert came_to.count("withdrawn") == 1
    assert came_to.count(None) == CROWD - 1
    assert_left(0)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditLine)) == 1


@pytest.mark.parametrize("tab", [send_now, drop_now, begin_now])
def test_a_withdrawal_wins_over_whatever_another_tab_does(tab: Callable[[UUID], object]) -> None:
    for _ in range(4):
        mine = being_corrected()
        other, withdrawn = together(lambda mine=mine: tab(mine), lambda mine=mine: withdraw_now(mine))  # type: ignore[misc]
        assert withdrawn == "withdrawn"
        assert other in {mine, "dropped", None}
        assert_left(0)


def test_a_crowd_that_sends_corrects_and_withdraws_is_counted_right() -> None:
    corrected = [being_corrected() for _ in range(CROWD)]
    regretted = [sent() for _ in range(CROWD)]
    with transaction() as session:
        fresh = [fill_draft(session, "citoyens", "fr", NORD).id for _ in range(CROWD)]
    together(
        *[lambda mine=mine: send_now(mine) for mine in corrected + fresh],
        *[lambda mine=mine: withdraw_now(mine) for mine in regretted],
    )
    assert_left(2 * CROWD)
    with reading() as session:
        consultation = consultation_by_code(session, "citoyens")
        assert option_counts(session, [consultation.id], "priorities", bassin="sud")["helpdesk"] == CROWD
        assert option_counts(session, [consultation.id], "priorities", bassin="nord")["outreach"] == CROWD
