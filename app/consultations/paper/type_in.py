"""Type in a sheet: the second person types blind, and where both typed the same it counts at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consultations.cubes import write_counts
from app.consultations.models import Consultation
from app.consultations.paper.compare import Typing, compare
from app.consultations.paper.errors import NoSuchSheetError, SheetDoneError
from app.consultations.paper.models import PaperEntry, PaperSheet, SheetState
from app.consultations.paper.plan import (
    lock_plan,
    paper_plan,
    require_accepted,
    version_of_number,
)
from app.consultations.paper.rules import sheet_code
from app.consultations.send import fill_response, new_response
from app.db import lock_row
from app.kit import clock, tokens
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Lang
from app.questionnaires.model import Form
from app.questionnaires.paper.numbering import paper_questions, printed_orders
from app.questionnaires.paper.typed import read_typed
from app.questionnaires.queries import form_of_version
from app.questionnaires.values import Answer

TYPISTS = {"double": 2, "single": 1}


@dataclass(frozen=True)
class TypedSheet:
    """What somebody has typed from a sheet, field by field, as they typed it."""

    number: int
    batch: str
    language: Lang
    fields: Mapping[str, str]
    """Texts by question name; a question that is not there was left blank."""


def response_id_of(consultation_id: int, number: int) -> UUID:
    """Return the id that the answer of a sheet has, which its strip can name before anything is typed."""
    return tokens.derived_id("paper", consultation_id, number)


def check_sheet(session: Session, consultation: Consultation, number: int, member_id: int) -> int:
    """Return the version of the questionnaire on a sheet that this person can type in now.

    Raises:
        PaperClosedError: sheets are not typed in now.
        NoSuchSheetError: the number was never given out.
        SheetDoneError: it counts already, two people have typed it, or this person has.
    """
    require_accepted(paper_plan(session, consultation), consultation)
    version_id = version_of_number(session, consultation.id, number)
    sheet = find_sheet(session, consultation.id, number)
    if sheet is None:
        return version_id
    if sheet.standing == "done":
        raise SheetDoneError("Sheet %(code)s is done: it counts already.", code=sheet_code(number))
    typists = session.scalars(select(PaperEntry.entered_by_id).where(PaperEntry.sheet_id == sheet.id)).all()
    if member_id in typists:
        raise SheetDoneError(
            "You have typed in sheet %(code)s already. Somebody else types it the second time.",
            code=sheet_code(number),
        )
    # Where one person was enough when it was typed, and two are needed now, the second one comes first.
    if sheet.standing == "differing" and len(typists) >= TYPISTS[paper_plan(session, consultation).entries]:
        raise SheetDoneError("Sheet %(code)s waits for a decision.", code=sheet_code(number))
    return sheet.questionnaire_version_id


def type_in(session: Session, consultation: Consultation, member_id: int, typed: TypedSheet) -> SheetState:
    """Keep what one person has typed from a sheet, and return where the sheet stands now.

    The entry that completes the sheet is compared with the first. Where both are the same and break no rule,
    the answer is sent; otherwise somebody decides.

    Raises:
        InvalidError: a field cannot be read as an answer; nothing was kept.
        PaperClosedError, NoSuchSheetError, SheetDoneError: see `check_sheet`.
    """
    lock_plan(session, consultation.id)
    version_id = check_sheet(session, consultation, typed.number, member_id)
    form = form_of_version(session, version_id)
    typing = read_fields(form, typed.language, typed.fields)
    sheet = find_sheet(session, consultation.id, typed.number)
    if sheet is None:
        sheet = PaperSheet(
            id=uuid4(), consultation_id=consultation.id, questionnaire_version_id=version_id,
            number=typed.number, batch=typed.batch, standing="once",
        )  # fmt: skip
        session.add(sheet)
        session.flush()
    locked = lock_row(session, PaperSheet, sheet.id)
    if locked is None:
        raise NoSuchSheetError("Nothing was typed in from this sheet.")
    entries = entries_of(session, locked.id)
    session.add(
        PaperEntry(
            id=uuid4(),
            sheet_id=locked.id,
            entered_by_id=member_id,
            place=len(entries) + 1,
            language=typing.language,
            answers=dict(typing.answers),
            unreadable=sorted(typing.unreadable),
        )
    )
    session.flush()
    if len(entries) + 1 < TYPISTS[paper_plan(session, consultation).entries]:
        return locked.standing
    found = compare(form, [*map(typing_of, entries), typing], clock.today())
    if found.open:
        locked.standing = "differing"
        session.flush()
    else:
        count_sheet(session, locked, form, found.language, found.agreed)
    return locked.standing


def read_fields(form: Form, language: Lang, fields: Mapping[str, str]) -> Typing:
    """Read every field of a sheet.

    Raises:
        InvalidError: with every field that cannot be read.
    """
    answers: dict[str, Answer] = {}
    unreadable, problems = set(), []
    for name, question in paper_questions(form).items():
        read = read_typed(question, fields.get(name, ""))
        if read.problem:
            problems.append(Problem(name, read.problem))
        elif read.unreadable:
            unreadable.add(name)
        elif read.answer is not None:
            answers[name] = read.answer
    if not problems and not answers and not unreadable:
        blank = Message("Nothing is typed. A sheet that was left blank does not count: put it aside.")
        problems = [Problem(next(iter(paper_questions(form)), ""), blank)]
    if problems:
        raise InvalidError(problems)
    return Typing(language, answers, frozenset(unreadable))


def count_sheet(
    session: Session, sheet: PaperSheet, form: Form, language: Lang, answers: Mapping[str, Answer]
) -> None:
    """Send the answer of a sheet, count it, and forget what was typed; the caller holds the sheet's lock."""
    sent = new_response(
        response_id_of(sheet.consultation_id, sheet.number),
        sheet.consultation_id,
        sheet.questionnaire_version_id,
        "paper",
    )
    write_counts(session, fill_response(session, form, sent, answers, printed_orders(form), language))
    for entry in entries_of(session, sheet.id):
        session.delete(entry)
    sheet.standing = "done"
    session.flush()


def find_sheet(session: Session, consultation_id: int, number: int) -> PaperSheet | None:
    """Return the sheet from which somebody has begun to type, or None. One statement."""
    return session.scalars(
        select(PaperSheet).where(PaperSheet.consultation_id == consultation_id, PaperSheet.number == number)
    ).one_or_none()


def entries_of(session: Session, sheet_id: UUID) -> list[PaperEntry]:
    """Return what was typed from a sheet, the first entry first. One statement."""
    return list(
        session.scalars(select(PaperEntry).where(PaperEntry.sheet_id == sheet_id).order_by(PaperEntry.place))
    )


def typing_of(entry: PaperEntry) -> Typing:
    """Return an entry as it is compared."""
    return Typing(entry.language, entry.answers, frozenset(entry.unreadable))
