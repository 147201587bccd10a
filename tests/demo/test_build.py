import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import AuditLine, StaffUser
from app.consultations.figures import ballot_types, option_counts, total_responses
from app.consultations.models import (
    AnswerChoice,
    BallotTally,
    Consultation,
    Draft,
    Participation,
    Response,
    Tally,
)
from app.consultations.queries import consultation_by_code, open_to_all
from app.consultations.rebuild import differences
from app.contacts.campaigns import funnel
from app.db import Base, reading, transaction
from app.demo.build import build_demo
from app.demo.consultations import PROGRAMME
from app.kit import clock
from app.kit.outbox.models import OutboxMail
from app.main import create_app
from app.meetings.models import Meeting, Registration
from app.syntheses.models import Choice, ChosenAction, Evidence
from tests.conftest import SECRET, Databases, forget_everything, use_settings
from tests.demo import school
from tests.demo.public_pages import check_public_pages
from tests.demo.support import check_support
from tests.demo.to_come import check_meetings_to_come

PAST = ("professionnels-2023", "citoyens-2023")
WRITTEN: tuple[type[Base], ...] = (
    AnswerChoice,
    AuditLine,
    BallotTally,
    Choice,
    ChosenAction,
    Consultation,
    Draft,
    Evidence,
    Meeting,
    OutboxMail,
    Participation,
    Registration,
    Response,
    StaffUser,
    Tally,
)
OPEN_QUESTIONS = {"change_nearby", "existing", "ideas", "worries"}


@pytest.fixture(scope="module")
def make_demo(databases: Databases) -> Iterator[Callable[[str], tuple[str, str]]]:
    """Build the demonstration once on each database that is asked for; give its address and what was said."""
    built: dict[str, tuple[str, str]] = {}
    begun = clock.now()

    def make(backend: str) -> tuple[str, str]:
        if backend not in built:
            url = databases.fresh(backend)
            # Both are made on the same day, also when the tests run past midnight.
            with pytest.MonkeyPatch.context() as monkeypatch, clock.set_to(begun):
                _use(monkeypatch, url)
                built[backend] = url, build_demo(2023)
            forget_everything()
        return built[backend]

    yield make
    for url, _ in built.values():
        databases.drop(url)


@pytest.fixture
def said(
    backend: str, make_demo: Callable[[str], tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The demonstration is there; gives what the command said of it."""
    url, text = make_demo(backend)
    _use(monkeypatch, url)
    yield text
    forget_everything()


def _use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    use_settings(monkeypatch, database_url=url, secret_key=SECRET, password_cost="low")


def _everything() -> dict[str, list[str]]:
    """Return every row that the demonstration wrote, the salted hashes of passwords left out."""
    rows = {}
    with reading() as session:
        for model in WRITTEN:
            columns = [column for column in model.__table__.columns if column.name not in drawn(model)]
            rows[model.__tablename__] = sorted(repr(tuple(row)) for row in session.execute(select(*columns)))
    return rows


def drawn(model: type[Base]) -> set[str]:
    """Name the columns that hold what nobody may foresee: salted hashes, and who somebody is."""
    return {"password_hash", *(("id", "person") if model is Registration else ())}


def _past(session: Session) -> list[int]:
    return [consultation_by_code(session, code).id for code in PAST]


@pytest.mark.usefixtures("said")
def test_it_reproduces_the_documented_figures() -> None:
    with reading() as session:
        assert sum(total_responses(session, consultation) for consultation in _past(session)) == 266
        held = session.scalars(select(Meeting).where(Meeting.headcount.is_not(None))).all()
        for kind, number, reached in (("open_house", 5, 209), ("focus_group", 20, 109)):
            headcounts = [meeting.headcount or 0 for meeting in held if meeting.kind == kind]
            assert (len(headcounts), sum(headcounts)) == (number, reached)
        kinds = Counter(session.scalars(select(Meeting.kind).where(Meeting.programme_code == PROGRAMME)))
        assert (kinds["exploratory"], kinds["presentation"]) == (3, 9)
        assert {(meeting.status, meeting.invented) for meeting in held} == {("published", True)}


@pytest.mark.usefixtures("said")
def test_the_methodological_support_of_2023_and_what_people_are_told_are_as_documented() -> None:
    with reading() as session:
        check_support(session)


@pytest.mark.usefixtures("said")
def test_what_it_counts_is_what_the_responses_say() -> None:
    with reading() as session:
        assert list(differences(session)) == []


@pytest.mark.usefixtures("said")
def test_people_answer_unevenly_in_two_languages_and_in_their_own_words() -> None:
    with reading() as session:
        sent = session.scalars(select(Response).where(Response.consultation_id.in_(_past(session)))).all()
        languages = Counter(response.language for response in sent)
        days = Counter(response.submitted_on for response in sent)
        places = [response.bassins for response in sent]
        words = [
            text
            for response in sent
            for question, text in response.answers.items()
            if question in OPEN_QUESTIONS or question.endswith("_other")
        ]
    assert 0.10 <= languages["nl"] / languages.total() <= 0.20
    assert len(set(words)) == len(words) >= 150
    assert max(days.values()) > 5 * sorted(days.values())[len(days) // 2]
    assert any(len(bassins) > 1 for bassins in places)
    assert {"region", "unknown"} <= set(chain.from_iterable(places))


@pytest.mark.usefixtures("said")
def test_a_few_ballots_are_blank_or_hold_one_action() -> None:
    with reading() as session:
        types = ballot_types(session, _past(session), "priorities")
    sizes = Counter(chain.from_iterable([len(picks)] * n for picks, n in types.items()))
    assert set(sizes) == {0, 1, 2}
    assert 0.05 <= (sizes[0] + sizes[1]) / sizes.total() <= 0.10


@pytest.mark.usefixtures("said")
def test_a_round_is_open_with_answers_and_with_drafts_that_do_not_count() -> None:
    with reading() as session:
        consultations = {view.code: view for view in open_to_all(session)}
        assert set(consultations) == {"professionnels", "citoyens"}
        assert all(view.phase == "open" and view.invented for view in consultations.values())
        assert sum(total_responses(session, view.id) for view in consultations.values()) == 60
        assert len(session.scalars(select(Draft)).all()) == 7


@pytest.mark.usefixtures("said")
def test_two_bassins_have_published_a_choice_that_their_figures_bear_out() -> None:
    with reading() as session:
        choices = {choice.bassin_code: choice for choice in session.scalars(select(Choice))}
        assert set(choices) == {"nord", "centre-ouest"}
        for bassin, choice in choices.items():
            assert choice.status == "published"
            assert choice.figures
            chosen = session.scalars(
                select(ChosenAction.action_code)
                .where(ChosenAction.choice_id == choice.id)
                .order_by(ChosenAction.position)
            ).all()
            assert _ranking(session, bassin)[:2] == chosen
        assert _ranking(session, "centre-ouest")[2] == "service-inventory"


def _ranking(session: Session, bassin: str) -> list[str]:
    counts = option_counts(session, _past(session), "priorities", bassin=bassin)
    return [name for name, _ in Counter(counts).most_common() if not name.startswith("_")]


@pytest.mark.usefixtures("said")
def test_seats_can_be_taken_in_each_bassin_and_people_wait_for_a_workshop_of_two_days() -> None:
    with reading() as session:
        check_meetings_to_come(session)


@pytest.mark.usefixtures("said")
def test_the_school_of_2023_reads_from_invitation_to_attendance_as_documented_and_after_the_purge() -> None:
    with reading() as session:
        school.check_funnel(session)
    with transaction() as session:
        school.forget_everybody(session)
        school.check_funnel(session)
        session.rollback()


def test_the_page_shows_the_funnel_of_the_school_in_both_languages(
    make_demo: Callable[[str], tuple[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # On a copy: signing in writes, and the other tests compare what is written.
    copy = shutil.copyfile(make_demo("sqlite")[0].removeprefix("sqlite:///"), tmp_path / "copy.sqlite3")
    _use(monkeypatch, f"sqlite:///{copy}")
    school.check_page("admin@example.org", school.FRENCH)
    school.check_page("analyst@example.org", school.DUTCH)
    forget_everything()


@pytest.mark.usefixtures("said")
def test_nothing_waits_in_the_outbox() -> None:
    with reading() as session:
        assert set(session.scalars(select(OutboxMail.state))) == {"sent"}


@pytest.mark.usefixtures("said")
def test_member_associations_are_invited_by_name_and_some_have_answered() -> None:
    with reading() as session:
        consultation = consultation_by_code(session, "membres")
        found = funnel(session, consultation.id)
        assert (found.invited, found.sent, found.slips, found.answered) == (16, 14, 2, 7)
        assert (found.bounced, found.no_mail, found.to_remind) == (1, 1, 5)
        assert total_responses(session, consultation.id) == 7
        assert not any(mail.params for mail in session.scalars(select(OutboxMail)))


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.usefixtures("said")
def test_nothing_that_the_public_pages_hide_can_be_worked_out() -> None:
    with TestClient(create_app()) as client:
        check_public_pages(client)


def test_a_second_run_changes_nothing_and_says_the_same(said: str) -> None:
    before = _everything()
    assert build_demo(2023) == said
    assert build_demo(7) == said
    assert _everything() == before


def test_it_says_where_to_look_and_how_to_sign_in(said: str) -> None:
    for words in ("266", "209", "109", "/fr/", "/nl/", "/staff/", "admin@example.org", "demonstration-2023"):
        assert words in said


def test_the_same_seed_gives_the_same_rows_on_both_databases(
    make_demo: Callable[[str], tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for backend in ("sqlite", "postgresql"):
        url, _ = make_demo(backend)
        _use(monkeypatch, url)
        found.append(_everything())
        forget_everything()
    assert found[0] == found[1]
