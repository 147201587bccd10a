"""*counted right* and *one analysis*: what is counted is what was sent, per option, whatever the language."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction
from app.consultations.figures import ballot_types, option_counts, participation_by, tally, total_responses
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Draft,
    PageVisit,
    Participation,
    Response,
    Tally,
)
from app.consultations.paper.models import PaperEntry, PaperSheet
from app.consultations.paper.plan import take_numbers
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences, rebuild
from app.consultations.send import send
from app.consultations.withdraw import withdraw
from app.db import transaction
from app.kit.localized import Lang
from tests.factories.answers import answer, fill_draft, fill_pages, make_consultation
from tests.factories.people import ACTIONS, BASSINS, people
from tests.factories.sheets import FIRST, count_person, decide_person, type_person
from tests.staff.world import give_members

LONG_RUN = 300
EXAMPLES = LONG_RUN if os.environ.get("PROOF") else 12
"""`make proof` runs long and by fresh chance; `make test` runs the same seeded dozen each time."""

EVENTS = ["send", "send", "draft", "paper", "paper once", "paper decided", "correct", "withdraw"]
events = st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(["fr", "nl"]), people), max_size=8)


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    give_members()
    with transaction() as session:
        yield session


def clear(session: Session) -> None:
    cubes = (AnswerChoice, Tally, BallotTally, Participation, PageVisit)
    for model in (*cubes, Response, Draft, PaperEntry, PaperSheet):
        session.execute(delete(model))


def by_hand(responses: list[Response], question: str, option: str, bassin: str | None) -> int:
    """Count in the JSON of the responses, without any of the code under test."""
    n = 0
    for response in responses:
        given = response.answers.get(question)
        picked = given if isinstance(given, list) else [given]
        if option in picked and (bassin is None or response.answers.get("bassin") == bassin):
            n += 1
    return n


def happen(session: Session, event: str, number: int, lang: Lang, person: dict[str, Any]) -> int:
    """Let something happen, and return by how much it changes the number of responses."""
    last = session.scalars(select(Response.id).order_by(Response.id)).first()
    match event:
        case "send":
            answer(session, "citoyens", lang, person)
            return 1
        case "draft":
            fill_draft(session, "citoyens", lang, person)
        case "paper":
            count_person(session, number, lang, person)
            return 1
        case "paper once":
            type_person(session, number, FIRST, lang, person)
        case "paper decided":
            decide_person(session, number, lang, person)
            return 1
        case "correct" if last is not None:
            fill_pages(session, begin_correction(session, last, lang), lang, person)
            assert send(session, last, lang).response_id == last
        case "withdraw" if last is not None:
            withdraw(session, last)
            return -1
    return 0


@pytest.mark.proof
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES < LONG_RUN,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=events)
def test_counted_right(session: Session, sequence: list[tuple[str, Any, dict[str, Any]]]) -> None:
    clear(session)
    if not session.scalar(select(Draft.id).limit(1)) and not _has(session):
        take_numbers(session, make_consultation(session, "citoyens"), 8)
    expected = 0
    for number, (event, lang, person) in enumerate(sequence, 1):
        expected += happen(session, event, number, lang, person)
    session.flush()

    consultation = consultation_by_code(session, "citoyens")
    responses = list(session.scalars(select(Response)))
    assert len(responses) == expected, "drafts and sheets typed once never count"
    on_paper = sum(response.channel == "paper" for response in responses)
    assert participation_by(session, [consultation.id], "channel").get("paper", 0) == on_paper
    assert total_responses(session, consultation.id) == len(responses)
    figures = tally(session, consultation)["questions"]
    for option in ACTIONS:
        assert figures["priorities"]["options"][option] == by_hand(responses, "priorities", option, None)
        for bassin in BASSINS:
            counted = option_counts(session, [consultation.id], "priorities", bassin=bassin).get(option, 0)
            assert counted == by_hand(responses, "priorities", option, bassin)
    for question, options in (("found_help", ["yes", "partly", "no"]), ("obstacles", ["waiting", "cost"])):
        asked = [r for r in responses if question in r.answers]
        assert figures[question]["base"] == len(asked)
        for option in options:
            assert figures[question]["options"][option] == by_hand(responses, question, option, None)
    sets = Counter(frozenset(r.answers.get("priorities", [])) for r in responses)
    assert ballot_types(session, [consultation.id], "priorities") == dict(sets)
    assert list(differences(session)) == []


def _has(session: Session) -> bool:
    from app.consultations.models import Consultation  # noqa: PLC0415

    return session.scalar(select(Consultation.id).limit(1)) is not None


def test_one_analysis(session: Session) -> None:
    make_consultation(session, "citoyens")
    person = {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk", "outreach"]}
    answer(session, "citoyens", "fr", person)
    answer(session, "citoyens", "nl", person)
    consultation = consultation_by_code(session, "citoyens")

    assert option_counts(session, [consultation.id], "priorities")["helpdesk"] == 2
    assert option_counts(session, [consultation.id], "priorities", language="nl")["helpdesk"] == 1
    assert participation_by(session, [consultation.id], "language") == {"fr": 1, "nl": 1}
    first, second = session.scalars(select(Response))
    assert first.answers == second.answers


def test_a_professional_of_two_bassins_counts_in_each_and_once_in_all(session: Session) -> None:
    make_consultation(session, "professionnels")
    answer(session, "professionnels", "fr", {"bassins": ["nord", "sud"], "priorities": ["helpdesk"]})
    answer(session, "professionnels", "fr", {"bassins": ["region"], "priorities": ["helpdesk"]})
    consultation = consultation_by_code(session, "professionnels")

    assert option_counts(session, [consultation.id], "priorities")["helpdesk"] == 2
    for bassin, n in (("nord", 1), ("sud", 1), ("region", 1), ("sud-est", 0)):
        assert option_counts(session, [consultation.id], "priorities", bassin=bassin).get("helpdesk", 0) == n
    assert participation_by(session, [consultation.id], "bassin") == {"nord": 1, "sud": 1, "region": 1}


def test_a_hidden_question_counts_for_nobody(session: Session) -> None:
    make_consultation(session, "citoyens")
    answer(
        session, "citoyens", "fr",
        {
            "bassin": "nord", "profile": "carer", "looked_for_help": "no", "found_help": "no",
            "obstacles": ["cost"],
        },
    )  # fmt: skip
    figures = tally(session, consultation_by_code(session, "citoyens"))["questions"]

    assert figures["found_help"] == {"base": 0, "options": {"yes": 0, "partly": 0, "no": 0}}
    assert figures["obstacles"]["base"] == 0


def test_a_count_that_was_tampered_with_is_found_and_mended(session: Session) -> None:
    make_consultation(session, "citoyens")
    answer(session, "citoyens", "fr", {"bassin": "nord", "profile": "carer", "priorities": ["helpdesk"]})
    session.execute(update(Tally).where(Tally.option == "helpdesk").values(n=7))

    assert any("the responses say 1, counted are 7" in line for line in differences(session))
    rebuild(session)
    assert list(differences(session)) == []
