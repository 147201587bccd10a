"""The tables of a release: protected once beside all that was published before, and frozen with their words.

What is made here is JSON that holds no hidden number. The public pages show it and compute nothing. See
docs/decisions/0030.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, sqrt
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from app.analysis.labels import Words, named, translator
from app.analysis.release_counts import BALLOT, PEOPLE, Breakdown, Counter
from app.analysis.statistics.beside import Known, SaysTooMuchError, protect_beside
from app.analysis.statistics.suppression import SMALLEST_BASE, THRESHOLD, rounded_share
from app.analysis.statistics.tables import Dimension, Protected, Table, key_of
from app.analysis.subjects import Subject
from app.kit.localized import LANGUAGES
from app.territory.queries import all_bassins

Frozen = dict[str, Any]
Refusal = Literal["moved", "page", "blank", "unsafe", "sums"]
"""Why a table cannot be released: answers came or went since the first release of this consultation, or since
the page of a bassin was published; the difference of two totals would tell how few left a question blank; no
way of hiding is enough beside what is public already; the counts of older versions do not add up."""

NORMAL: Final = 1.96
"""The 97.5th percentile of the normal distribution."""


@dataclass(frozen=True)
class Published:
    """What the public has seen of one consultation: tables of releases, and frozen figures by bassin."""

    tables: tuple[Frozen, ...] = ()
    seal: str = ""
    """The hash of the counts at its first release, which nobody but the service sees; '' before it."""
    pages: Mapping[str, Frozen] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """The tables that may be released, and why others may not, by the name of the breakdown."""

    tables: tuple[Frozen, ...]
    refused: Mapping[str, Refusal]
    seal: str


def release_tables(
    session: Session, subject: Subject, wanted: Sequence[Breakdown], before: Published, today: date
) -> Made:
    """Return the frozen tables of a consultation in the order wanted.

    A table that was released before is the same again, to the letter, whatever came in since. Another one
    may only stand beside it while no answer has come, changed or gone: it is then protected together with
    all that was published.
    """
    counter = Counter(session, subject)
    old = {table["key"]: table for table in before.tables}
    new = [one for one in wanted if _key(subject, one) not in old]
    refused: dict[str, Refusal] = {}
    made: dict[str, Frozen] = {}
    seal = before.seal
    if new:
        seal = counter.fingerprint()
        if before.seal and seal != before.seal:
            refused = {one.key: "moved" for one in new}
            seal = before.seal
        else:
            made, refused = _new_tables(counter, new, before, today)
    kept = [old.get(_key(subject, one)) or made.get(one.key) for one in wanted]
    return Made(tuple(table for table in kept if table is not None), refused, seal)


def _new_tables(
    counter: Counter, new: Sequence[Breakdown], before: Published, today: date
) -> tuple[dict[str, Frozen], dict[str, Refusal]]:
    refused: dict[str, Refusal] = {}
    made: dict[str, Frozen] = {}
    public = [Breakdown(table["what"], table["by"]) for table in before.tables]
    for population in dict.fromkeys(one.population for one in new):
        mine = [one for one in new if one.population == population]
        why = _too_close(counter, mine, [*public, *(one for one in new if one.key in made)])
        if why is None and population == "" and not _pages_agree(counter, before.pages):
            why = "page"
        if why is None:
            found = _protect(counter, mine, before, population)
            if isinstance(found, str):
                why = found
            else:
                made |= {
                    one.key: _frozen(counter, one, (table, seen), today)
                    for one, (table, seen) in zip(mine, found, strict=True)
                }
        if why is not None:
            refused |= dict.fromkeys((one.key for one in mine), why)
    return made, refused


def _protect(
    counter: Counter, mine: Sequence[Breakdown], before: Published, population: str
) -> list[tuple[Table, Protected]] | Refusal:
    """Return the true and the protected tables of one population, or why there are none."""
    try:
        tables = [counter.table(one) for one in mine]
        known, context = Known(), []
        for frozen in before.tables:
            one = Breakdown(frozen["what"], frozen["by"])
            if one.population == population and not frozen["withheld"]:
                context.append(counter.table(one))
                known = known.and_of(context[-1], _protected(frozen))
        if population == "" and before.pages:
            wide = [Breakdown(f"{PEOPLE}:bassin", "profile"), Breakdown(f"{PEOPLE}:bassin", "language")]
            possible = {one.key for one in counter.breakdowns()}
            context += [
                counter.table(one) for one in (Breakdown(BALLOT, "bassin"), *wide) if one.key in possible
            ]
            known = _known_of_pages(known, before.pages)
        return list(zip(tables, protect_beside(tables, context=context, known=known), strict=True))
    except SaysTooMuchError:
        return "unsafe"
    except ValueError:
        return "sums"


def _groups(counter: Counter, one: Breakdown) -> Iterator[tuple[str, str]]:
    """List the groups of people whose number a table prints: dimension and label, two blanks for all."""
    yield "", ""
    named_sides = [one.by, *([one.rows_are] if one.of_people else [])]
    for side in named_sides:
        yield from ((side, label) for label in counter.dimensions[side].labels)


def _too_close(counter: Counter, mine: Sequence[Breakdown], others: Sequence[Breakdown]) -> Refusal | None:
    """Say whether two totals of one group would differ by a few people: those who left one question blank."""
    groups = {group for one in mine for group in _groups(counter, one)}
    for other in others:
        if other.population == mine[0].population:
            continue
        for side, label in groups & set(_groups(counter, other)):
            narrowed = {side: label} if side else {}
            gap = counter.base(mine[0].population, **narrowed) - counter.base(other.population, **narrowed)
            if 0 < abs(gap) < THRESHOLD:
                return "blank"
    return None


def _pages_agree(counter: Counter, pages: Mapping[str, Frozen]) -> bool:
    """Say whether what the pages of bassins show was counted over the answers that there are now."""
    for bassin, line in pages.items():
        base = counter.base("", bassin=bassin)
        if line["base"] is None or line["withheld"] == "none":
            if base >= THRESHOLD:
                return False
            continue
        if line["base"] != base:
            return False
        parts = [("profile", row) for row in line["profiles"]] + [
            ("language", row) for row in line["languages"]
        ]
        for side, row in parts:
            if row["n"] is not None and row["n"] != counter.base("", bassin=bassin, **{side: row["code"]}):
                return False
        counts = counter.counts(BALLOT, bassin=bassin)
        for row in line["actions"]:
            if row["share"] is not None and row["share"] != rounded_share(counts.get(row["action"], 0), base):
                return False
    return True


def _known_of_pages(known: Known, pages: Mapping[str, Frozen]) -> Known:
    """Add what the pages of bassins print and hide. A share that is printed counts as its number."""
    shown, hidden = set(known.shown), set(known.hidden)
    for bassin, line in pages.items():
        here = ("bassin", bassin)
        (hidden if line["base"] is None else shown).add(key_of(here))
        for side, rows in (("profile", line["profiles"]), ("language", line["languages"])):
            for row in rows:
                (hidden if row["n"] is None else shown).add(key_of(here, (side, row["code"])))
        for row in line["actions"]:
            (hidden if row["share"] is None else shown).add(key_of(here, (BALLOT, row["action"])))
    return Known(frozenset(shown), frozenset(hidden))


def _key(subject: Subject, one: Breakdown) -> str:
    return f"{subject.consultation.code}.{one.key}"


def _protected(frozen: Frozen) -> Protected:
    """Return a frozen table as it was protected."""
    return Protected(
        tuple(tuple(line) for line in frozen["counts"]),
        tuple(frozen["row_totals"]),
        tuple(frozen["bases"]),
        frozen["base"],
        mostly_hidden=frozen["withheld"],
    )


def _frozen(counter: Counter, one: Breakdown, counted: tuple[Table, Protected], today: date) -> Frozen:
    table, seen = counted
    of_people = one.of_people
    view = counter.subject.consultation
    base = seen.grand_total
    empty = seen.mostly_hidden
    bases, totals = seen.column_totals or (), seen.row_totals or ()
    return {
        "key": _key(counter.subject, one),
        "consultation": {"code": view.code, "title": view.title, "audience": view.audience},
        "what": one.what,
        "by": one.by,
        "of_people": of_people,
        "title": counter.title(one),
        "rows": _labels(counter, table.rows, "" if one.of_people else one.what),
        "columns": _labels(counter, table.columns, ""),
        "counts": [] if empty else [list(line) for line in seen.cells],
        "shares": []
        if empty or of_people
        else [[_share(n, of) for n, of in zip(line, bases, strict=True)] for line in seen.cells],
        "row_totals": [] if empty else list(totals),
        "row_shares": [] if empty or of_people else [_share(n, base) for n in totals],
        "bases": [] if empty else list(bases),
        "base": None if empty else base,
        "several": "several" in {table.rows.adds, table.columns.adds},
        "withheld": empty,
        "hides": None in (*totals, *bases, *(n for line in seen.cells for n in line)),
        "points": None if of_people or empty or not base else ceil(100 * NORMAL / 2 / sqrt(base)),
        "closed": view.phase == "closed",
        "counted_on": today.isoformat(),
    }


def _share(n: int | None, base: int | None) -> int | None:
    """Return a share in whole per cents, or in steps of five; None where it is hidden or the base small."""
    return None if n is None or base is None or base < SMALLEST_BASE else rounded_share(n, base)


def _labels(counter: Counter, dimension: Dimension, what: str) -> list[list[Any]]:
    """Return the code of every label with its words in both languages; `what` is a question, or ''."""
    codes = dimension.labels
    if what:
        names = counter.names(what)
        return [[code, dict(names.get(code, dict.fromkeys(LANGUAGES, code)))] for code in codes]
    bassins = {view.code: view.name for view in all_bassins(counter.session)}
    words = {
        lang: named(codes, Words(lang, translator(lang), bassins).of(dimension.name)) for lang in LANGUAGES
    }
    return [[code, {lang: words[lang][place] for lang in LANGUAGES}] for place, code in enumerate(codes)]
