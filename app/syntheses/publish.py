"""Make a choice public: complete in both languages, with evidence, beside figures that no longer move."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.audit import record
from app.db import block_writers, lock_row
from app.kit import clock
from app.kit.errors import Message, Problem
from app.programmes.queries import BallotView
from app.syntheses.errors import (
    AlreadyPublishedError,
    ChangedMeanwhileError,
    NoChoiceError,
    NotReadyError,
)
from app.syntheses.models import Choice
from app.syntheses.queries import choice_of
from app.syntheses.releases.make import public_tables
from app.syntheses.releases.models import Release
from app.syntheses.rules import Gap

_MISSING = {
    ("reason", "fr"): "Reason %(n)s is missing in French.",
    ("reason", "nl"): "Reason %(n)s is missing in Dutch.",
    ("against", "fr"): "What speaks against it is missing in French.",
    ("against", "nl"): "What speaks against it is missing in Dutch.",
    ("evidence", "fr"): "Evidence %(n)s is missing in French.",
    ("evidence", "nl"): "Evidence %(n)s is missing in Dutch.",
}


def publish(session: Session, of: BallotView, bassin_code: str, *, user_id: int) -> None:
    """Publish the choice of a bassin and freeze its protected figures.

    Figures that were public before stay as they were then: see docs/decisions/0008.

    Raises:
        NoChoiceError: nothing was recorded.
        NotReadyError: something is missing; every gap is named. Nothing was changed.
        AlreadyPublishedError: it is public already.
        ChangedMeanwhileError: somebody saved it at this very moment.
    """
    # Figures need numpy, which the service must not load to start.
    from app.analysis.release import release  # noqa: PLC0415

    found = choice_of(session, of, bassin_code)
    if found is None:
        raise NoChoiceError("This bassin has not recorded a choice yet.")
    if found.gaps:
        raise NotReadyError([problem_of(gap) for gap in found.gaps])
    key = session.scalars(
        select(Choice.id).where(Choice.programme_code == of.programme_code, Choice.bassin_code == bassin_code)
    ).one()
    choice = lock_row(session, Choice, key)
    if choice is None or choice.version != found.version + 1:
        raise ChangedMeanwhileError("Somebody else saved this choice meanwhile. Please open it again.")
    if choice.status == "published":
        raise AlreadyPublishedError("This choice is public already.")
    # A release and the page of a bassin are protected beside each other: never both at the same moment.
    block_writers(session, Release)
    choice.figures = release(
        session, of.programme_code, bassin_code, clock.today(), choice.figures, tables=public_tables(session)
    )
    choice.status = "published"
    choice.published_at = clock.now()
    session.flush()
    record(session, user_id, "publish_choice", f"choice:{of.programme_code}/{bassin_code}")


def problem_of(gap: Gap) -> Problem:
    """Return a gap in words, at its field of the form."""
    if gap.lack == "evidence":
        return Problem(gap.field, Message("At least one line of evidence is needed."))
    if gap.lack == "meeting":
        return Problem(
            gap.field, Message("This meeting is still a draft: publish it first, or name another.")
        )
    name, _, lang = gap.field.rpartition(".")
    kind, _, number = name.removesuffix(".statement").partition("-")
    return Problem(gap.field, Message(_MISSING[kind, lang], {"n": number} if number else {}))
