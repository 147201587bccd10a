"""Write down what a bassin chose, and why, as a draft."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.accounts.audit import record
from app.consultations.errors import NoSuchConsultationError
from app.consultations.queries import consultation_view
from app.db import lock_row
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import LANGUAGES, Localized
from app.meetings.errors import NoSuchMeetingError
from app.meetings.queries import staff_meeting
from app.programmes.queries import ballot
from app.syntheses.errors import AlreadyPublishedError, ChangedMeanwhileError, NoSuchBassinError
from app.syntheses.models import Choice, ChosenAction, Evidence, EvidenceKind, Manner
from app.syntheses.rules import LONGEST_TEXT, MOST_EVIDENCE
from app.territory.queries import bassin

MANNERS: tuple[Manner, ...] = ("vote", "consensus")


def _blank() -> Localized:
    return dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True)
class ChosenWish:
    """One action chosen, and why."""

    action_code: str
    reason: Localized = field(default_factory=_blank)


@dataclass(frozen=True)
class EvidenceWish:
    """One thing the choice rests on: what the consultation or the meeting with this code said."""

    kind: EvidenceKind
    code: str
    statement: Localized = field(default_factory=_blank)


@dataclass(frozen=True)
class ChoiceWish:
    """A choice as the team writes it down. Texts may lack a language until it is published."""

    actions: tuple[ChosenWish, ...]
    decided_on: date | None
    manner: str
    meeting_code: str = ""
    """The meeting in which it was decided, or ''."""
    against: Localized = field(default_factory=_blank)
    evidence: tuple[EvidenceWish, ...] = ()


def record_choice(
    session: Session,
    *,
    programme_code: str,
    bassin_code: str,
    wish: ChoiceWish,
    user_id: int,
    expected_version: int | None = None,
) -> Choice:
    """Create or replace the draft of a bassin's choice and return it, flushed. The figures stay untouched.

    `expected_version` is the version that the form was filled from, 0 for a first one; None skips the check.

    Raises:
        NoSuchBassinError: there is no such bassin, or the programme has no ballot.
        InvalidError: not exactly as many different actions of the ballot as it asks for, a day in the future,
            an unknown manner, meeting or source, or a text that is too long. Nothing was changed.
        AlreadyPublishedError: it must be withdrawn first.
        ChangedMeanwhileError: somebody else saved it meanwhile.
    """
    if bassin(session, bassin_code) is None or ballot(session, programme_code) is None:
        raise NoSuchBassinError("There is no bassin at this address.")
    meetings = _check(session, programme_code, wish)
    choice = _locked(session, programme_code, bassin_code, expected_version)
    if choice is None:
        # Version 0 is that of a form filled in before anything was recorded.
        choice = Choice(
            programme_code=programme_code, bassin_code=bassin_code, status="draft", figures=None,
            published_at=None, version=1, actions=[], evidence=[],
        )  # fmt: skip
        session.add(choice)
    choice.decided_on = wish.decided_on or clock.today()
    choice.manner = "vote" if wish.manner == "vote" else "consensus"
    choice.meeting_id = meetings.get(wish.meeting_code)
    choice.against = wish.against
    choice.recorded_by_id = user_id
    choice.recorded_at = clock.now()
    choice.actions = []
    choice.evidence = []
    try:
        session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhileError(
            "Somebody else saved this choice meanwhile. Please open it again."
        ) from error
    choice.actions = [
        ChosenAction(
            action_code=one.action_code, programme_code=programme_code, position=place, reason=one.reason
        )
        for place, one in enumerate(wish.actions, start=1)
    ]
    choice.evidence = [
        _evidence(session, one, place, meetings) for place, one in enumerate(wish.evidence, start=1)
    ]
    session.flush()
    record(session, user_id, "record_choice", f"choice:{programme_code}/{bassin_code}")
    return choice


def _locked(
    session: Session, programme_code: str, bassin_code: str, expected_version: int | None
) -> Choice | None:
    mine = (Choice.programme_code == programme_code, Choice.bassin_code == bassin_code)
    key = session.scalar(select(Choice.id).where(*mine))
    before = None if key is None else lock_row(session, Choice, key)
    # The lock itself raised the version by one.
    if expected_version is not None and (before.version - 1 if before else 0) != expected_version:
        raise ChangedMeanwhileError("Somebody else saved this choice meanwhile. Please open it again.")
    if before is None:
        return None
    if before.status == "published":
        raise AlreadyPublishedError("This choice is public. Withdraw it first, then change it.")
    return session.scalars(
        select(Choice)
        .where(*mine)
        .options(selectinload(Choice.actions), selectinload(Choice.evidence))
        .execution_options(populate_existing=True)
    ).one()


def _check(session: Session, programme_code: str, wish: ChoiceWish) -> dict[str, int]:
    """Return the ids of the meetings named, by code, or raise with everything that is wrong."""
    problems: list[Problem] = []
    problems += _problems_of_actions(session, programme_code, wish)
    if wish.decided_on is None:
        problems.append(Problem("decided_on", Message("Give the day on which it was decided.")))
    elif wish.decided_on > clock.today():
        problems.append(Problem("decided_on", Message("This day has not come yet.")))
    if wish.manner not in MANNERS:
        problems.append(Problem("manner", Message("Say how it was decided.")))
    meetings: dict[str, int] = {}
    named = [("meeting", "meeting", wish.meeting_code)] if wish.meeting_code else []
    named += [(f"evidence-{n}.source", one.kind, one.code) for n, one in enumerate(wish.evidence, start=1)]
    for name, kind, code in named:
        try:
            if kind == "meeting":
                meetings[code] = staff_meeting(session, code).id
            else:
                consultation_view(session, code)
        except (NoSuchMeetingError, NoSuchConsultationError):
            problems.append(Problem(name, Message("Please choose one of the options shown.")))
    if len(wish.evidence) > MOST_EVIDENCE:
        problems.append(
            Problem(
                "evidence-1.source", Message("Please keep at most %(most)s lines.", {"most": MOST_EVIDENCE})
            )
        )
    problems += _problems_of_length(wish)
    if problems:
        raise InvalidError(problems)
    return meetings


def _problems_of_actions(session: Session, programme_code: str, wish: ChoiceWish) -> list[Problem]:
    found = ballot(session, programme_code)
    known = {action.code for action in found.actions} if found else set()
    pick = found.pick if found else 0
    codes = [one.action_code for one in wish.actions]
    problems = [
        Problem(f"action-{place}", Message("Choose an action."))
        for place in range(1, pick + 1)
        if place > len(codes) or codes[place - 1] not in known
    ]
    problems += [
        Problem(f"action-{place}", Message("Choose another action: this one is already there."))
        for place in range(2, len(codes) + 1)
        if codes[place - 1] and codes[place - 1] in codes[: place - 1]
    ]
    if len(codes) > pick:
        problems.append(Problem("action-1", Message("Choose exactly %(pick)s actions.", {"pick": pick})))
    return problems


def _problems_of_length(wish: ChoiceWish) -> list[Problem]:
    texts = {f"reason-{place}": one.reason for place, one in enumerate(wish.actions, start=1)}
    texts["against"] = wish.against
    texts |= {
        f"evidence-{place}.statement": one.statement for place, one in enumerate(wish.evidence, start=1)
    }
    return [
        Problem(
            f"{name}.{lang}",
            Message(
                "Please keep this under %(longest)s characters: it has %(length)s now.",
                {"longest": LONGEST_TEXT, "length": len(text.get(lang, ""))},
            ),
        )
        for name, text in texts.items()
        for lang in LANGUAGES
        if len(text.get(lang, "")) > LONGEST_TEXT
    ]


def _evidence(session: Session, one: EvidenceWish, place: int, meetings: dict[str, int]) -> Evidence:
    meeting = one.kind == "meeting"
    return Evidence(
        kind=one.kind,
        consultation_id=None if meeting else consultation_view(session, one.code).id,
        meeting_id=meetings[one.code] if meeting else None,
        statement=one.statement,
        position=place,
    )
