"""What the forms about paper post, and what they show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast, get_args

from app.consultations.paper.compare import LANGUAGE
from app.consultations.paper.decide import PICKS, Choice
from app.consultations.paper.models import Entries
from app.consultations.paper.plan import MOST_COPIES, PlanView, PlanWish
from app.consultations.paper.rules import read_sheet_code
from app.consultations.paper.type_in import TypedSheet
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang
from app.questionnaires.model import Form
from app.questionnaires.paper.document import EDITIONS, Edition
from app.questionnaires.paper.numbering import paper_questions

ENTRIES: Final[tuple[Entries, ...]] = get_args(Entries)
LONGEST_BATCH: Final = 40
FIELD: Final = "a."
"""Before the name of a question, so that none is taken for a field of our own."""
_LONGEST_WORDS: Final = 300
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class SheetAsked:
    """Which sheet somebody is going to type in."""

    number: int
    language: Lang
    batch: str


def read_sheet(posted: Posted) -> SheetAsked:
    """Read which sheet is meant, and what is said about it.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    number = read_sheet_code(posted.text("sheet"))
    if number is None:
        reader.problem("sheet", "Type the number of the sheet with its letter, such as 0042X.")
    language = reader.choice(
        "language", list(LANGUAGES), required="Say in which language the sheet is filled in."
    )
    batch = reader.text("batch", longest=LONGEST_BATCH)
    reader.check()
    return SheetAsked(number or 0, cast("Lang", language), batch)


def read_typing(posted: Posted) -> TypedSheet:
    """Read everything that was typed from a sheet.

    Raises:
        InvalidError: it does not say which sheet.
    """
    asked = read_sheet(posted)
    fields = {
        name.removeprefix(FIELD): posted.text(name) for name in posted.names() if name.startswith(FIELD)
    }
    return TypedSheet(asked.number, asked.batch, asked.language, fields)


def read_choices(posted: Posted, form: Form) -> dict[str, Choice]:
    """Read what was decided, by question name; what is no choice is left out."""
    found = {}
    for name in (LANGUAGE, *paper_questions(form)):
        pick = posted.text(f"pick.{name}")
        if pick in PICKS:
            found[name] = Choice(pick, posted.text(f"{FIELD}{name}"))
    return found


def read_copies(posted: Posted) -> tuple[int, Edition]:
    """Read how many copies are wanted, and in which edition.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    count = reader.integer("count", low=1, high=MOST_COPIES, required="Say how many copies you want.")
    edition = reader.choice("edition", list(EDITIONS), required="Choose an edition.")
    reader.check()
    return count or 0, cast("Edition", edition)


def read_plan(posted: Posted) -> PlanWish:
    """Read how paper is taken.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    entries = reader.choice("entries", list(ENTRIES), required="Say how sheets are typed in.")
    until = None
    if typed := posted.text("accepted_until"):
        try:
            until = date.fromisoformat(typed)
        except ValueError:
            until = date.min
        if not _FIRST_YEAR <= until.year <= _LAST_YEAR:
            reader.problem("accepted_until", "Give a day, such as 2026-03-12.")
    words = reader.bilingual("return_words", longest=_LONGEST_WORDS)
    reader.check()
    return PlanWish(cast("Entries", entries), until, posted.flag("on_the_web"), words)


def read_seen(posted: Posted) -> int:
    """Return the version of the plan that the form was made from, -1 for none that there can be."""
    seen = posted.text("plan_version")
    return int(seen) if re.fullmatch(r"[0-9]{1,9}", seen) else -1


def plan_as_posted(plan: PlanView) -> Posted:
    """Return the form of a plan as it would be posted unchanged."""
    fields = {
        "entries": plan.entries,
        "accepted_until": plan.accepted_until.isoformat() if plan.accepted_until else "",
        "on_the_web": "yes" if plan.on_the_web else "",
        "plan_version": str(plan.version),
        **{f"return_words.{lang}": plan.return_words.get(lang, "") for lang in LANGUAGES},
    }
    return Posted({name: [value] for name, value in fields.items()})


def shown_plan(posted: Posted) -> Mapping[str, str]:
    """Return the plain fields of the form of a plan, to be shown again."""
    return {name: posted.text(name) for name in ("entries", "accepted_until", "on_the_web", "plan_version")}
