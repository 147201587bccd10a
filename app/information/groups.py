"""The support group of a bassin: who is in it, which meetings it prepares, what it has to do."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import insert_for
from app.information.errors import NoSuchLineError
from app.information.models import SupportGroupMeeting, SupportGroupMember, SupportGroupTask
from app.kit import clock
from app.kit.errors import InvalidError, Message, Problem
from app.kit.localized import Localized, missing_languages

Line = TypeVar("Line", SupportGroupMember, SupportGroupTask)

_ROLE_MISSING = {
    "fr": Message("Give the role in French."),
    "nl": Message("Give the role in Dutch."),
}


@dataclass(frozen=True)
class MemberForm:
    """Somebody of the group. The role is said in both languages."""

    name: str
    organisation: str
    role: Localized
    email: str = ""
    invented: bool = False


@dataclass(frozen=True)
class TaskForm:
    """Something to do, perhaps by a day and by somebody."""

    what: str
    who: str = ""
    due_on: date | None = None


def add_member(session: Session, bassin_code: str, form: MemberForm) -> SupportGroupMember:
    """Add somebody to the group of a bassin.

    Raises:
        InvalidError: the role lacks a language.
    """
    problems = role_problems(form.role)
    if problems:
        raise InvalidError(problems)
    member = SupportGroupMember(bassin_code=bassin_code, **asdict(form))
    session.add(member)
    session.flush()
    return member


def role_problems(role: Localized) -> list[Problem]:
    """Name the languages that a role lacks."""
    return [Problem(f"role.{lang}", _ROLE_MISSING[lang]) for lang in missing_languages(role)]


def remove_member(session: Session, bassin_code: str, member_id: int) -> None:
    """Remove somebody: nothing about them stays.

    Raises:
        NoSuchLineError: they were removed already, or belong to another group.
    """
    session.delete(_line(session, SupportGroupMember, bassin_code, member_id))
    session.flush()


def add_task(session: Session, bassin_code: str, form: TaskForm) -> SupportGroupTask:
    """Note something that the group has to do."""
    task = SupportGroupTask(bassin_code=bassin_code, **asdict(form))
    session.add(task)
    session.flush()
    return task


def mark_task(session: Session, bassin_code: str, task_id: int, *, done: bool) -> None:
    """Tick a task off, or take that back; done twice, the second time changes nothing.

    Raises:
        NoSuchLineError: it was removed meanwhile.
    """
    task = _line(session, SupportGroupTask, bassin_code, task_id)
    if done != (task.done_on is not None):
        task.done_on = clock.today() if done else None
        session.flush()


def remove_task(session: Session, bassin_code: str, task_id: int) -> None:
    """Remove a task.

    Raises:
        NoSuchLineError: it was removed already.
    """
    session.delete(_line(session, SupportGroupTask, bassin_code, task_id))
    session.flush()


def prepare_meeting(session: Session, bassin_code: str, meeting_code: str) -> None:
    """Note that the group prepares a meeting; said twice, it stays one line.

    Whether there is such a meeting in the bassin is known to whoever knows the meetings.
    """
    statement = insert_for(session)(SupportGroupMeeting).values(
        bassin_code=bassin_code, meeting_code=meeting_code
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["bassin_code", "meeting_code"]))


def leave_meeting(session: Session, bassin_code: str, meeting_code: str) -> None:
    """Note that the group does not prepare a meeting any more."""
    for line in session.scalars(
        select(SupportGroupMeeting).where(
            SupportGroupMeeting.bassin_code == bassin_code, SupportGroupMeeting.meeting_code == meeting_code
        )
    ).all():
        session.delete(line)
    session.flush()


def _line(session: Session, model: type[Line], bassin_code: str, number: int) -> Line:
    line = session.get(model, number)
    if line is None or line.bassin_code != bassin_code:
        raise NoSuchLineError
    return line
