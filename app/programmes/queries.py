"""What screens read of a programme."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.localized import LANGUAGES, Localized
from app.programmes.models import Action, Ballot, BassinFunction, Programme, Strand


@dataclass(frozen=True)
class ActionView:
    """A possible action with the function it serves."""

    code: str
    function_code: str
    function: Localized
    name: Localized
    plain: Localized
    definition: Localized
    invented: bool


@dataclass(frozen=True)
class BallotView:
    """A ballot with its actions in their order."""

    programme_code: str
    code: str
    title: Localized
    pick: int
    tie_rule: str
    invented_note: Localized
    actions: tuple[ActionView, ...]


@dataclass(frozen=True)
class StrandView:
    """One way in which a programme listened."""

    code: str
    title: Localized
    summary: Localized
    held: Localized
    count: int | None
    reached: int | None


@dataclass(frozen=True)
class ProgrammeView:
    """A programme with its strands in their order."""

    code: str
    title: Localized
    summary: Localized
    source: Localized
    strands: tuple[StrandView, ...]


def actions(session: Session, programme_code: str) -> list[ActionView]:
    """Return the actions of a programme in their order. One statement."""
    rows = session.execute(
        select(Action, BassinFunction.title)
        .join(
            BassinFunction,
            (BassinFunction.programme_code == Action.programme_code)
            & (BassinFunction.code == Action.function_code),
        )
        .where(Action.programme_code == programme_code)
        .order_by(Action.position)
    )
    return [
        ActionView(a.code, a.function_code, function, a.name, a.plain, a.definition, a.invented)
        for a, function in rows
    ]


def ballot(session: Session, programme_code: str, code: str = "priorities") -> BallotView | None:
    """Return a ballot of a programme, or None. Two statements."""
    row = session.get(Ballot, (programme_code, code))
    if row is None:
        return None
    by_code = {action.code: action for action in actions(session, programme_code)}
    return BallotView(
        programme_code, row.code, row.title, row.pick, row.tie_rule, row.invented_note,
        tuple(by_code[name] for name in row.actions),
    )  # fmt: skip


def all_ballots(session: Session) -> list[BallotView]:
    """Return every ballot of every programme."""
    keys = session.execute(select(Ballot.programme_code, Ballot.code).order_by(Ballot.code))
    return [view for key in keys if (view := ballot(session, *key)) is not None]


def programme(session: Session, code: str) -> ProgrammeView | None:
    """Return a programme with its strands, or None. Two statements."""
    row = session.get(Programme, code)
    if row is None:
        return None
    strands = session.scalars(select(Strand).where(Strand.programme_code == code).order_by(Strand.position))
    return ProgrammeView(
        row.code, row.title, row.summary, row.source,
        tuple(StrandView(s.code, s.title, s.summary, s.held, s.count, s.reached) for s in strands),
    )  # fmt: skip


def strand_names(session: Session) -> dict[str, Localized]:
    """Return the strands of every programme by programme/strand, with names that tell programmes apart."""
    found = [view for code in programme_codes(session) if (view := programme(session, code)) is not None]
    return {
        f"{view.code}/{strand.code}": {
            lang: f"{strand.title[lang]} ({view.title[lang]})" for lang in LANGUAGES
        }
        for view in found
        for strand in view.strands
    }


def programme_codes(session: Session) -> list[str]:
    """Return the code of every programme, the newest first."""
    return list(session.scalars(select(Programme.code).order_by(Programme.code.desc())))


def programme_names(session: Session) -> dict[str, Localized]:
    """Return the title of every programme by code, the newest first. One statement."""
    rows = session.execute(select(Programme.code, Programme.title).order_by(Programme.code.desc()))
    return {code: title for code, title in rows}  # noqa: C416 - dict(rows) has no types


def main_programme_code(session: Session) -> str | None:
    """Return the newest programme that lets bassins choose, or else the newest; None where there is none.

    The home page tells of it. One statement.
    """
    has_ballot = select(Ballot.code).where(Ballot.programme_code == Programme.code).exists()
    return session.scalar(select(Programme.code).order_by(has_ballot.desc(), Programme.code.desc()).limit(1))
