"""*counted right* and *one analysis*: what is counted is what was sent, per option, whatever the language."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.consultations.figures import ballot_types, option_counts, participation_by, tally, total_responses
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Draft,
    PageVisit,
    Participation,
    Response,
    Tally,
    Ticket,
)
from app.consultations.paper.models import PaperEntry, PaperSheet
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences, rebuild
from app.db import transaction
from app.questionnaires.models import Questionnaire, QuestionnaireVersion
from tests.factories.answers import answer, make_consultation
from tests.factories.people import ACTIONS, BASSINS, people
from tests.staff.world import give_members
from tests.support import recount
from tests.support.happenings import HAPPENINGS, Told, corrected, furnish

LONG_RUN = 300
EXAMPLES = LONG_RUN if os.environ.get("PROOF") else 12
"""`make proof` runs long and by fresh chance; `make test` runs the same seeded dozen each time."""

NEW_VERSION = "new version"
evaluations = st.fixed_dictionaries(
    # A sheet that is quite blank does not count, so one item is always there.
    {"welcome": st.sampled_from(["1", "5", "no_opinion"])},
    optional={
        "expression": st.sampled_from(["1", "2", "4"]),
        "expression_help": st.lists(st.sampled_from(["time", "rounds"]), unique=True, max_size=2),
        "improve": st.sampled_from(["Plus de temps", "Meer tijd"]),
    },
)
events = st.lists(
    st.tuples(
        st.sampled_from([*HAPPENINGS, corrected, NEW_VERSION]),
        st.sampled_from(["fr", "nl"]),
        people,
        st.sampled_from([{}, {"heard_of_it": "yes"}]),
        evaluations,
    ),
    max_size=8,
)

PERSON = {
    "bassin": "nord",
    "profile": "carer",
    "looked_for_help": "yes",
    "priorities": ["helpdesk", "outreach"],
}
ALL_OF_IT = [
    (happening, lang, PERSON, {"heard_of_it": "yes"}, {"welcome": "5", "expression": "1"})
    for happening, lang in zip(
        [*HAPPENINGS, NEW_VERSION, HAPPENINGS[0], corrected], ["fr", "nl"] * len(HAPPENINGS), strict=False
    )
]
"""Everything that can happen, once, and a correction after the questionnaire changed."""


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    give_members()
    with transaction() as session:
        yield session


def clear(session: Session, version_id: int) -> None:
    """Forget all answers, and ask the first version again."""
    cubes = (AnswerChoice, Tally, BallotTally, Participation, PageVisit)
    for model in (*cubes, Response, Draft, Ticket, PaperEntry, PaperSheet):
        session.execute(delete(model))
    consultation_by_code(session, "citoyens").questionnaire_version_id = version_id


def by_hand(responses: list[Response], question: str, option: str, bassin: str | None) -> int:
    """Count in the JSON of the responses, without any of the code under test."""
    n = 0
    for response in responses:
        given = response.answers.get(question)
        picked = given if isinstance(given, list) else [given]
        if option in picked and (bassin is None or response.answers.get("bassin") == bassin):
            n += 1
    return n


@pytest.mark.proof
@settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES < LONG_RUN,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=events)
@example(sequence=ALL_OF_IT)
def test_counted_right(session: Session, sequence: list[tuple[Any, ...]]) -> None:
    versions = _versions(session)
    clear(session, versions[0])
    expected = 0
    for number, (event, lang, person, more, evaluation) in enumerate(sequence, 1):
        if event == NEW_VERSION:
            consultation_by_code(session, "citoyens").questionnaire_version_id = versions[1]
        else:
            expected += event(session, Told(number, lang, person | more, evaluation))
    session.flush()

    everything = list(session.scalars(select(Response)))
    assert len(everything) == expected, "drafts and sheets typed once never count"
    assert recount.kept(session) == recount.by_hand(session)
    assert recount.asked_is_answered_or_blank(session)
    assert list(differences(session)) == []

    consultation = consultation_by_code(session, "citoyens")
    responses = [response for response in everything if response.consultation_id == consultation.id]
    assert total_responses(session, consultation.id) == len(responses)
    channels = Counter(response.channel for response in responses)
    assert participation_by(session, [consultation.id], "channel") == channels
    figures = tally(session, consultation)["questions"]
    for option in ACTIONS:
        assert figures["priorities"]["options"][option] == by_hand(responses, "priorities", option, None)
        for bassin in BASSINS:
            counted = option_counts(session, [consultation.id], "priorities", bassin=bassin).get(option, 0)
            assert counted == by_hand(responses, "priorities", option, bassin)
    sets = Counter(frozenset(r.answers.get("priorities", [])) for r in responses)
    assert ballot_types(session, [consultation.id], "priorities") == dict(sets)


def _versions(session: Session) -> tuple[int, int]:
    """Return both versions of the questionnaire; the first example of a run makes them."""
    found = session.scalars(
        select(QuestionnaireVersion.id)
        .join(Questionnaire)
        .where(Questionnaire.code == "citoyens")
        .order_by(QuestionnaireVersion.id)
    ).all()
    return (found[0], found[1]) if len(found) > 1 else furnish(session)


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
