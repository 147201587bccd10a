"""*mine*: the author reads, corrects and withdraws an answer with the code of its receipt.

A withdrawal removes it from every later count and leaves no text behind.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction, drop_correction
from app.consultations.errors import CorrectionTooLateError, NoDraftError, NotOpenError
from app.consultations.figures import option_counts, participation_by, tally, total_responses
from app.consultations.find_mine import find_mine
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Draft,
    PageVisit,
    Participation,
    Response,
    Tally,
)
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences
from app.consultations.save import save_page
from app.consultations.send import receipt_code, send
from app.consultations.withdraw import withdraw
from app.db import reading, transaction
from app.kit import clock
from app.kit.errors import InvalidError
from app.kit.forms import Posted
from app.questionnaires.queries import form_of_version
from app.tables import metadata
from tests.factories.answers import answer, fill_pages, make_consultation
from tests.factories.people import people

SECRET_WORDS = "Un banc devant la maison du 12, s’il vous plaît."
PERSON = {
    "bassin": "nord", "profile": "carer", "looked_for_help": "yes", "found_help": "no",
    "obstacles": ["cost", "other"], "obstacles_other": SECRET_WORDS, "priorities": ["helpdesk", "outreach"],
    "change_nearby": SECRET_WORDS,
}  # fmt: skip
OTHER = {"bassin": "sud", "profile": "inhabitant", "priorities": ["coming-home"]}


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        make_consultation(session, "citoyens")
        yield session


def everything(session: Session) -> str:
    """All that the database holds, in one text."""
    session.flush()
    return "\n".join(
        f"{table.name} {row}" for table in metadata.sorted_tables for row in session.execute(select(table))
    )


def cubes(session: Session) -> dict[str, list[Any]]:
    return {
        model.__tablename__: sorted(map(str, session.execute(select(model.__table__)).all()))
        for model in (AnswerChoice, Tally, BallotTally, Participation)
    }


@dataclass
class Told:
    """What the authors have been told: what stands as sent, and what is typed and not sent."""

    sent: dict[UUID, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    begun: dict[UUID, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    gone: set[UUID] = field(default_factory=set)


steps = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "begin", "send", "send", "drop", "withdraw"]),
        st.integers(0, 5),
        st.sampled_from(["fr", "nl"]),
        people,
    ),
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=steps)
def test_mine(session: Session, sequence: list[tuple[str, int, Any, dict[str, Any]]]) -> None:
    for model in (AnswerChoice, Tally, BallotTally, Participation, PageVisit, Response, Draft):
        session.execute(delete(model))
    session.expire_all()
    told = Told()
    for step, number, lang, person in sequence:
        take(session, told, step, number, lang=lang, person=person)
        assert list(differences(session)) == []
        check_against(session, told)
    for gone in told.gone:
        with pytest.raises(InvalidError):
            find_mine(session, receipt_code(gone))


def take(
    session: Session,
    told: Told,
    step: str,
    number: int,
    *,
    lang: Any,  # noqa: ANN401
    person: dict[str, Any],
) -> None:
    """Take one step as the author of one of the answers there are, if any can be taken."""
    if step == "answer":
        told.sent[answer(session, "citoyens", lang, person)] = (lang, person)
        return
    known = sorted(told.begun if step in {"send", "drop"} else told.sent)
    if not known:
        return
    mine = known[number % len(known)]
    assert find_mine(session, receipt_code(mine)).id == mine
    if step == "begin":
        draft = begin_correction(session, mine, lang)
        fill_pages(session, draft, lang, person)
        told.begun[mine] = (lang, person)
    elif step == "send":
        assert send(session, mine, lang).response_id == mine
        told.sent[mine] = (lang, told.begun.pop(mine)[1])
    elif step == "drop":
        drop_correction(session, mine)
        del told.begun[mine]
    else:
        withdraw(session, mine)
        del told.sent[mine]
        told.begun.pop(mine, None)
        told.gone.add(mine)


def check_against(session: Session, told: Told) -> None:
    """Count by hand in what the authors were told, without any of the code under test."""
    consultation = consultation_by_code(session, "citoyens")
    kept = list(told.sent.values())
    assert total_responses(session, consultation.id) == len(kept)
    assert participation_by(session, [consultation.id], "language") == Counter(lang for lang, _ in kept)
    places = Counter(person["bassin"] for _, person in kept)
    assert participation_by(session, [consultation.id], "bassin") == places
    picks = Counter(pick for _, person in kept for pick in person.get("priorities", []))
    counted = option_counts(session, [consultation.id], "priorities")
    assert {option: n for option, n in counted.items() if not option.startswith("_")} == picks
    found = tally(session, consultation)["questions"]["profile"]["options"]
    assert {name: n for name, n in found.items() if n} == Counter(person["profile"] for _, person in kept)
    assert {draft.id for draft in session.scalars(select(Draft))} == set(told.begun)
    assert {response.id for response in session.scalars(select(Response))} == set(told.sent)


def test_a_correction_keeps_the_code_the_day_and_the_order_shown(session: Session) -> None:
    first_day = clock.today()
    mine = answer(session, "citoyens", "fr", PERSON)
    before = session.get_one(Response, mine)
    order, code = before.shown_order, before.receipt_fingerprint
    with clock.set_to(clock.now() + timedelta(days=3)):
        draft = begin_correction(session, mine, "nl")
        assert draft.sent_on == first_day, "conditions on the date see that day again"
        assert draft.answers == before.answers
        assert {name: draft.shown_order[name] for name in order} == order
        correct(session, mine, "nl", OTHER)
    after = session.get_one(Response, mine, populate_existing=True)
    assert (after.submitted_on, after.receipt_fingerprint, after.shown_order) == (first_day, code, order)
    assert (after.language, after.bassins, after.answers["priorities"]) == ("nl", ["sud"], ["coming-home"])
    assert SECRET_WORDS not in everything(session)
    consultation = consultation_by_code(session, "citoyens")
    assert participation_by(session, [consultation.id], "day") == {first_day: 1}


def correct(session: Session, mine: UUID, lang: Any, answers: Mapping[str, Any]) -> None:  # noqa: ANN401
    """Answer every page of the correction with `answers`, those that they leave out blank, and send it."""
    fill_pages(session, begin_correction(session, mine, lang), lang, answers)
    assert send(session, mine, lang).response_id == mine


def test_it_counts_as_it_was_sent_until_the_correction_is_sent(session: Session) -> None:
    mine = answer(session, "citoyens", "fr", PERSON)
    before = cubes(session)
    fill_pages(session, begin_correction(session, mine, "fr"), "fr", OTHER)
    assert cubes(session) == before
    drop_correction(session, mine)
    assert cubes(session) == before
    assert session.get_one(Response, mine).answers["bassin"] == "nord"
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_correction_that_is_wrong_says_so_and_leaves_what_was_sent(session: Session) -> None:
    mine = answer(session, "citoyens", "fr", PERSON)
    before = cubes(session)
    draft = begin_correction(session, mine, "fr")
    draft.answers = {name: value for name, value in draft.answers.items() if name != "profile"}
    session.flush()
    sending = send(session, mine, "fr")
    assert sending.response_id is None
    assert sending.page == "page_you"
    assert cubes(session) == before


def test_a_page_that_a_correction_opens_is_shown_before_it_counts(session: Session) -> None:
    mine = answer(session, "citoyens", "fr", OTHER | {"looked_for_help": "yes", "found_help": "yes"})
    draft = begin_correction(session, mine, "fr")
    form = form_of_version(session, draft.questionnaire_version_id)
    assert "page_obstacles" not in draft.reached
    help_page = next(page for page in form.pages if page.name == "page_help")
    names = [question.name for question in help_page.questions]
    posted = Posted({"shown": [" ".join(names)], "looked_for_help": ["yes"], "found_help": ["no"]})
    save_page(session, mine, "page_help", posted, "fr", validate=True)
    sending = send(session, mine, "fr")
    assert (sending.response_id, sending.page) == (None, "page_obstacles")


def test_sending_a_correction_twice_is_once(session: Session) -> None:
    mine = answer(session, "citoyens", "fr", PERSON)
    correct(session, mine, "fr", OTHER)
    before = cubes(session)
    assert send(session, mine, "fr").response_id == mine
    assert cubes(session) == before


def test_a_withdrawal_leaves_no_text_no_count_and_a_line_without_content(session: Session) -> None:
    start = cubes(session)
    mine = answer(session, "citoyens", "fr", PERSON)
    fill_pages(session, begin_correction(session, mine, "fr"), "fr", PERSON)
    assert SECRET_WORDS in everything(session)
    moment = clock.now()
    withdraw(session, mine)

    left = everything(session)
    assert SECRET_WORDS not in left
    for trace in (mine, mine.hex, receipt_code(mine)):
        assert str(trace) not in left
    assert cubes(session) == start
    (line,) = session.execute(select(metadata.tables["audit_line"])).all()
    assert (line.user_id, line.verb, line.target) == (None, "withdraw_answer", "consultation:citoyens")
    assert line.at == clock.at_brussels(clock.local(moment).date(), 12)
    with pytest.raises(NoDraftError):
        withdraw(session, mine)


def test_withdrawing_takes_only_ones_own(session: Session) -> None:
    answer(session, "citoyens", "fr", PERSON)
    before = cubes(session)
    twin = answer(session, "citoyens", "fr", PERSON)
    withdraw(session, twin)
    assert cubes(session) == before


def test_a_code_is_forgiven_its_looks_and_nothing_else(session: Session) -> None:
    mine = answer(session, "citoyens", "fr", PERSON)
    code = receipt_code(mine)
    for written in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert find_mine(session, written).id == mine
    assert find_mine(session, code.replace("1", "l").replace("0", "O")).id == mine
    messages = set()
    for wrong in ("", "x", code[:-1], code + "0", "0000-0000-0000", "😀" * 12, "ÀÀÀÀ-ÀÀÀÀ-ÀÀÀÀ"):
        with pytest.raises(InvalidError) as told:
            find_mine(session, wrong)
        messages.add(told.value.problems[0].message.text("fr"))
    assert len(messages) == 1, "a wrong code tells nothing"


@pytest.mark.usefixtures("database")
def test_closing_ends_corrections_and_never_withdrawals() -> None:
    with transaction() as session:
        make_consultation(session, "citoyens", closes=timedelta(days=1))
        begun = answer(session, "citoyens", "fr", PERSON)
        late = answer(session, "citoyens", "fr", PERSON)
        fill_pages(session, begin_correction(session, begun, "fr"), "fr", OTHER)
    with clock.set_to(clock.now() + timedelta(days=2)):
        with transaction() as session:
            before = cubes(session)
            with pytest.raises(CorrectionTooLateError):
                send(session, begun, "fr")
            with pytest.raises(NotOpenError):
                begin_correction(session, late, "fr")
            assert cubes(session) == before
        with transaction() as session:
            withdraw(session, begun)
            withdraw(session, late)
        with reading() as session:
            assert list(differences(session)) == []
            assert session.scalar(select(func.count()).select_from(Response)) == 0
            assert session.scalar(select(func.count()).select_from(Draft)) == 0
