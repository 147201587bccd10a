"""How a consultation takes paper: what the team decides, and the numbers of the copies."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.consultations.models import Consultation
from app.consultations.paper.errors import NoSuchSheetError, PaperClosedError, SheetDoneError
from app.consultations.paper.models import Entries, PaperPlan, PaperRun, PaperSheet
from app.consultations.paper.rules import LARGEST_NUMBER, is_accepted, last_day
from app.consultations.rules import phase
from app.db import insert_for, lock_row
from app.kit import clock
from app.kit.errors import ConflictError, InvalidError, Message, Problem
from app.kit.localized import Localized, missing_languages

MOST_COPIES = 50
"""Copies that are numbered and printed in one file."""


@dataclass(frozen=True)
class PlanView:
    """How a consultation takes paper now."""

    entries: Entries
    accepted_until: date | None
    last_day: date
    is_accepted: bool
    on_the_web: bool
    return_words: Localized
    version: int


def paper_plan(session: Session, consultation: Consultation) -> PlanView:
    """Return how a consultation takes paper. One statement."""
    row = session.get(PaperPlan, consultation.id)
    until = row.accepted_until if row else None
    opens, closes = (clock.local(at).date() for at in (consultation.opens_at, consultation.closes_at))
    return PlanView(
        entries=row.entries if row else "double",
        accepted_until=until,
        last_day=last_day(closes, until),
        is_accepted=consultation.status == "published" and is_accepted(opens, closes, until, clock.today()),
        on_the_web=row.on_the_web if row else True,
        return_words=row.return_words if row else {},
        version=row.version if row else 0,
    )


@dataclass(frozen=True)
class PlanWish:
    """What the team wants to be so."""

    entries: Entries
    accepted_until: date | None
    on_the_web: bool
    return_words: Localized


def revise_paper_plan(session: Session, consultation: Consultation, wish: PlanWish, *, seen: int) -> None:
    """Change how a consultation takes paper. `seen` is the version that the change was made from.

    Raises:
        ConflictError: somebody else saved it meanwhile.
        InvalidError: it would end before the closing, or a text is there in one language only.
    """
    problems = []
    if wish.accepted_until and wish.accepted_until < clock.local(consultation.closes_at).date():
        problems.append(Problem("accepted_until", Message("Choose a day on or after the closing.")))
    if any(wish.return_words.values()):
        missing = missing_languages(wish.return_words)
        message = Message("This text is missing in one language.")
        problems += [Problem(f"return_words.{lang}", message) for lang in missing]
    if problems:
        raise InvalidError(problems)
    before = session.get(PaperPlan, consultation.id)
    number = before.version if before else 0
    row = lock_plan(session, consultation.id)
    # Taking the lock has raised the number by one.
    if seen != number or row.version != seen + 1:
        raise ConflictError("Somebody else saved this page meanwhile. Open it again to see it as it is now.")
    row.entries = wish.entries
    row.accepted_until = wish.accepted_until
    row.on_the_web = wish.on_the_web
    row.return_words = wish.return_words
    session.flush()


def lock_plan(session: Session, consultation_id: int) -> PaperPlan:
    """Lock what the team decided about paper, so that those who type and number come one after the other."""
    session.execute(
        insert_for(session)(PaperPlan)
        .values(
            consultation_id=consultation_id, entries="double", on_the_web=True, return_words={}, version=0
        )
        .on_conflict_do_nothing(index_elements=["consultation_id"])
    )
    row = lock_row(session, PaperPlan, consultation_id)
    if row is None:
        raise NoSuchSheetError("There is nothing at this address.")
    return row


def take_numbers(session: Session, consultation: Consultation, count: int) -> PaperRun:
    """Give out the next `count` numbers, for sheets of the version that the consultation now asks.

    Raises:
        PaperClosedError: the consultation takes no paper any more, or is not public yet.
        InvalidError: there are not between 1 and `MOST_COPIES`, or the numbers are used up.
    """
    if not 0 < count <= MOST_COPIES:
        message = Message(
            "Please give a whole number between %(low)s and %(high)s.", {"low": 1, "high": MOST_COPIES}
        )
        raise InvalidError([Problem("count", message)])
    require_accepted(paper_plan(session, consultation), consultation, before=True)
    lock_plan(session, consultation.id)
    given = session.scalar(select(func.max(PaperRun.last)).where(PaperRun.consultation_id == consultation.id))
    first = int(given or 0) + 1
    if first + count > LARGEST_NUMBER:
        raise InvalidError([Problem("count", Message("There are no numbers left."))])
    run = PaperRun(
        consultation_id=consultation.id,
        first=first,
        last=first + count - 1,
        questionnaire_version_id=consultation.questionnaire_version_id,
    )
    session.add(run)
    session.flush()
    return run


def require_accepted(plan: PlanView, consultation: Consultation, *, before: bool = False) -> None:
    """Refuse what only a consultation that takes paper can do; with `before`, also those yet to open.

    Raises:
        PaperClosedError: it takes no paper now.
    """
    early = clock.now() < consultation.opens_at
    if consultation.status != "published" or (early and not before):
        raise PaperClosedError("This consultation is not open yet.")
    if not early and not plan.is_accepted:
        raise PaperClosedError("The days on which sheets of this consultation are typed in are over.")


def version_of_number(session: Session, consultation_id: int, number: int) -> int:
    """Return the version of the questionnaire that is printed on the sheet of this number. One statement.

    Raises:
        NoSuchSheetError: the number was never given out.
    """
    found = session.scalar(
        select(PaperRun.questionnaire_version_id).where(
            PaperRun.consultation_id == consultation_id, PaperRun.first <= number, PaperRun.last >= number
        )
    )
    if found is None:
        raise NoSuchSheetError("No sheet of this consultation has this number.")
    return found


def numbers_given(session: Session, consultation_id: int) -> int:
    """Return how many numbers were given out. One statement."""
    last = session.scalar(select(func.max(PaperRun.last)).where(PaperRun.consultation_id == consultation_id))
    return int(last or 0)


def run_from(session: Session, consultation_id: int, first: int) -> PaperRun:
    """Return the numbers that were given out together, by the first of them, to print them. Two statements.

    The copies hold the codes that open their answers, which their strips say that nobody else has: from the
    moment that one of them has come back, they are not printed again.

    Raises:
        NoSuchSheetError: no numbers were given out from there.
        SheetDoneError: somebody has begun to type in one of them.
    """
    run = session.get(PaperRun, (consultation_id, first))
    if run is None:
        raise NoSuchSheetError("No sheet of this consultation has this number.")
    come_back = session.scalar(
        select(PaperSheet.id).where(
            PaperSheet.consultation_id == consultation_id, PaperSheet.number.between(run.first, run.last)
        ).limit(1)
    )  # fmt: skip
    if come_back is not None:
        raise SheetDoneError("These copies have been handed out: their codes are not printed again.")
    return run


def offers_form(session: Session, consultation: Consultation) -> bool:
    """Say whether anybody can print the form of a consultation now. At most one statement."""
    now = clock.now()
    if consultation.access != "open" or phase(consultation.opens_at, consultation.closes_at, now) != "open":
        return False
    return paper_plan(session, consultation).on_the_web
