"""How far people come: counted while they answer, and the same when it is counted again from the rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.correct import begin_correction
from app.consultations.models import Consultation, Draft, Duration, PageVisit
from app.consultations.progress import Progress, progress
from app.consultations.purge import purge_drafts
from app.consultations.queries import consultation_by_code, view
from app.consultations.rebuild import differences, rebuild
from app.consultations.rules import CHECK, LONGEST_MINUTES, median_minutes, minutes_between
from app.consultations.save import save_page, state_of
from app.consultations.send import send
from app.consultations.start import start_draft
from app.consultations.withdraw import withdraw
from app.db import transaction
from app.kit import clock
from app.kit.forms import Posted
from app.kit.localized import Lang
from app.questionnaires import logic
from app.questionnaires.queries import form_of_version
from tests.factories.answers import answer, make_consultation

WHOLE = {"bassin": "nord", "profile": "carer", "looked_for_help": "yes", "found_help": "partly"}


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    with transaction() as session:
        yield session


def now(session: Session, code: str = "citoyens") -> Progress:
    session.flush()
    return progress(session, view(consultation_by_code(session, code)))


def press(
    session: Session, draft: Draft, page: str, lang: Lang, answers: dict[str, str], *, go_on: bool = True
) -> None:
    """Post one page, with those of `answers` that it shows."""
    form = form_of_version(session, draft.questionnaire_version_id)
    shown_page = next(one for one in form.pages if one.name == page)
    shown = [q.name for q in logic.shown_questions(shown_page, state_of(draft, form, lang)) if q.takes_answer]
    given_ = {name: [answers[name]] for name in shown if name in answers}
    save_page(session, draft.id, page, Posted({"shown": [" ".join(shown)], **given_}), lang, validate=go_on)


def begin(session: Session, lang: Lang = "fr") -> Draft:
    return start_draft(session, consultation_by_code(session, "citoyens"), lang)


def stop(found: Progress, page: str) -> tuple[int, int]:
    """How many came to a page, and how many stand there."""
    return next((one.came, one.stopped) for one in found.stops if one.name == page)


def test_somebody_stands_at_the_first_page_not_gone_through(session: Session) -> None:
    make_consultation(session)
    draft = begin(session)
    assert stop(now(session), "page_commune") == (1, 1)
    press(session, draft, "page_commune", "fr", {})
    assert stop(now(session), "page_commune") == (1, 0)
    assert stop(now(session), "page_bassin") == (1, 1)


def test_an_error_a_pause_and_a_press_on_back_are_no_progress(session: Session) -> None:
    make_consultation(session)
    draft = begin(session)
    press(session, draft, "page_commune", "fr", {})
    press(session, draft, "page_bassin", "fr", {})
    press(session, draft, "page_bassin", "fr", {"bassin": "nord"}, go_on=False)
    assert stop(now(session), "page_bassin") == (1, 1)
    press(session, draft, "page_bassin", "fr", {"bassin": "nord"})
    press(session, draft, "page_bassin", "fr", {"bassin": "sud"})
    assert stop(now(session), "page_bassin") == (1, 0)
    assert now(session).started == 1


def test_who_changes_language_half_way_counts_in_the_new_one_alone(session: Session) -> None:
    make_consultation(session)
    draft = begin(session, "fr")
    press(session, draft, "page_commune", "fr", {})
    press(session, draft, "page_bassin", "nl", {}, go_on=False)
    found = now(session)
    assert [(split.code, split.started) for split in found.by_language] == [("nl", 1)]
    assert stop(found, "page_commune") == (1, 0)


def test_a_page_that_is_not_asked_is_nobodys_stop(session: Session) -> None:
    make_consultation(session)
    answer(session, "citoyens", "fr", {**WHOLE, "found_help": "yes"})
    found = now(session)
    assert stop(found, "page_obstacles") == (0, 0)
    assert stop(found, "page_helpers") == (1, 0)
    assert stop(found, CHECK) == (1, 0)
    assert (found.started, found.finished, found.under_way) == (1, 1, 0)


def test_a_correction_counts_once_and_a_withdrawal_takes_everything_back(session: Session) -> None:
    make_consultation(session)
    response = answer(session, "citoyens", "fr", WHOLE)
    before = now(session)
    draft = begin_correction(session, response, "nl")
    press(session, draft, "page_help", "nl", {"looked_for_help": "no"})
    assert now(session) == before
    assert send(session, response, "nl").response_id == response
    found = now(session)
    assert (found.started, found.finished, found.under_way) == (1, 1, 0)
    assert stop(found, "page_obstacles") == (0, 0)
    assert session.scalar(select(func.sum(Duration.n))) == 1
    withdraw(session, response)
    assert now(session).started == 0
    assert session.scalar(select(func.sum(PageVisit.n))) == 0
    assert list(differences(session)) == []


def test_purged_drafts_stay_as_counts_which_a_rebuild_leaves_alone(session: Session) -> None:
    made = make_consultation(session)
    answer(session, "citoyens", "fr", WHOLE)
    press(session, begin(session), "page_commune", "fr", {})
    made.closes_at = clock.now() - timedelta(days=40)
    session.flush()
    assert purge_drafts(session) == 1
    assert purge_drafts(session) == 0
    found = now(session)
    assert (found.started, found.finished, found.under_way, found.gone) == (2, 1, 0, 1)
    assert stop(found, "page_bassin") == (2, 1)
    assert list(differences(session)) == []
    rebuild(session)
    assert now(session) == found


def test_the_start_goes_with_the_draft_and_holds_no_seconds(session: Session) -> None:
    make_consultation(session)
    draft = begin(session)
    assert draft.started_at is not None
    assert (draft.started_at.second, draft.started_at.microsecond) == (0, 0)
    columns = {column.name for table in (PageVisit, Duration) for column in table.__table__.columns}
    assert not columns & {"at", "day", "started_at", "response_id", "draft_id"}


def test_the_median_is_said_only_when_enough_were_measured(session: Session) -> None:
    make_consultation(session)
    start = clock.now()
    for minutes in (2, 3, 4, 50):
        _answer_in(session, start, minutes)
    assert now(session).minutes is None
    _answer_in(session, start, 4)
    assert now(session).minutes == 4


def _answer_in(session: Session, start: datetime, minutes: int) -> UUID:
    with clock.set_to(start):
        draft = begin(session)
    with clock.set_to(start + timedelta(minutes=minutes)):
        form = form_of_version(session, draft.questionnaire_version_id)
        while page := logic.unseen(state_of(draft, form, "fr"), draft.reached):
            press(session, draft, page, "fr", WHOLE)
        assert send(session, draft.id, "fr").response_id == draft.id
    return draft.id


@given(st.lists(st.integers(0, LONGEST_MINUTES), max_size=60))
def test_the_median_of_a_histogram_is_the_middle_of_the_list(minutes: list[int]) -> None:
    found = median_minutes(Counter(minutes))
    assert found == (sorted(minutes)[(len(minutes) - 1) // 2] if minutes else None)


@given(st.integers(-5, 5000), st.integers(0, 59))
def test_minutes_are_between_none_and_the_longest(minutes: int, seconds: int) -> None:
    start = clock.at_brussels(clock.today())
    found = minutes_between(start, start + timedelta(minutes=minutes, seconds=seconds))
    assert found == min(max(minutes, 0), LONGEST_MINUTES)


# Each event happens to one of four people, who begin when they are first seen.
happenings = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["next", "next", "next", "stay", "send", "correct", "withdraw"]),
        st.sampled_from(["fr", "nl"]),
        st.sampled_from(["yes", "partly", "no"]),
    ),
    max_size=40,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=happenings)
def test_whatever_happens_the_counts_are_those_of_the_people(
    session: Session, story: list[tuple[int, str, Any, str]]
) -> None:
    code = f"essai-{session.scalar(select(func.count()).select_from(Consultation))}"
    made = make_consultation(session, code=code)
    people: dict[int, UUID] = {}
    sent: set[int] = set()
    for who, what, lang, found_help in story:
        if who not in people:
            people[who] = start_draft(session, made, lang).id
        draft = session.get(Draft, people[who])
        if draft is not None and what in {"next", "stay"}:
            page = _next_page(session, draft, lang)
            press(session, draft, page, lang, {**WHOLE, "found_help": found_help}, go_on=what == "next")
        elif draft is not None and what == "send":
            if send(session, draft.id, lang).response_id is not None:
                sent.add(who)
        elif who in sent and what == "correct":
            begin_correction(session, people[who], lang)
        elif who in sent and what == "withdraw":
            withdraw(session, people.pop(who))
            sent.discard(who)

    found = now(session, code)
    assert found.started == len(people)
    assert found.finished == len(sent)
    assert found.under_way == len(people) - len(sent)
    assert sum(one.stopped for one in found.stops) == found.under_way
    assert sum(split.started for split in found.by_language) == found.started
    assert sum(split.finished for split in found.by_channel) == found.finished
    assert all(0 <= one.stopped <= one.came <= found.started for one in found.stops)
    assert list(differences(session)) == []


def _next_page(session: Session, draft: Draft, lang: Lang) -> str:
    """The page where somebody goes on, or the last one again."""
    form = form_of_version(session, draft.questionnaire_version_id)
    return logic.unseen(state_of(draft, form, lang), draft.reached) or form.pages[-1].name
