"""Where the actions of a ballot stand over sent responses: for screens, releases and the command line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.analysis.cast import NoBallotError, cast_in
from app.analysis.statistics.priorities import Ballots, BestSets, Word, best_sets, standings
from app.analysis.subjects import Subject, subject_of, subjects_of_programme
from app.consultations.queries import ConsultationView, consultations_overview
from app.kit.errors import NotFoundError
from app.programmes.queries import ActionView, BallotView, programme_codes


class NoSuchScopeError(NotFoundError):
    """Neither a consultation nor a programme has this code."""


class NoSuchPlaceError(NotFoundError):
    """No questionnaire of the scope offers this bassin."""


@dataclass(frozen=True)
class ActionRow:
    """One action. Share and limits are between 0 and 1, None where nobody chose anything."""

    action: ActionView
    n: int
    share: float | None
    low: float | None
    high: float | None
    p_top2: float
    """Probability of being among the most picked if similar people had answered."""
    word: Word
    candidate: bool
    rank: int
    """Shared by ties: 1, 2, 2, 4."""
    tied: bool


@dataclass(frozen=True)
class Priorities:
    """The actions in the order of the ballot, and what speaks of them together."""

    scope: str
    bassin: str | None
    base: int
    """People who chose at least one action: what every share is a share of."""
    blanks: int
    """People who were asked and chose none."""
    pick: int
    rows: tuple[ActionRow, ...]
    best: BestSets | None
    """None where nobody chose anything."""

    @property
    def ranked(self) -> list[ActionRow]:
        """The same rows, most picked first, ties in the order of the ballot."""
        return sorted(self.rows, key=lambda row: row.rank)

    @property
    def candidates(self) -> list[ActionRow]:
        """The actions that the bassin chooses among, most picked first."""
        return [row for row in self.ranked if row.candidate]

    @property
    def same_best(self) -> tuple[frozenset[str], ...]:
        """The sets that are best in all three ways of counting, in the order of the ballot; perhaps none."""
        if self.best is None:
            return ()
        others = set(self.best.pav.sets) & set(self.best.coverage.sets)
        return tuple(one for one in self.best.approval.sets if one in others)


def priorities(
    session: Session,
    consultations: ConsultationView | Sequence[ConsultationView],
    *,
    bassin: str | None = None,
    profile: str = "",
    language: str = "",
) -> Priorities:
    """Return where the actions stand over one consultation, or over several that ask the same ballot.

    `bassin` None is everyone, each person once. Statements: one per consultation, and those of `subject_of`.

    Raises:
        NoBallotError: none of the consultations asks for priorities.
    """
    views = [consultations] if isinstance(consultations, ConsultationView) else list(consultations)
    subjects = [subject for subject in (subject_of(session, view) for view in views) if subject.ballot]
    scope = views[0].code if len(views) == 1 else (views[0].programme_code if views else "")
    return priorities_of(session, subjects, scope=scope, bassin=bassin, profile=profile, language=language)


def priorities_of(
    session: Session,
    subjects: Sequence[Subject],
    *,
    scope: str,
    bassin: str | None = None,
    profile: str = "",
    language: str = "",
) -> Priorities:
    """Return the same for subjects that were read before. One statement per subject.

    Raises:
        NoBallotError: none of the subjects asks for priorities.
    """
    cast = cast_in(session, subjects, bassin=bassin)
    ballots = cast.ballots(profile=profile, language=language)
    return priorities_among(ballots, cast.ballot, scope=scope, bassin=bassin)


def priorities_among(
    ballots: Ballots, asked: BallotView, *, scope: str, bassin: str | None = None
) -> Priorities:
    """Return where the actions of a ballot stand among these ballots."""
    return Priorities(
        scope=scope,
        bassin=bassin,
        base=ballots.base,
        blanks=ballots.blank,
        pick=ballots.pick,
        rows=_rows(ballots, {action.code: action for action in asked.actions}),
        best=best_sets(ballots) if ballots.base else None,
    )


def ballots_of(
    session: Session,
    subjects: Sequence[Subject],
    *,
    bassin: str | None = None,
    profile: str = "",
    language: str = "",
) -> Ballots:
    """Return what was picked, all subjects together, under the names of the newest versions.

    Raises:
        NoBallotError: none of the subjects asks for priorities.
    """
    return cast_in(session, subjects, bassin=bassin).ballots(profile=profile, language=language)


def _rows(ballots: Ballots, actions: Mapping[str, ActionView]) -> tuple[ActionRow, ...]:
    found = standings(ballots)
    ranks = Counter(standing.rank for standing in found)
    by_code = {standing.option: standing for standing in found}
    rows = []
    for code in ballots.options:
        standing = by_code[code]
        share = standing.approval
        known = ballots.base > 0
        rows.append(
            ActionRow(
                action=actions[code],
                n=share.n,
                share=share.share if known else None,
                low=share.interval.low if known else None,
                high=share.interval.high if known else None,
                p_top2=standing.probability,
                word=standing.word,
                candidate=standing.candidate,
                rank=standing.rank,
                tied=ranks[standing.rank] > 1,
            )
        )
    return tuple(rows)


def priorities_json(session: Session, scope_code: str, bassin_code: str | None = None) -> dict[str, Any]:
    """Return `{scope, bassin, pick, base, blank, actions, audiences}` for a consultation or a programme.

    Shares and limits are between 0 and 1, null where nobody chose anything; actions are in the order of the
    ballot. `bassin` is null for everyone, each person once. `audiences` says the same for citizens and
    professionals apart. `p_top2` is the probability of the first `pick`.

    Raises:
        NoSuchScopeError: no consultation and no programme has the code.
        NoSuchPlaceError: no questionnaire of the scope offers the bassin.
        NoBallotError: nothing in the scope asks for priorities.
    """
    subjects = _subjects(session, scope_code)
    if bassin_code is not None and all(bassin_code not in subject.places for subject in subjects):
        raise NoSuchPlaceError("There is no bassin with this code here.")
    cast = cast_in(session, subjects, bassin=bassin_code)

    def said(audience: str = "") -> dict[str, Any]:
        ballots = cast.ballots(audience=audience)
        return _as_json(priorities_among(ballots, cast.ballot, scope=scope_code, bassin=bassin_code))

    return {
        "scope": scope_code,
        "bassin": bassin_code,
        "pick": cast.ballot.pick,
        **said(),
        "audiences": {
            audience: said(audience)
            for audience in sorted({subject.consultation.audience for subject in subjects})
        },
    }


def _as_json(found: Priorities) -> dict[str, Any]:
    return {
        "base": found.base,
        "blank": found.blanks,
        "actions": [
            {
                "action": row.action.code, "n": row.n, "base": found.base, "share": row.share,
                "interval": None if row.share is None else [row.low, row.high],
                "low": row.low, "high": row.high, "p_top2": row.p_top2, "word": row.word,
                "candidate": row.candidate, "rank": row.rank, "tied": row.tied,
            }
            for row in found.rows
        ],
    }  # fmt: skip


def _subjects(session: Session, scope_code: str) -> list[Subject]:
    for line in consultations_overview(session):
        if line.consultation.code == scope_code:
            subject = subject_of(session, line.consultation)
            if not subject.ballot:
                raise NoBallotError("Nothing here asks for priorities.")
            return [subject]
    if scope_code not in programme_codes(session):
        raise NoSuchScopeError("There is no consultation and no programme with this code.")
    found = subjects_of_programme(session, scope_code)
    if not found:
        raise NoBallotError("Nothing here asks for priorities.")
    return found
