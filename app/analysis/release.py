"""The figures of a bassin that anyone may read: protected once, frozen in a choice, never computed live.

Everything is over one population per consultation, the people who chose at least one action in this bassin,
so that no total of one table can open a hidden cell of another. Why: docs/decisions/0008.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, floor
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from app.analysis.priorities import ActionRow, Priorities, ballots_of, priorities_of
from app.analysis.release_page import FromTables, from_tables
from app.analysis.statistics.suppression import (
    FINE_BASE,
    SMALLEST_BASE,
    THRESHOLD,
    hide_small,
    protect,
    rounded_share,
)
from app.analysis.subjects import Subject, subjects_of_programme
from app.kit.localized import LANGUAGES

Frozen = dict[str, Any]
Withheld = Literal["", "none", "few", "alike", "released"]
"""Why a consultation's shares are not shown: nobody answered here, too few did, nearly all chose alike, or it
has released figures, which show none of this bassin."""

COARSE_STEP: Final = 5


def release(
    session: Session,
    programme_code: str,
    bassin_code: str,
    today: date,
    before: Frozen | None = None,
    *,
    tables: Mapping[str, Sequence[Frozen]] | None = None,
) -> Frozen:
    """Return the protected figures of a bassin: `{released_on, threshold, consultations: [...]}`.

    There is one entry per consultation of the programme that asks for priorities and is closed or has answers
    here. What was shown `before` stays as it was: two releases that differ by a few answers would tell what
    these few people said. Of a consultation that has released `tables`, by its code, it shows what they show.
    """
    kept = {line["code"]: line for line in (before or {}).get("consultations", [])}
    lines = []
    for subject in subjects_of_programme(session, programme_code):
        view = subject.consultation
        whole = priorities_of(session, [subject], scope=view.code, bassin=bassin_code)
        old = kept.get(view.code)
        if old is not None and not _may_replace(old, whole.base):
            lines.append(old)
        elif whole.base or view.phase == "closed":
            lines.append(_line(session, subject, whole, today, (tables or {}).get(view.code)))
    first = (before or {}).get("released_on")
    return {"released_on": first or today.isoformat(), "threshold": THRESHOLD, "consultations": lines}


def _may_replace(old: Frozen, base: int) -> bool:
    """Say whether new figures may replace `old`: nothing but a base was shown, and it has grown enough."""
    if old["withheld"] == "none":
        return True
    return old["withheld"] == "few" and base - (old["base"] or THRESHOLD - 1) >= THRESHOLD


def _line(
    session: Session, subject: Subject, whole: Priorities, today: date, tables: Sequence[Frozen] | None
) -> Frozen:
    def people(*, profile: str = "", language: str = "") -> int:
        return ballots_of(session, [subject], bassin=whole.bassin, profile=profile, language=language).base

    view = subject.consultation
    if tables:
        figures = _released(from_tables(tables, whole.bassin or "", whole), whole)
    else:
        figures = protected(
            whole.rows, whole.base, whole.blanks,
            {code: people(profile=code) for code in subject.profiles},
            {str(code): people(language=code) for code in LANGUAGES},
        )  # fmt: skip
    return {
        "code": view.code,
        "audience": view.audience,
        "title": view.title,
        "closed": view.phase == "closed",
        "counted_on": today.isoformat(),
        **figures,
    }


def _released(found: FromTables, whole: Priorities) -> Frozen:
    """Return what released tables show of a bassin, as `protected` does."""
    base = found.base
    return {
        "base": base,
        "blanks": None,
        "withheld": "" if base else "released",
        "profiles": found.profiles,
        "languages": found.languages,
        "actions": [_action(row, found.actions.get(row.action.code), base) for row in whole.rows]
        if base
        else [],
    }


def protected(
    rows: Sequence[ActionRow],
    base: int,
    blanks: int,
    by_profile: Mapping[str, int],
    by_language: Mapping[str, int],
) -> Frozen:
    """Return one consultation's figures with every count under the threshold hidden, also from subtraction.

    `base`, `profiles` and `languages` are people, None where hidden. An action has `share`, `low` and `high`
    in whole per cents (steps of 5 under a base of 30), None where hidden, and then no word either: the order
    of hidden actions is theirs alone. `blanks` is None unless it is 0 or large enough to be read.
    """
    why = _withheld(rows, base)
    large = base >= SMALLEST_BASE
    shown = protect({row.action.code: row.n for row in rows}, known_total=True) if not why else {}
    return {
        "base": hide_small(base),
        "blanks": hide_small(blanks) if large else None,
        "withheld": why,
        "profiles": _parts(by_profile, base) if large else [],
        "languages": _parts(by_language, base) if large else [],
        "actions": [_action(row, shown[row.action.code], base) for row in rows] if not why else [],
    }


def _withheld(rows: Sequence[ActionRow], base: int) -> Withheld:
    if base == 0:
        return "none"
    if base < SMALLEST_BASE:
        return "few"
    # Where fewer than five did not choose an action, its share would speak of these few.
    return "alike" if any(base - row.n < THRESHOLD for row in rows) else ""


def _parts(counts: Mapping[str, int], base: int) -> list[Frozen]:
    """Protect a row whose total is shown; people outside every part are a part of their own."""
    rest = base - sum(counts.values())
    row = dict(counts) | ({"unknown": rest} if rest else {})
    return [{"code": code, "n": n} for code, n in protect(row, known_total=True).items()]


def _action(row: ActionRow, n: int | None, base: int) -> Frozen:
    if n is None or row.low is None or row.high is None:
        return {"action": row.action.code, "share": None, "low": None, "high": None, "word": None}
    step = 1 if base >= FINE_BASE else COARSE_STEP
    return {
        "action": row.action.code,
        "share": rounded_share(n, base),
        "low": step * floor(100 * row.low / step),
        "high": step * ceil(100 * row.high / step),
        "word": row.word,
    }
