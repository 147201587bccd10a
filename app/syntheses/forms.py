"""From the form of a choice to what is recorded, and back: what was typed comes back with its problems."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kit.errors import Problem
from app.kit.forms import Posted
from app.kit.localized import LANGUAGES, Lang, Localized
from app.syntheses.models import EvidenceKind
from app.syntheses.queries import ChoiceView
from app.syntheses.record_choice import ChoiceWish, ChosenWish, EvidenceWish
from app.syntheses.rules import MOST_EVIDENCE

SPARE_LINES = 2
"""Empty lines of evidence that the form offers beyond those filled in."""


@dataclass(frozen=True)
class Read:
    """What the form says, and which of its own lines each line of evidence came from."""

    wish: ChoiceWish
    version: int
    lines: tuple[int, ...]
    """Number in the form of each line of evidence kept: empty ones are left out."""

    def at_form(self, problem: Problem) -> Problem:
        """Return a problem of the recorded choice at its field of the form."""
        head, dash, rest = problem.field.partition("-")
        number, dot, tail = rest.partition(".")
        if head != "evidence" or not number.isdigit() or int(number) > len(self.lines):
            return problem
        return Problem(f"{head}{dash}{self.lines[int(number) - 1]}{dot}{tail}", problem.message)


def read_choice(posted: Posted, pick: int) -> Read:
    """Read a posted form. What is no day, or names no known thing, is refused when it is recorded."""
    lines = [n for n in range(1, MOST_EVIDENCE + 1) if _has_line(posted, n)]
    version = posted.text("version")
    return Read(
        wish=ChoiceWish(
            actions=tuple(
                ChosenWish(posted.text(f"action-{n}"), _bilingual(posted, f"reason-{n}"))
                for n in range(1, pick + 1)
            ),
            decided_on=_day(posted.text("decided_on")),
            manner=posted.text("manner"),
            meeting_code=posted.text("meeting"),
            against=_bilingual(posted, "against"),
            evidence=tuple(_evidence(posted, n) for n in lines),
        ),
        version=int(version) if version.isdigit() and len(version) < 10 else 0,  # noqa: PLR2004 - fits a column
        lines=tuple(lines),
    )


def form_values(wish: ChoiceWish, pick: int, version: int) -> dict[str, Any]:
    """Return what the fields of the form hold, by name; bilingual ones as a mapping by language."""
    actions = [*wish.actions, *[ChosenWish("")] * pick][:pick]
    blank = EvidenceWish("consultation", "")
    lines = [*wish.evidence, *[blank] * SPARE_LINES][:MOST_EVIDENCE]
    return {
        "version": version,
        "decided_on": wish.decided_on.isoformat() if wish.decided_on else "",
        "manner": wish.manner,
        "meeting": wish.meeting_code,
        "against": wish.against,
        "actions": [{"code": one.action_code, "reason": one.reason} for one in actions],
        "evidence": [
            {"source": f"{one.kind}:{one.code}" if one.code else "", "statement": one.statement}
            for one in lines
        ],
    }


def typed_values(posted: Posted, pick: int) -> dict[str, Any]:
    """Return what the fields held when they were posted, also where it cannot stand."""
    read = read_choice(posted, pick)
    last = max(read.lines, default=0)
    lines = range(1, min(MOST_EVIDENCE, last + SPARE_LINES) + 1)
    return form_values(read.wish, pick, read.version) | {
        "decided_on": posted.text("decided_on"),
        "evidence": [
            {
                "source": posted.text(f"evidence-{n}.source"),
                "statement": _bilingual(posted, f"evidence-{n}.statement"),
            }
            for n in lines
        ],
    }


def wish_of(choice: ChoiceView) -> ChoiceWish:
    """Return a recorded choice as its form would say it."""
    return ChoiceWish(
        actions=tuple(ChosenWish(one.action.code, one.reason) for one in choice.actions),
        decided_on=choice.decided_on,
        manner=choice.manner,
        meeting_code=choice.meeting.code if choice.meeting else "",
        against=choice.against,
        evidence=tuple(EvidenceWish(_kind(line.kind), line.code, line.statement) for line in choice.evidence),
    )


def blank_wish() -> ChoiceWish:
    """Return a form that nobody has filled in yet."""
    return ChoiceWish(actions=(), decided_on=None, manner="")


def shown_problems(problems: list[Problem], lang: Lang) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the lines of the error summary, and the first message of each field by its name."""
    lines = [{"field_id": problem.field, "message": problem.message.text(lang)} for problem in problems]
    messages: dict[str, str] = {}
    for line in lines:
        messages.setdefault(line["field_id"], line["message"])
    return lines, messages


def _has_line(posted: Posted, n: int) -> bool:
    names = [f"evidence-{n}.source", *(f"evidence-{n}.statement.{lang}" for lang in LANGUAGES)]
    return any(posted.text(name) for name in names)


def _evidence(posted: Posted, n: int) -> EvidenceWish:
    kind, _, code = posted.text(f"evidence-{n}.source").partition(":")
    return EvidenceWish(_kind(kind), code, _bilingual(posted, f"evidence-{n}.statement"))


def _kind(kind: str) -> EvidenceKind:
    return "meeting" if kind == "meeting" else "consultation"


def _bilingual(posted: Posted, name: str) -> Localized:
    return {lang: posted.text(f"{name}.{lang}") for lang in LANGUAGES}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
