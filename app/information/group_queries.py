"""What screens read of a support group."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from app.information.models import SupportGroupMeeting, SupportGroupMember, SupportGroupTask
from app.kit import clock
from app.kit.localized import Localized

Line = TypeVar("Line", SupportGroupMember, SupportGroupTask)


@dataclass(frozen=True)
class MemberView:
    """Somebody of the group."""

    id: int
    name: str
    organisation: str
    role: Localized
    email: str
    invented: bool


@dataclass(frozen=True)
class TaskView:
    """Something that the group has to do."""

    id: int
    what: str
    who: str
    due_on: date | None
    done_on: date | None
    late: bool
    """Not done, and its day is over."""


@dataclass(frozen=True)
class GroupView:
    """The support group of a bassin."""

    members: tuple[MemberView, ...]
    tasks: tuple[TaskView, ...]
    """What is to be done, the most urgent first, then what is done."""
    meeting_codes: frozenset[str]
    """The meetings that it prepares."""


@dataclass(frozen=True)
class GroupCounts:
    """How many people a group has, and how many tasks wait."""

    members: int
    open_tasks: int


def group(session: Session, bassin_code: str) -> GroupView:
    """Return the support group of a bassin. Three statements."""
    today = clock.today()
    members = session.scalars(
        select(SupportGroupMember)
        .where(SupportGroupMember.bassin_code == bassin_code)
        .order_by(func.lower(SupportGroupMember.name), SupportGroupMember.id)
    )
    tasks = session.scalars(select(SupportGroupTask).where(SupportGroupTask.bassin_code == bassin_code))
    codes = session.scalars(
        select(SupportGroupMeeting.meeting_code).where(SupportGroupMeeting.bassin_code == bassin_code)
    )
    return GroupView(
        tuple(MemberView(m.id, m.name, m.organisation, m.role, m.email, m.invented) for m in members),
        tuple(
            TaskView(
                task.id, task.what, task.who, task.due_on, task.done_on,
                late=task.done_on is None and task.due_on is not None and task.due_on < today,
            )
            for task in sorted(tasks, key=_urgency)
        ),
        frozenset(codes),
    )  # fmt: skip


def group_counts(session: Session) -> dict[str, GroupCounts]:
    """Return how many people and open tasks each group has, by bassin. Two statements."""
    people = _count_by_bassin(session, of=SupportGroupMember, only=true())
    waiting = _count_by_bassin(session, of=SupportGroupTask, only=SupportGroupTask.done_on.is_(None))
    return {
        code: GroupCounts(people.get(code, 0), waiting.get(code, 0))
        for code in people.keys() | waiting.keys()
    }


def _count_by_bassin(session: Session, *, of: type[Line], only: ColumnElement[bool]) -> dict[str, int]:
    rows = session.execute(select(of.bassin_code, func.count()).where(only).group_by(of.bassin_code))
    return {code: number for code, number in rows}  # noqa: C416 - a row is no pair for dict()


def _urgency(task: SupportGroupTask) -> tuple[bool, date, int]:
    return task.done_on is not None, task.due_on or date.max, task.id
