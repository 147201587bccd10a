"""What screens read of the bassins' choices. Nothing here counts: the figures are frozen in the choice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.consultations.queries import ConsultationView, consultations_overview
from app.kit.localized import Localized
from app.meetings.queries import MeetingView, staff_meetings
from app.programmes.queries import ActionView, BallotView, ballot, programme_codes
from app.syntheses.models import Choice, ChosenAction
from app.syntheses.rules import Gap, gaps


@dataclass(frozen=True)
class ChosenView:
    """One action chosen, and why."""

    action: ActionView
    reason: Localized


@dataclass(frozen=True)
class EvidenceView:
    """What a choice rests on; either `meeting` or `consultation` says which."""

    kind: str
    statement: Localized
    meeting: MeetingView | None
    consultation: ConsultationView | None

    @property
    def code(self) -> str:
        """The code of the meeting or of the consultation."""
        found = self.meeting or self.consultation
        return found.code if found else ""

    @property
    def title(self) -> Localized:
        """The title of the meeting or of the consultation."""
        found = self.meeting or self.consultation
        return found.title if found else {"fr": "", "nl": ""}


@dataclass(frozen=True)
class ChoiceView:
    """A bassin's choice as pages show it."""

    bassin_code: str
    programme_code: str
    status: str
    decided_on: date
    manner: str
    meeting: MeetingView | None
    against: Localized
    figures: dict[str, Any] | None
    """Protected figures, kept since the first publication; None before it."""
    published_at: datetime | None
    recorded_at: datetime
    version: int
    actions: tuple[ChosenView, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def gaps(self) -> list[Gap]:
        """What keeps it from being published."""
        texts = {f"reason-{n}": chosen.reason for n, chosen in enumerate(self.actions, start=1)}
        texts["against"] = self.against
        texts |= {f"evidence-{n}.statement": line.statement for n, line in enumerate(self.evidence, start=1)}
        meetings = {"meeting": self.meeting} | {
            f"evidence-{n}.source": line.meeting for n, line in enumerate(self.evidence, start=1)
        }
        hidden = [name for name, meeting in meetings.items() if meeting and meeting.status == "draft"]
        return gaps(texts, evidence=len(self.evidence), hidden_meetings=hidden)


def current_ballot(session: Session) -> BallotView | None:
    """Return the ballot of the newest programme that lets bassins choose, or None."""
    found = (ballot(session, code) for code in programme_codes(session))
    return next((view for view in found if view is not None), None)


def choices(session: Session, of: BallotView) -> dict[str, ChoiceView]:
    """Return the choices recorded in a programme, drafts included, by bassin. At most seven statements."""
    return _views(session, of, None)


def choice_of(session: Session, of: BallotView, bassin_code: str) -> ChoiceView | None:
    """Return the choice of a bassin, also a draft, or None. At most seven statements."""
    return _views(session, of, bassin_code).get(bassin_code)


def published_choice(session: Session, of: BallotView, bassin_code: str) -> ChoiceView | None:
    """Return the choice of a bassin that anyone may read, or None."""
    found = choice_of(session, of, bassin_code)
    return found if found and found.status == "published" else None


def chosen_actions(session: Session, programme_code: str) -> list[tuple[str, str, bool]]:
    """Return the actions chosen in a programme, as bassin, action and whether it is public. One statement."""
    rows = session.execute(
        select(Choice.bassin_code, ChosenAction.action_code, Choice.status)
        .join(ChosenAction, ChosenAction.choice_id == Choice.id)
        .where(Choice.programme_code == programme_code)
        .order_by(Choice.bassin_code, ChosenAction.position)
    )
    return [(bassin, action, status == "published") for bassin, action, status in rows]


def sources(session: Session, programme_code: str) -> tuple[list[ConsultationView], list[MeetingView]]:
    """Return the consultations and meetings of a programme, on which a choice can rest, the oldest first."""
    consultations = [line.consultation for line in reversed(consultations_overview(session))]
    meetings = reversed(staff_meetings(session))
    return (
        [view for view in consultations if view.programme_code == programme_code],
        [view for view in meetings if view.programme_code == programme_code and view.status != "cancelled"],
    )


def _views(session: Session, of: BallotView, bassin_code: str | None) -> dict[str, ChoiceView]:
    statement = (
        select(Choice)
        .where(Choice.programme_code == of.programme_code)
        .options(selectinload(Choice.actions), selectinload(Choice.evidence))
    )
    if bassin_code is not None:
        statement = statement.where(Choice.bassin_code == bassin_code)
    rows = list(session.scalars(statement))
    if not rows:
        return {}
    meetings = {view.id: view for view in staff_meetings(session)}
    consultations = {line.consultation.id: line.consultation for line in consultations_overview(session)}
    return {row.bassin_code: _view(row, of, meetings, consultations) for row in rows}


def _view(
    row: Choice, of: BallotView, meetings: dict[int, MeetingView], consultations: dict[int, ConsultationView]
) -> ChoiceView:
    actions = {action.code: action for action in of.actions}
    return ChoiceView(
        bassin_code=row.bassin_code,
        programme_code=row.programme_code,
        status=row.status,
        decided_on=row.decided_on,
        manner=row.manner,
        meeting=meetings.get(row.meeting_id) if row.meeting_id else None,
        against=row.against,
        figures=row.figures,
        published_at=row.published_at,
        recorded_at=row.recorded_at,
        version=row.version,
        actions=tuple(ChosenView(actions[one.action_code], one.reason) for one in row.actions),
        evidence=tuple(
            EvidenceView(
                line.kind,
                line.statement,
                meetings.get(line.meeting_id) if line.meeting_id else None,
                consultations.get(line.consultation_id) if line.consultation_id else None,
            )
            for line in row.evidence
        ),
    )
