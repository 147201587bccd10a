"""Sheets: typed in twice, compared, decided, counted once, and forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.figures import option_counts, participation_by, total_responses
from app.consultations.find_mine import find_mine
from app.consultations.models import Consultation, Response
from app.consultations.paper.decide import Choice, case_of, decide, drop_sheet
from app.consultations.paper.errors import NoSuchSheetError, PaperClosedError, SheetDoneError
from app.consultations.paper.models import PaperEntry, PaperSheet
from app.consultations.paper.plan import (
    PlanWish,
    paper_plan,
    revise_paper_plan,
    run_from,
    take_numbers,
)
from app.consultations.paper.purge import purge_sheets
from app.consultations.paper.type_in import TypedSheet, response_id_of, type_in
from app.consultations.queries import consultation_by_code
from app.consultations.rebuild import differences
from app.consultations.send import receipt_code
from app.consultations.withdraw import withdraw
from app.db import transaction
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError
from tests.factories.answers import make_consultation
from tests.staff.world import give_members

ADA, BEN, CHLOE = 1, 2, 3
SHEET = {
    "commune": "14", "bassin": "1", "profile": "3", "looked_for_help": "1", "found_help": "2",
    "obstacles": "2 11", "obstacles_other": "Le téléphone", "helpers": "1", "priorities": "1 9",
    "change_nearby": "Plus de bancs.",
}  # fmt: skip


@pytest.fixture
def session(database: str) -> Iterator[Session]:  # noqa: ARG001 - it must be there first
    give_members()
    with transaction() as session:
        take_numbers(session, make_consultation(session, "citoyens"), 5)
        yield session


@pytest.fixture
def consultation(session: Session) -> Consultation:
    return consultation_by_code(session, "citoyens")


def type_sheet(session: Session, who: int, number: int = 1, **changes: str) -> str:
    row = consultation_by_code(session, "citoyens")
    return type_in(session, row, who, TypedSheet(number, "A", "fr", SHEET | changes))


def responses(session: Session) -> list[Response]:
    return list(session.scalars(select(Response)))


def n_entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PaperEntry)) or 0


def test_a_sheet_that_two_people_type_alike_counts_once_and_what_was_typed_is_forgotten(
    session: Session, consultation: Consultation
) -> None:
    assert type_sheet(session, ADA) == "once"
    assert responses(session) == []
    assert total_responses(session, consultation.id) == 0
    assert type_sheet(session, BEN) == "done"
    [sent] = responses(session)
    assert (sent.channel, sent.language, sent.bassins, sent.profile) == ("paper", "fr", ["nord"], "carer")
    assert sent.answers["obstacles"] == ["waiting", "other"]
    assert sent.answers["change_nearby"] == "Plus de bancs."
    assert list(sent.shown_order) == ["priorities"], "the printed order of what the web shuffles"
    assert option_counts(session, [consultation.id], "obstacles")["waiting"] == 1
    assert participation_by(session, [consultation.id], "channel") == {"paper": 1}
    assert n_entries(session) == 0
    assert list(differences(session)) == []


def test_nobody_types_a_sheet_twice_and_nobody_types_one_that_is_done(session: Session) -> None:
    type_sheet(session, ADA)
    with pytest.raises(SheetDoneError, match="already"):
        type_sheet(session, ADA)
    type_sheet(session, BEN)
    with pytest.raises(SheetDoneError, match="counts already"):
        type_sheet(session, CHLOE)
    assert len(responses(session)) == 1


def test_where_two_entries_differ_somebody_decides_about_the_difference_alone(
    session: Session, consultation: Consultation
) -> None:
    type_sheet(session, ADA, bassin="1", found_help="?")
    assert type_sheet(session, BEN, bassin="2") == "differing"
    assert total_responses(session, consultation.id) == 0
    assert case_of(session, consultation, 1).comparison.open == ("bassin", "found_help")
    with pytest.raises(SheetDoneError, match="decision"):
        type_sheet(session, CHLOE)
    with pytest.raises(InvalidError) as refused:
        decide(session, consultation, 1, {"bassin": Choice("second")})
    assert [problem.field for problem in refused.value.problems] == ["found_help"]
    decide(session, consultation, 1, {"bassin": Choice("second"), "found_help": Choice("other", "2")})
    [sent] = responses(session)
    assert (sent.bassins, sent.answers["found_help"]) == (["nord-est"], "partly")
    assert n_entries(session) == 0
    assert list(differences(session)) == []


def test_an_answer_that_breaks_a_rule_is_decided_even_when_both_typed_it(
    session: Session, consultation: Consultation
) -> None:
    type_sheet(session, ADA, priorities="1 2 3")
    assert type_sheet(session, BEN, priorities="123") == "differing"
    assert case_of(session, consultation, 1).comparison.open == ("priorities",)
    for choice in (Choice("first"), Choice("other", "1 2 3")):
        with pytest.raises(InvalidError):
            decide(session, consultation, 1, {"priorities": choice})
    assert responses(session) == []
    decide(session, consultation, 1, {"priorities": Choice("blank")})
    assert "priorities" not in responses(session)[0].answers


def test_paper_may_leave_out_what_the_web_demands(session: Session) -> None:
    for who in (ADA, BEN):
        type_sheet(session, who, bassin="", profile="?")
    [sent] = responses(session)
    assert (sent.bassins, sent.profile) == ([], "unknown")


def test_what_stands_where_nobody_was_asked_counts_for_nothing(session: Session) -> None:
    type_sheet(session, ADA, looked_for_help="2", found_help="1")
    assert type_sheet(session, BEN, looked_for_help="2", found_help="3") == "done"
    assert "found_help" not in responses(session)[0].answers


def test_two_languages_for_one_sheet_are_a_difference(session: Session, consultation: Consultation) -> None:
    type_sheet(session, ADA)
    assert type_in(session, consultation, BEN, TypedSheet(1, "A", "nl", SHEET)) == "differing"
    decide(session, consultation, 1, {":language": Choice("second")})
    assert responses(session)[0].language == "nl"


@pytest.mark.parametrize("fields", [{}, {"bassin": "9"}, {"years": "1", "bassin": "x"}])
def test_it_refuses_a_blank_sheet_and_what_cannot_be_read(
    session: Session, consultation: Consultation, fields: dict[str, str]
) -> None:
    with pytest.raises(InvalidError):
        type_in(session, consultation, ADA, TypedSheet(1, "A", "fr", fields))
    assert session.scalar(select(func.count()).select_from(PaperSheet)) == 0


def test_it_refuses_a_number_that_was_never_given_out(session: Session) -> None:
    with pytest.raises(NoSuchSheetError):
        type_sheet(session, ADA, number=6)


def test_where_one_entry_is_enough_the_sheet_counts_at_once(
    session: Session, consultation: Consultation
) -> None:
    revise_paper_plan(
        session, consultation, PlanWish("single", None, on_the_web=True, return_words={}), seen=1
    )
    assert type_sheet(session, ADA) == "done"
    assert type_sheet(session, ADA, number=2, priorities="1 2 3") == "differing"
    decide(session, consultation, 2, {"priorities": Choice("other", "1 2")})
    assert total_responses(session, consultation.id) == 2


def test_a_plan_that_was_saved_meanwhile_is_not_overwritten(
    session: Session, consultation: Consultation
) -> None:
    wish = PlanWish("single", None, on_the_web=True, return_words={})
    with pytest.raises(ConflictError):
        revise_paper_plan(session, consultation, wish, seen=0)
    with pytest.raises(InvalidError):
        revise_paper_plan(session, consultation, PlanWish("double", None, True, {"fr": "Ici"}), seen=1)  # noqa: FBT003


def test_sheets_are_typed_in_for_some_days_after_the_closing_and_no_longer(
    session: Session, consultation: Consultation
) -> None:
    with clock.set_to(consultation.closes_at + timedelta(days=13)):
        assert type_sheet(session, ADA) == "once"
    with clock.set_to(consultation.closes_at + timedelta(days=15)), pytest.raises(PaperClosedError):
        type_sheet(session, BEN)
    with clock.set_to(consultation.opens_at - timedelta(days=1)), pytest.raises(PaperClosedError):
        type_sheet(session, BEN)


def test_the_code_on_the_strip_opens_and_withdraws_the_answer(
    session: Session, consultation: Consultation
) -> None:
    code = receipt_code(response_id_of(consultation.id, 1))
    with pytest.raises(InvalidError):
        find_mine(session, code)
    type_sheet(session, ADA)
    type_sheet(session, BEN)
    withdraw(session, find_mine(session, code).id)
    assert total_responses(session, consultation.id) == 0
    assert list(differences(session)) == []
    with pytest.raises(SheetDoneError):
        type_sheet(session, CHLOE)


def test_the_tables_do_not_tell_which_sheet_became_which_response(session: Session) -> None:
    type_sheet(session, ADA)
    type_sheet(session, BEN)
    sheet = session.execute(select(PaperSheet.__table__)).mappings().one()
    sent = session.execute(select(Response.__table__)).mappings().one()
    shared: set[Any] = {str(value) for value in sheet.values()} & {str(value) for value in sent.values()}
    assert shared <= {
        str(sent["consultation_id"]),
        str(sent["questionnaire_version_id"]),
        str(sent["version"]),
    }


def test_a_sheet_that_was_typed_under_a_wrong_number_can_be_typed_anew(
    session: Session, consultation: Consultation
) -> None:
    type_sheet(session, ADA)
    drop_sheet(session, consultation, 1)
    assert n_entries(session) == 0
    assert type_sheet(session, ADA) == "once"
    type_sheet(session, BEN)
    with pytest.raises(SheetDoneError):
        drop_sheet(session, consultation, 1)


def test_numbers_are_given_out_once(session: Session, consultation: Consultation) -> None:
    run = take_numbers(session, consultation, 3)
    assert (run.first, run.last) == (6, 8)
    for count in (0, -1, 51):
        with pytest.raises(InvalidError):
            take_numbers(session, consultation, count)


def test_what_was_typed_from_a_sheet_that_never_counted_is_forgotten(
    session: Session, consultation: Consultation
) -> None:
    type_sheet(session, ADA)
    type_sheet(session, ADA, number=2)
    type_sheet(session, BEN, number=2)
    with clock.set_to(consultation.closes_at + timedelta(days=44)):
        assert purge_sheets(session) == 0
    with clock.set_to(consultation.closes_at + timedelta(days=46)):
        assert purge_sheets(session) == 1
    assert n_entries(session) == 0
    assert [sheet.number for sheet in session.scalars(select(PaperSheet))] == [2]


def test_codes_of_copies_are_printed_until_one_comes_back_and_never_again(
    session: Session, consultation: Consultation
) -> None:
    assert run_from(session, consultation.id, 1).last == 5
    type_sheet(session, ADA, number=4)
    with pytest.raises(SheetDoneError):
        run_from(session, consultation.id, 1)
    later = take_numbers(session, consultation, 1).first
    assert run_from(session, consultation.id, later).last == later


def test_a_sheet_that_one_person_left_to_decide_is_typed_again_once_two_are_needed(
    session: Session, consultation: Consultation
) -> None:
    one = PlanWish("single", None, on_the_web=True, return_words={})
    revise_paper_plan(session, consultation, one, seen=paper_plan(session, consultation).version)
    assert type_sheet(session, ADA, priorities="1 2 3 4") == "differing"
    with pytest.raises(SheetDoneError, match="waits"):
        type_sheet(session, BEN)
    two = PlanWish("double", None, on_the_web=True, return_words={})
    revise_paper_plan(session, consultation, two, seen=paper_plan(session, consultation).version)
    assert type_sheet(session, BEN) == "differing"
    assert len(case_of(session, consultation, 1).entries) == 2
